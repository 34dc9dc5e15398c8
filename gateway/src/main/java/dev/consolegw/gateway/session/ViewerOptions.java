package dev.consolegw.gateway.session;

import dev.consolegw.config.value.Pace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a viewer wants its console, from the options of the user name and the environment.
 *
 * @param pty whether there is a terminal at the other end
 * @param readOnly {@code ro}: never writes
 * @param force {@code force}: takes the seat if rights allow
 * @param join {@code join}: writes together with the seat's holder
 * @param raw {@code raw}: no escape key, hardly any notices
 * @param replay how much of the past to show
 * @param stay {@code wait}: how long to wait for a console that cannot be dialled
 * @param endOfInput {@code eof}: what the end of stdin does
 * @param hangUp {@code hup=close}: end when the far side closes
 * @param wake whether to press Enter before anything else is typed
 * @param pace {@code pace}: slower than the console's own
 * @param drop what happens when this viewer reads too slowly
 * @param escape the escape key, as a control character's code; empty for none
 * @param displacesNobody {@code nodisplace}: sessions of the same person keep the seat that they
 *     have
 * @param enterOnce {@code crlf=cr}: a CR LF that is typed is one Enter
 * @param shell {@code shell}: not the console, but what runs in the guest
 */
public record ViewerOptions(
    boolean pty,
    boolean readOnly,
    boolean force,
    boolean join,
    boolean raw,
    Replay replay,
    Optional<Duration> stay,
    EndOfInput endOfInput,
    boolean hangUp,
    Wake wake,
    Optional<Pace> pace,
    Drop drop,
    Optional<Byte> escape,
    boolean displacesNobody,
    boolean enterOnce,
    boolean shell) {

  /** Forever, for {@code wait} without a duration. */
  public static final Duration FOREVER = Duration.ofDays(365_000);

  /**
   * Terminals that programs have which look for a prompt in what they read, or that only print:
   * nothing is drawn there unless it was asked for.
   */
  private static final Set<String> PRINTERS =
      Set.of("", "dumb", "vt100", "ansi", "unknown", "emacs", "network");

  /** What happens to a viewer that reads too slowly. */
  public enum Drop {
    /** It skips to the live end, with a note. */
    NOTE,
    /** Its session ends. */
    CLOSE,
    /**
     * The guest waits for it while it holds the seat; without the seat it reads on from the disk.
     */
    WAIT
  }

  /** Whether to press Enter first. Nova's consoles let nothing else through that shows nothing. */
  public enum Wake {
    /** Where a line waits to be sent to a guest that stands at a prompt and has shown nothing. */
    AT_PROMPT,
    /** {@code wake=CR}: at once, and always. */
    ALWAYS,
    /** {@code wake=none}. */
    NEVER
  }

  /** What the end of stdin does. */
  public sealed interface EndOfInput {
    /** The session goes on. */
    record Keep() implements EndOfInput {}

    /** The session ends when there was no output for this long; zero ends it at once. */
    record After(Duration quiet) implements EndOfInput {}

    /**
     * The same, for who has wished for nothing: a guest that has printed nothing at all since the
     * last byte was delivered has not answered in time.
     */
    record Answered(Duration quiet) implements EndOfInput {}
  }

  /** The same for somebody who only looks: nothing is typed. */
  public ViewerOptions watching(Replay from) {
    return new ViewerOptions(
        false,
        true,
        false,
        join,
        false,
        from,
        stay,
        new EndOfInput.Keep(),
        hangUp,
        wake,
        pace,
        Drop.WAIT,
        escape,
        displacesNobody,
        enterOnce,
        false);
  }

  /**
   * The same on this terminal: one that can be drawn on is shown the screen where nothing else was
   * asked for, and where what is new draws or is more than it holds.
   *
   * @param type as in TERM
   */
  public ViewerOptions on(String type) {
    if (!pty || raw || PRINTERS.contains(type)) {
      return this;
    }
    return switch (replay) {
      case Replay.Usual() -> with(new Replay.Screen());
      case Replay.Unseen _ -> with(new Replay.Unseen(true));
      case Replay.None _, Replay.Lines _, Replay.Bytes _, Replay.From _, Replay.Screen _ -> this;
    };
  }

  private ViewerOptions with(Replay other) {
    return new ViewerOptions(
        pty,
        readOnly,
        force,
        join,
        raw,
        other,
        stay,
        endOfInput,
        hangUp,
        wake,
        pace,
        drop,
        escape,
        displacesNobody,
        enterOnce,
        shell);
  }

  /** The same for who speaks with a program of ours in the guest: every byte as it is. */
  public ViewerOptions speaking() {
    return new ViewerOptions(
        false,
        false,
        force,
        false,
        true,
        new Replay.None(),
        stay,
        new EndOfInput.Keep(),
        false,
        Wake.NEVER,
        pace,
        Drop.NOTE,
        Optional.empty(),
        true,
        false,
        true);
  }

  /**
   * What a key does, such as {@code ; Ctrl-] t takes the seat}; empty where there is no escape key.
   *
   * @param before what stands before the key
   * @param after what the key does
   */
  public String keyHint(String before, char key, String after) {
    return escape
        .filter(_ -> pty && !raw)
        .map(one -> before + "Ctrl-" + (char) (one | 0x40) + ' ' + key + after)
        .orElse("");
  }

  /**
   * Reads them from the options of a user name.
   *
   * @throws IllegalArgumentException with a sentence for the person who typed them
   */
  public static ViewerOptions of(Map<String, String> options, boolean pty) {
    return new ViewerOptionsParser(options, pty).read();
  }
}
