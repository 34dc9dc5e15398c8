package dev.consolegw.gateway.demo;

import java.io.IOException;
import java.time.Duration;

/**
 * Reads lines as a terminal driver does: echo, backspace, Ctrl-U, Ctrl-C, Ctrl-D. Runs on the
 * machine's thread.
 */
final class LineEditor {
  /** The longest line, in bytes; what is typed beyond rings the bell. */
  static final int LIMIT = 255;

  /** Time in which the rest of an arrow key arrives; a lone Escape is followed by nothing. */
  private static final Duration REST_OF_A_KEY = Duration.ofMillis(50);

  /** What a person did with the prompt. */
  sealed interface Answer {
    /** Pressed Enter. */
    record Line(String text) implements Answer {}

    /** Pressed Ctrl-C. */
    record Interrupted() implements Answer {}

    /** Pressed Ctrl-D on an empty line. */
    record End() implements Answer {}
  }

  private final SerialLine line;

  LineEditor(SerialLine line) {
    this.line = line;
  }

  /** Shows a prompt and waits for an answer; {@code echo} is off for passwords. */
  Answer ask(String prompt, boolean echo) throws IOException {
    line.print(prompt);
    var typed = new StringBuilder();
    while (true) {
      int key = line.read();
      switch (key) {
        case '\r', '\n' -> {
          line.print("\r\n");
          return new Answer.Line(typed.toString());
        }
        case 0x03 -> {
          line.print("^C\r\n");
          return new Answer.Interrupted();
        }
        case 0x04 -> {
          if (typed.isEmpty()) {
            line.print("\r\n");
            return new Answer.End();
          }
        }
        case '\b', 0x7F -> erase(typed, Math.min(1, typed.length()), echo);
        case 0x15 -> erase(typed, typed.length(), echo);
        case 0x1B -> skipRestOfKey();
        default -> accept(typed, (char) key, echo);
      }
    }
  }

  private void accept(StringBuilder typed, char key, boolean echo) throws IOException {
    if (key < ' ') {
      return;
    }
    if (typed.length() == LIMIT) {
      line.print("\u0007");
      return;
    }
    typed.append(key);
    if (echo) {
      line.print(String.valueOf(key));
    }
  }

  private void erase(StringBuilder typed, int count, boolean echo) throws IOException {
    typed.setLength(typed.length() - count);
    if (echo) {
      line.print("\b \b".repeat(count));
    }
  }

  /**
   * Arrow and function keys are ESC [ … letter or ESC O letter; this editor has no use for them.
   */
  private void skipRestOfKey() throws IOException {
    int next = line.read(REST_OF_A_KEY);
    if (next == '[' || next == 'O') {
      do {
        next = line.read(REST_OF_A_KEY);
      } while (next >= ' ' && next < '@');
    }
  }
}
