package dev.consolegw.gateway.session;

import java.util.regex.Pattern;

/**
 * How much of the past a newcomer is shown: {@code N}, {@code NB}, {@code @OFFSET}, {@code new},
 * {@code screen}, {@code none}.
 */
public sealed interface Replay {
  /** The most lines or bytes that can be asked for. */
  long LIMIT = 1L << 40;

  /** How many lines whoever asks for nothing is shown where no screen can be drawn. */
  int USUAL_LINES = 20;

  /** Only what comes. */
  record None() implements Replay {}

  /**
   * What a person at a terminal is shown who asked for nothing: {@link #USUAL_LINES} lines, or the
   * screen where it can be drawn; see {@link ViewerOptions#on}.
   */
  record Usual() implements Replay {}

  /** The last lines. */
  record Lines(int count) implements Replay {}

  /** The last bytes. */
  record Bytes(long count) implements Replay {}

  /**
   * What this person has not seen yet on this console.
   *
   * @param orScreen the screen instead, where it is more than that holds, or draws
   */
  record Unseen(boolean orScreen) implements Replay {
    /** As it was printed. */
    public Unseen() {
      this(false);
    }
  }

  /** Whether the terminal may be drawn on, so that lines beside the output would spoil it. */
  default boolean mayDraw() {
    return switch (this) {
      case Screen() -> true;
      case Unseen(boolean orScreen) -> orScreen;
      case None _, Usual _, Lines _, Bytes _, From _ -> false;
    };
  }

  /** The screen as it is, as large as their terminal, and then what comes. */
  record Screen() implements Replay {}

  /** Everything from this offset on. */
  record From(long offset) implements Replay {}

  /**
   * Reads the value of {@code +replay=}.
   *
   * @throws IllegalArgumentException with a sentence for the person who typed it
   */
  static Replay parse(String text) {
    if (text.equals("none")) {
      return new None();
    }
    if (text.equals("new")) {
      return new Unseen();
    }
    if (text.equals("screen")) {
      return new Screen();
    }
    var form = Pattern.compile("(@?)(\\d{1,18})([Bb]?)").matcher(text);
    if (!form.matches() || (!form.group(1).isEmpty() && !form.group(3).isEmpty())) {
      throw new IllegalArgumentException(
          "replay="
              + text
              + " is not understood; write a number of lines (replay=200), of bytes"
              + " (replay=64000B), an offset (replay=@12345), replay=screen, replay=new or"
              + " replay=none");
    }
    long number = Long.parseLong(form.group(2));
    if (!form.group(1).isEmpty()) {
      return new From(number);
    }
    long bounded = Math.min(number, LIMIT);
    return form.group(3).isEmpty()
        ? new Lines((int) Math.min(bounded, Integer.MAX_VALUE))
        : new Bytes(bounded);
  }
}
