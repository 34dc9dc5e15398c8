package dev.consolegw.gateway.terminal;

import dev.consolegw.gateway.terminal.SafeOutput.Keep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One control or escape sequence (ECMA-48, xterm's "Control Sequences"), collected up to its final
 * byte, and whether it may pass. What may is listed; nothing unknown passes.
 */
final class Sequence {
  /** The longest sequence that passes, without its introducer and its end. */
  static final int LONGEST = 64;

  /** Cursor, erasing, inserting, scrolling: no answer, and nothing that keys send is changed. */
  private static final Pattern MOVES =
      Pattern.compile("[0-9;]*[ABCDEFGHIJKLMPSXZ@`abdefr]|[0-9]*T|[su]");

  /** Origin, wrapping, the cursor's visibility, and the alternate screen. */
  private static final Pattern MODES =
      Pattern.compile("\\?(?:6|7|25|47|104[789])(?:;(?:6|7|25|47|104[789]))*[hl]");

  private static final Pattern COLOUR = Pattern.compile("[0-9:;]*m");

  /** Saving the cursor, moving by lines, and the character set of line drawing. */
  private static final Pattern ESCAPES = Pattern.compile("[78DEM]|[()][0B]");

  private final Keep keep;
  private final byte[] bytes = new byte[LONGEST + 1];
  private int count;
  private boolean tooLong;

  Sequence(Keep keep) {
    this.keep = keep;
  }

  void begin() {
    count = 0;
    tooLong = false;
  }

  /** Takes a byte that is not the last. */
  void take(int c) {
    if (count < LONGEST) {
      bytes[count++] = (byte) c;
    } else {
      tooLong = true;
    }
  }

  /** A control sequence, {@code ESC [}, ends with this byte. */
  void endControl(int last, ByteBuffer safe) {
    var text = text(last);
    boolean passes =
        switch (keep) {
          case TEXT -> false;
          case COLOURS -> matches(COLOUR, text);
          case SCREEN -> matches(COLOUR, text) || matches(MOVES, text) || matches(MODES, text);
        };
    if (passes) {
      safe.put((byte) SafeOutput.ESC).put((byte) '[').put(bytes, 0, count);
    }
  }

  /** An escape sequence, {@code ESC} alone, ends with this byte. */
  void endEscape(int last, ByteBuffer safe) {
    if (keep == Keep.SCREEN && matches(ESCAPES, text(last))) {
      safe.put((byte) SafeOutput.ESC).put(bytes, 0, count);
    }
  }

  private String text(int last) {
    bytes[count++] = (byte) last;
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  private boolean matches(Pattern pattern, String text) {
    return !tooLong && pattern.matcher(text).matches();
  }
}
