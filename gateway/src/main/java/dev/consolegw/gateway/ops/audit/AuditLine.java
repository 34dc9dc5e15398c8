package dev.consolegw.gateway.ops.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.session.Session;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one line holds, key by key, in the order in which it was put there. Texts are taken as they
 * are, whoever wrote them: JSON has an escape for everything that is not ASCII. One thread.
 */
final class AuditLine {
  /** The longest text, in UTF-16 units; of what is longer the beginning stands there. */
  static final int TEXT = 1024;

  /** The longest list. */
  static final int LIST = 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final AuditCode code;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private boolean warns;
  private String owners = "";
  private String address = "";

  AuditLine(AuditCode code) {
    this.code = code;
    this.warns = code.warns();
  }

  AuditCode code() {
    return code;
  }

  /** Whether somebody did not get what they asked for. */
  boolean warns() {
    return warns;
  }

  /**
   * Whose doing it is: that of the owners of a key, of an address or a network as long as nobody
   * has signed in; empty for the gateway itself. Short, and never what a client has written.
   */
  String whose() {
    return owners.isEmpty() ? address : owners;
  }

  /** The same of what somebody does. */
  static String whose(Identity who) {
    return Subject.of(String.join(" ", names(who)));
  }

  private static List<String> names(Identity who) {
    return who.owners().stream().map(Person::toString).sorted().toList();
  }

  /** How it has ended; whatever is not well warns. */
  AuditLine exit(ExitCode code) {
    warns |= code != ExitCode.OK;
    return number("exit", code.status());
  }

  /** A text that may come from anybody; none when it is empty. */
  AuditLine text(String key, String foreign) {
    if (!foreign.isEmpty()) {
      fields.put(key, bounded(foreign));
    }
    return this;
  }

  AuditLine number(String key, long number) {
    fields.put(key, number);
    return this;
  }

  AuditLine flag(String key, boolean holds) {
    fields.put(key, holds);
    return this;
  }

  /** None when it is empty; {@link #LIST} of them at most, and how many there are beside these. */
  AuditLine list(String key, List<String> texts) {
    if (!texts.isEmpty()) {
      fields.put(key, texts.stream().limit(LIST).map(AuditLine::bounded).toList());
    }
    return texts.size() > LIST ? number(key + "_beside", texts.size() - LIST) : this;
  }

  AuditLine time(String key, Duration time) {
    return number(key, time.toMillis());
  }

  /** Over which connection, and from where. */
  AuditLine connection(Origin origin) {
    fields.put("conn", origin.connection());
    origin.outer().ifPresent(outer -> fields.put("outer", outer));
    return from(origin.address(), origin.port());
  }

  /**
   * From where alone.
   *
   * @param port 0 for none
   */
  AuditLine from(String ip, int port) {
    address = Subject.of(ip);
    var from = new LinkedHashMap<String, Object>();
    from.put("ip", IpText.of(ip));
    if (port != 0) {
      from.put("port", port);
    }
    fields.put("from", from);
    return this;
  }

  /** The network of a stranger. */
  AuditLine network(String network) {
    if (!network.isEmpty()) {
      address = Subject.of(network);
      var from = new LinkedHashMap<String, Object>();
      int slash = network.indexOf('/');
      from.put("ip", IpText.of(slash < 0 ? network : network.substring(0, slash)));
      if (slash >= 0) {
        from.put("prefix", Integer.parseInt(network.substring(slash + 1)));
      }
      fields.put("from", from);
    }
    return this;
  }

  /** Whose session, and over which connection. */
  AuditLine session(Session session) {
    connection(session.origin());
    fields.put("session", session.id());
    return identity(session.identity());
  }

  /** Who, when they may be several: nobody can tell apart whose key it is. */
  AuditLine identity(Identity who) {
    var names = names(who);
    owners = whose(who);
    if (names.size() == 1) {
      person(who.owners().iterator().next());
    } else {
      list("owners", names);
    }
    switch (who.credential()) {
      case Credential.Key(var key) -> credential("key", key.fingerprint());
      case Credential.Ticket(var key, _) -> credential("ticket", key.fingerprint());
      case Credential.OpenPort _ -> credential("open-port", "");
    }
    return this;
  }

  private void credential(String by, String fingerprint) {
    fields.put("by", by);
    text("key", fingerprint);
  }

  AuditLine person(Person person) {
    text("person", person.name());
    text("source", person.source());
    if (!person.id().equals(person.name())) {
      text("person_id", person.id());
    }
    return this;
  }

  /** Which of them had the right, and which right. */
  AuditLine grant(Grant grant) {
    person(grant.person());
    fields.put("right", grant.right().name().toLowerCase(Locale.ROOT));
    return this;
  }

  /**
   * Which console.
   *
   * @param server what is known of its server
   */
  AuditLine console(ConsoleId id, Optional<ConsoleRef> server) {
    var console = new LinkedHashMap<String, Object>();
    console.put("id", bounded(id.toString()));
    server.ifPresent(it -> {
      console.put("project", bounded(it.project()));
      console.put("name", bounded(it.name()));
    });
    fields.put("console", console);
    return this;
  }

  private static String bounded(String foreign) {
    var text = foreign.length() > TEXT ? foreign.substring(0, TEXT) + '\u2026' : foreign;
    return Wellformed.of(text);
  }

  /** The object, with these keys before its own; ASCII, without the end of a line. */
  String json(Map<String, Object> first) {
    var all = new LinkedHashMap<>(first);
    all.putAll(fields);
    try {
      return MAPPER.writeValueAsString(all).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps of plain values have a JSON form", impossible);
    }
  }

  /** Text without halves of characters, which strict readers of JSON refuse. */
  private static final class Wellformed {
    static String of(String text) {
      if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
        return text;
      }
      var whole = new StringBuilder(text.length());
      text.codePoints()
          .forEach(point ->
              whole.appendCodePoint(
                  point <= Character.MAX_VALUE && Character.isSurrogate((char) point)
                      ? '\ufffd'
                      : point));
      return whole.toString();
    }

    private Wellformed() {}
  }
}
