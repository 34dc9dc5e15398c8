package dev.consolegw.gateway.web;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Pass;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Whoever has come by a pass, and how they want what they open. Waits for directories and for the
 * disk: on a virtual thread.
 *
 * @param caller as whom; their user name has the options of the query
 */
record Visitor(SessionRouter router, Pass pass, Caller caller) {
  /** What may be said in the query of a console, beside ticket and port. */
  static final Set<String> OPTIONS =
      Set.of("replay", "ro", "nodisplace", "drop", "wait", "force", "join");

  /** The name of the query for one of a server's serial ports. */
  static final String PORT = "port";

  private static final Pattern VALUE = Pattern.compile("[@A-Za-z0-9]{0,64}");

  /** A server nobody means: which console it is, the pass says, or the path. */
  private static final String NOBODY = "web";

  private static final String PLAIN = NOBODY + "+escape=none";

  /** A console, as a client calls it. */
  record Meant(Optional<String> project, String server, Optional<String> port) {
    boolean isOf(Pass pass) {
      return switch (pass) {
        case Pass.OfConsole one ->
            Optional.of(one.naming().project()).equals(project)
                && one.naming().server().equals(server)
                && one.port().equals(port);
        case Pass.OfList _ -> true;
      };
    }

    AuthorizedConsole of(Visitor visitor) throws Refusal {
      return visitor.open(project, server, port);
    }

    String name() {
      return project.map(it -> it + "/").orElse("") + server;
    }
  }

  /** One of whom it is not read yet how they want it. */
  static Visitor of(SessionRouter router, Pass pass, Origin origin) {
    var session = router.session(pass.identity(), origin);
    return new Visitor(router, pass, new Caller(session, PLAIN, Map.of(), true));
  }

  /**
   * The same, who wants it as their query says.
   *
   * @throws Refusal when there is no such option
   */
  Visitor reading(HttpRequest request) throws Refusal {
    var name = new StringBuilder(PLAIN);
    for (var each : new TreeMap<>(request.query()).entrySet()) {
      if (Set.of("ticket", PORT).contains(each.getKey())) {
        continue;
      }
      if (!OPTIONS.contains(each.getKey()) || !VALUE.matcher(each.getValue()).matches()) {
        throw new Refusal(
            ExitCode.USAGE,
            "the query of a console may have ticket, port, "
                + String.join(", ", OPTIONS.stream().sorted().toList())
                + ", with values as behind the + of a user name");
      }
      name.append('+').append(each.getKey());
      name.append(each.getValue().isEmpty() ? "" : "=" + each.getValue());
    }
    return new Visitor(router, pass, new Caller(caller.session(), name.toString(), Map.of(), true));
  }

  /**
   * What they ask for, for the audit: by its path, and which console that is where their pass is
   * for one.
   *
   * @param kind in a word
   */
  AuditEvent.Wanted wanted(String kind, HttpRequest request) {
    var port = request.query().getOrDefault(PORT, "");
    var path = String.join("/", request.path()) + (port.isEmpty() ? "" : ":" + port);
    var console =
        switch (pass) {
          case Pass.OfConsole one -> Optional.of(one.console());
          case Pass.OfList _ -> Optional.<ConsoleId>empty();
        };
    return new AuditEvent.Wanted(kind, path, console);
  }

  /** The same as whoever they are by now. */
  Visitor current() throws Refusal {
    return new Visitor(router, pass, router.current(caller));
  }

  /**
   * The console of their pass; of one for all consoles, that which is meant.
   *
   * @throws Refusal with the same words whether it is not theirs or not there
   */
  AuthorizedConsole open(Optional<String> project, String server, Optional<String> port)
      throws Refusal {
    return switch (pass) {
      case Pass.OfConsole one -> lasting(one, router.access().open(one.console(), caller));
      case Pass.OfList _ -> router.access().open(name(project, server, port), caller, true);
    };
  }

  /** What its holder was allowed when they got it must still be. */
  private static AuthorizedConsole lasting(Pass.OfConsole pass, AuthorizedConsole found)
      throws Refusal {
    if (pass.lasting().compareTo(found.grant().link()) > 0) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "you may have no link any more that lasts so long; get another one");
    }
    return found;
  }

  private ConsoleName name(Optional<String> project, String server, Optional<String> port)
      throws Refusal {
    try {
      // Options are those of the query; the rest is taken by the letter.
      var options = ConsoleName.parse(caller.userName()).options();
      var literal = ConsoleName.literal(server);
      return new ConsoleName(project, literal.server(), port, options);
    } catch (ConsoleNameException mistake) {
      throw new Refusal(ExitCode.NO_CONSOLE, "no console of this name, or it is not yours to open");
    }
  }
}
