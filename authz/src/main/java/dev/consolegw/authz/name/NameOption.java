package dev.consolegw.authz.name;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every option that a user name may carry, what it takes, and an example of its value. */
enum NameOption {
  RO(Takes.NOTHING, ""),
  FORCE(Takes.NOTHING, ""),
  JOIN(Takes.NOTHING, ""),
  REPLAY(Takes.VALUE, "20"),
  WAIT(Takes.EITHER, "5m"),
  RAW(Takes.NOTHING, ""),
  EOF(Takes.VALUE, "close"),
  WAKE(Takes.VALUE, "CR"),
  PACE(Takes.VALUE, "16/20"),
  DROP(Takes.VALUE, "note"),
  ESCAPE(Takes.VALUE, "^X"),
  SHELL(Takes.NOTHING, ""),
  SSHD(Takes.NOTHING, ""),
  HUP(Takes.VALUE, "close"),
  CRLF(Takes.VALUE, "cr"),
  NODISPLACE(Takes.NOTHING, ""),
  PROJECT(Takes.VALUE, "lab"),
  PORT(Takes.VALUE, "1");

  private enum Takes {
    NOTHING,
    VALUE,
    EITHER
  }

  private static final Pattern PORT_FORM = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  /** Words this many changes apart are not alike. */
  private static final int FAR = 3;

  private final Takes takes;
  private final String example;

  NameOption(Takes takes, String example) {
    this.takes = takes;
    this.example = example;
  }

  /** As people type it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The environment variable that says the same. */
  String variable() {
    return ConsoleName.VARIABLES + name();
  }

  static Optional<NameOption> of(String word) {
    return Arrays.stream(values()).filter(option -> option.word().equals(word)).findFirst();
  }

  static boolean isPort(String text) {
    return PORT_FORM.matcher(text).matches();
  }

  /** Whether a value goes with it; the empty one is none. */
  boolean takes(String value) {
    return takes == Takes.EITHER || value.isEmpty() == (takes == Takes.NOTHING);
  }

  /** Refuses a value that this option does not take; {@code place} follows the option's name. */
  void check(String value, String place) throws ConsoleNameException {
    if (takes == Takes.NOTHING && !value.isEmpty()) {
      throw new ConsoleNameException(
          "option '%s'%s takes no value; write '+%s'".formatted(word(), place, word()));
    }
    if (takes == Takes.VALUE && value.isEmpty()) {
      throw new ConsoleNameException(
          "option '%s'%s needs a value; write it as in '+%s=%s'"
              .formatted(word(), place, word(), example));
    }
    if (this == PORT && !isPort(value)) {
      throw new ConsoleNameException(
          ("option 'port'%s is no port; write a number,"
                  + " or a label of at most 32 letters, digits, '.', '_' and '-'")
              .formatted(place));
    }
  }

  /**
   * What an environment variable's text means: nothing, or the option's value. An empty variable
   * counts as not set; a flag is set by {@code 1}, {@code yes} or {@code true}.
   */
  Optional<String> fromVariable(String text) throws ConsoleNameException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (takes == Takes.VALUE) {
      return Optional.of(text);
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "yes", "true" -> Optional.of("");
      case "0", "no", "false" -> Optional.empty();
      default -> {
        if (takes == Takes.NOTHING) {
          throw new ConsoleNameException(
              "%s is a switch; set it to 1 or 0, or leave it out".formatted(variable()));
        }
        yield Optional.of(text);
      }
    };
  }

  /** The option that an unknown word may have meant, if one is near enough to be worth saying. */
  static Optional<NameOption> nearest(String unknown) {
    String typed = unknown.toLowerCase(Locale.ROOT);
    Optional<NameOption> nearest = Optional.empty();
    int least = FAR;
    for (NameOption option : values()) {
      boolean begun = typed.length() >= 2 && option.word().startsWith(typed);
      int distance = begun ? 1 : distance(typed, option.word());
      if (distance < Math.min(least, option.word().length())) {
        nearest = Optional.of(option);
        least = distance;
      }
    }
    return nearest;
  }

  /** What to write instead of an unknown word: the nearest option, or all when none is near. */
  static String instead(String unknown) {
    return nearest(unknown)
        .map(option -> "'" + option.word() + "'")
        .orElseGet(() ->
            "one of "
                + Arrays.stream(values()).map(NameOption::word).collect(Collectors.joining(", ")));
  }

  /** How many characters must be added, dropped or replaced to turn one word into the other. */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    Arrays.setAll(above, column -> column);
    for (int row = 1; row <= from.length(); row++) {
      int[] here = new int[to.length() + 1];
      here[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        here[column] =
            Math.min(above[column - 1] + replaced, 1 + Math.min(above[column], here[column - 1]));
      }
      above = here;
    }
    return above[to.length()];
  }
}
