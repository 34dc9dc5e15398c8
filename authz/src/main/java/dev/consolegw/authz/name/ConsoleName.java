package dev.consolegw.authz.name;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a person typed before the {@code @}: {@code [PROJECT/]SERVER[:PORT][+OPTION[=VALUE]]...}.
 *
 * <p>Read in this order: the first {@code +} starts the options, each further one starts the next;
 * in front of them the first {@code /} ends the project; after it the last {@code :} or {@code #}
 * starts the port, if a port follows (1 to 32 of {@code A-Z a-z 0-9 . _ -}), else it belongs to the
 * name. So {@code web1:} and {@code a:b c} are servers, and {@code fe80::1} is port 1 of {@code
 * fe80:}; a name that ends like a port is opened with its port written out ({@code fe80::1:0}), by
 * UUID, or as a {@linkplain #literal literal}. {@code +project=} and {@code +port=} say the same as
 * prefix and suffix, for tools that split user names.
 *
 * @param project what the server belongs to; nothing leaves it open
 * @param server a UUID, the start of one, or a name; empty only if the text starts with {@code +},
 *     until {@link #merge} has found a name
 * @param port a serial port by number or label; nothing means the first
 * @param options in the order given, without project and port; a flag has the value ""
 */
public record ConsoleName(
    Optional<String> project, String server, Optional<String> port, Map<String, String> options) {

  /** The longest user name, variable or literal, in UTF-16 characters. */
  public static final int LIMIT = 512;

  /** What the environment variables start with; the rest is an option or {@code NAME}. */
  public static final String VARIABLES = "CONSOLE_";

  /** The variable that names an account of the guest. */
  public static final String USER_VARIABLE = VARIABLES + "USER";

  /** The variable with the password of that account. */
  public static final String PASSWORD_VARIABLE = VARIABLES + "PASSWORD";

  private static final String NAME_VARIABLE = VARIABLES + "NAME";

  /** Those that are no option. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(NAME_VARIABLE, USER_VARIABLE, PASSWORD_VARIABLE);

  public ConsoleName {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** Reads a user name. */
  public static ConsoleName parse(String text) throws ConsoleNameException {
    return new NameParser(text).name();
  }

  /** A name given by other means than the user name: the whole text is the server's. */
  public static ConsoleName literal(String server) throws ConsoleNameException {
    NameParser.checkText(server, "the name");
    if (server.isEmpty()) {
      throw new ConsoleNameException("the name is empty; write the server's name or UUID");
    }
    return new ConsoleName(Optional.empty(), server, Optional.empty(), Map.of());
  }

  /** The same with these options as well, {@code project} and {@code port} among them. */
  public ConsoleName withOptions(Map<String, String> added) throws ConsoleNameException {
    ConsoleName name = this;
    for (var entry : added.entrySet()) {
      NameParser.checkText(entry.getKey(), "an option");
      NameParser.checkText(entry.getValue(), "an option's value");
      var option = NameOption.of(entry.getKey());
      if (option.isEmpty()) {
        throw new ConsoleNameException(
            "'%s' is no option; write %s"
                .formatted(NameParser.quoted(entry.getKey()), NameOption.instead(entry.getKey())));
      }
      name = name.with(option.get(), entry.getValue(), "");
    }
    return name;
  }

  /**
   * Fills what was left out from {@code CONSOLE_REPLAY=200} and the like; what the user name says
   * stays. {@code CONSOLE_NAME} names the server, as a literal, if the user name does not.
   * Variables that do not start with {@code CONSOLE_} mean nothing here.
   *
   * @throws ConsoleNameException also when still no server is named
   */
  public ConsoleName merge(Map<String, String> environment) throws ConsoleNameException {
    checkVariables(environment);
    ConsoleName merged = this;
    for (NameOption option : NameOption.values()) {
      String text = environment.get(option.variable());
      if (text != null && !has(option)) {
        Optional<String> value = option.fromVariable(text);
        if (value.isPresent()) {
          merged = merged.with(option, value.get(), " in " + option.variable());
        }
      }
    }
    String named = server.isEmpty() ? environment.getOrDefault(NAME_VARIABLE, "") : server;
    if (named.isEmpty()) {
      throw new ConsoleNameException(
          "no server is named at character 1; write it first, as in web1+ro, or set "
              + NAME_VARIABLE);
    }
    return new ConsoleName(merged.project, named, merged.port, merged.options);
  }

  private static void checkVariables(Map<String, String> environment) throws ConsoleNameException {
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (!variable.startsWith(VARIABLES)) {
        continue;
      }
      NameParser.checkText(variable, "a variable's name");
      NameParser.checkText(environment.getOrDefault(variable, ""), variable);
      String rest = variable.substring(VARIABLES.length());
      boolean known =
          Arrays.stream(NameOption.values()).anyMatch(o -> o.variable().equals(variable));
      if (!known && !OTHER_VARIABLES.contains(variable)) {
        throw new ConsoleNameException(
            "%s says nothing to the gateway; write %s"
                .formatted(
                    NameParser.quoted(variable),
                    NameOption.nearest(rest)
                        .map(NameOption::variable)
                        .orElse(NAME_VARIABLE + ", or an option such as CONSOLE_REPLAY")));
      }
    }
  }

  private boolean has(NameOption option) {
    if (option == NameOption.PROJECT) {
      return project.isPresent();
    }
    return option == NameOption.PORT ? port.isPresent() : options.containsKey(option.word());
  }

  private ConsoleName with(NameOption option, String value, String place)
      throws ConsoleNameException {
    option.check(value, place);
    if (option == NameOption.PROJECT) {
      return new ConsoleName(Optional.of(value), server, port, options);
    }
    if (option == NameOption.PORT) {
      return new ConsoleName(project, server, Optional.of(value), options);
    }
    var more = new LinkedHashMap<>(options);
    more.put(option.word(), value);
    return new ConsoleName(project, server, port, more);
  }

  /**
   * The names of servers that this may be, taken by the letter: with what was read as its port, its
   * project, its options or some of these. None when nothing of that was written.
   */
  public List<ConsoleName> literally() {
    var names = new LinkedHashSet<String>();
    for (String wordMark : List.of("+", " ")) { // ssh makes a blank of a + in a URI
      var words = new StringBuilder();
      options.forEach((word, value) ->
          words.append(wordMark).append(word).append(value.isEmpty() ? "" : "=" + value));
      for (String portMark : List.of(":", "#")) {
        String behind = port.map(portMark::concat).orElse("");
        names.add(server + behind + words);
        names.add(server + behind);
        project.ifPresent(before -> names.add(before + "/" + server + behind + words));
        project.ifPresent(before -> names.add(before + "/" + server + behind));
      }
    }
    names.remove(server);
    project.ifPresent(before -> names.add(before + "/" + server));
    return names.stream()
        .map(name -> new ConsoleName(Optional.empty(), name, Optional.empty(), options))
        .toList();
  }

  /** Whether the SSH server of the guest itself is meant: {@code +sshd}. */
  public boolean isSshd() {
    return options.containsKey(NameOption.SSHD.word());
  }

  /** The same without {@code +sshd}. */
  public ConsoleName withoutSshd() {
    var fewer = new LinkedHashMap<>(options);
    fewer.remove(NameOption.SSHD.word());
    return new ConsoleName(project, server, port, fewer);
  }

  /** The UUID that the server is, in any spelling of its digits. */
  public Optional<UUID> uuid() {
    return UuidDigits.of(server).flatMap(UuidDigits::uuid);
  }

  /** Whether the server may be meant by UUID: 8 to 32 hex digits, dashes at their places or not. */
  public boolean looksLikeUuidPrefix() {
    return UuidDigits.of(server).isPresent();
  }

  /**
   * The canonical form. Parsing it gives an equal name back, if this one was parsed; a literal's or
   * a variable's text may say what the grammar cannot.
   */
  @Override
  public String toString() {
    var text = new StringBuilder();
    var rest = new LinkedHashMap<String, String>();
    boolean bare = server.isEmpty();
    project.ifPresent(p -> {
      if (bare || p.contains("/")) {
        rest.put(NameOption.PROJECT.word(), p);
      } else {
        text.append(p).append('/');
      }
    });
    text.append(server);
    port.ifPresent(p -> {
      if (bare) {
        rest.put(NameOption.PORT.word(), p);
      } else {
        text.append(':').append(p);
      }
    });
    rest.putAll(options);
    rest.forEach(
        (word, value) -> text.append('+').append(word).append(value.isEmpty() ? "" : "=" + value));
    return text.toString();
  }
}
