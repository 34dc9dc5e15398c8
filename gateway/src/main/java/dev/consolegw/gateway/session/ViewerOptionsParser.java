package dev.consolegw.gateway.session;

import dev.consolegw.config.value.Durations;
import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.session.ViewerOptions.Drop;
import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import dev.consolegw.gateway.session.ViewerOptions.Wake;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@link ViewerOptions} from the options of a user name, which its grammar has already
 * checked for being known. Mistakes are {@link IllegalArgumentException}s with a sentence for the
 * person.
 */
public final class ViewerOptionsParser {
  /** Ctrl-]. */
  static final byte ESCAPE = 0x1D;

  private static final String KEYS_OF_THEIR_OWN = "\b\t\n\r\033";

  /** For how long a guest may think about what a script typed last. */
  public static final Duration QUIET = Duration.ofSeconds(10);

  private final Map<String, String> options;
  private final boolean pty;

  ViewerOptionsParser(Map<String, String> options, boolean pty) {
    this.options = options;
    this.pty = pty;
  }

  ViewerOptions read() {
    if (options.containsKey("sshd")) {
      throw new IllegalArgumentException(
          "+sshd is the SSH server of the guest itself; reach it as in: ssh -J GATEWAY NAME+sshd");
    }
    return new ViewerOptions(
        pty,
        options.containsKey("ro"),
        options.containsKey("force"),
        options.containsKey("join"),
        options.containsKey("raw"),
        replay(),
        stay(),
        endOfInput(),
        hangUp(),
        wake(),
        pace(),
        drop(),
        escape(),
        options.containsKey("nodisplace"),
        enterOnce(),
        options.containsKey("shell"));
  }

  private Replay replay() {
    var text = options.get("replay");
    if (text != null) {
      var replay = Replay.parse(text);
      boolean draws = pty && !options.containsKey("raw");
      return replay instanceof Replay.Screen && !draws ? new Replay.None() : replay;
    }
    return pty ? new Replay.Usual() : new Replay.None();
  }

  private Optional<Duration> stay() {
    var text = options.get("wait");
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(text.isEmpty() ? ViewerOptions.FOREVER : duration("wait", text));
  }

  private EndOfInput endOfInput() {
    return switch (options.getOrDefault("eof", "")) {
      case "" -> new EndOfInput.Answered(QUIET);
      case "keep" -> new EndOfInput.Keep();
      case "close" -> new EndOfInput.After(Duration.ZERO);
      case String text -> new EndOfInput.After(duration("eof", text));
    };
  }

  private boolean hangUp() {
    return switch (options.getOrDefault("hup", "keep")) {
      case "close" -> true;
      case "keep" -> false;
      case String text ->
          throw new IllegalArgumentException(
              "hup=%s is not understood; write hup=close".formatted(text));
    };
  }

  private boolean enterOnce() {
    return switch (options.getOrDefault("crlf", "keep")) {
      case "cr" -> true;
      case "keep" -> false;
      case String text ->
          throw new IllegalArgumentException(
              "crlf=%s is not understood; write crlf=cr or crlf=keep".formatted(text));
    };
  }

  private Wake wake() {
    var text = options.get("wake");
    if (text == null) {
      return Wake.AT_PROMPT;
    }
    return switch (text) {
      case "CR", "cr" -> Wake.ALWAYS;
      case "none" -> Wake.NEVER;
      default ->
          throw new IllegalArgumentException(
              "wake=%s is not understood; write wake=CR or wake=none".formatted(text));
    };
  }

  /** {@code 16/20}: so many bytes every so many milliseconds. */
  private Optional<Pace> pace() {
    var text = options.get("pace");
    if (text == null) {
      return Optional.empty();
    }
    var parts = text.split("/", 3);
    if (parts.length == 2 && isCount(parts[0]) && isCount(parts[1])) {
      return Optional.of(Pace.parse(parts[0] + "B/" + parts[1] + "ms"));
    }
    throw new IllegalArgumentException(
        "pace=%s is not understood; write bytes/milliseconds, such as pace=16/20".formatted(text));
  }

  private static boolean isCount(String text) {
    return text.matches("[1-9]\\d{0,5}");
  }

  private Drop drop() {
    return switch (options.getOrDefault("drop", pty ? "note" : "wait")) {
      case "note" -> Drop.NOTE;
      case "close" -> Drop.CLOSE;
      case "wait" -> Drop.WAIT;
      case String text ->
          throw new IllegalArgumentException(
              "drop=%s is not understood; write note, close or wait".formatted(text));
    };
  }

  /**
   * {@code escape=^A} or {@code escape=a}: the control character of that letter; {@code none}. Not
   * those that are Enter, Tab, Backspace and Esc on every keyboard.
   */
  private Optional<Byte> escape() {
    var text = options.get("escape");
    if (text == null) {
      return Optional.of(ESCAPE);
    }
    if (text.equals("none")) {
      return Optional.empty();
    }
    var letter = text.startsWith("^") ? text.substring(1) : text;
    if (!letter.matches("[A-Za-z\\[\\]\\\\_^]")) {
      throw new IllegalArgumentException(
          "escape=%s is not understood; write the key with Ctrl, such as escape=^A, or escape=none"
              .formatted(text));
    }
    byte key = (byte) (letter.charAt(0) & 0x1F);
    if (KEYS_OF_THEIR_OWN.indexOf(key) >= 0) {
      throw new IllegalArgumentException(
          "escape=%s is what Enter, Tab, Backspace or Esc sends; take another key, such as escape=^A"
              .formatted(text));
    }
    return Optional.of(key);
  }

  private static Duration duration(String option, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException mistake) {
      throw new IllegalArgumentException(option + ": " + mistake.getMessage(), mistake);
    }
  }
}
