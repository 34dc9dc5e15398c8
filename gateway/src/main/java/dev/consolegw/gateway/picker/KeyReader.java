package dev.consolegw.gateway.picker;

import dev.consolegw.gateway.picker.Key.Named;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys in what a terminal sends: UTF-8, and the cursor keys of xterm and its kin, in both of
 * their modes. What it does not know is dropped as a whole. Any chunking gives the same keys.
 *
 * <p>One thread, that of the list.
 */
final class KeyReader {
  private static final int ESC = 0x1B;

  /** The longest sequence that is read to its end as one. */
  private static final int LONGEST = 32;

  private final Consumer<Key> keys;
  private final byte[] character = new byte[4];
  private int begun;
  private int length;
  private State state = State.PLAIN;
  private final StringBuilder parameters = new StringBuilder();

  private enum State {
    PLAIN,
    /** After ESC: the key itself, or the beginning of a sequence. */
    ESCAPE,
    /** After ESC [. */
    CONTROL,
    /** After ESC O. */
    SHIFT
  }

  KeyReader(Consumer<Key> keys) {
    this.keys = keys;
  }

  void feed(byte[] bytes) {
    for (byte one : bytes) {
      take(one & 0xFF);
    }
  }

  /** Whether the last byte may be the Esc key, or only the beginning of another one. */
  boolean isUndecided() {
    return state == State.ESCAPE;
  }

  /** Nothing followed: it was the Esc key. */
  void decide() {
    if (isUndecided()) {
      state = State.PLAIN;
      keys.accept(Named.ESCAPE);
    }
  }

  private void take(int c) {
    switch (state) {
      case PLAIN -> plain(c);
      case ESCAPE -> escape(c);
      case CONTROL -> control(c);
      case SHIFT -> {
        state = State.PLAIN;
        press(c == 'M' ? Named.ENTER : cursor(c));
      }
    }
  }

  private void plain(int c) {
    if (begun > 0 && (c & 0xC0) == 0x80) {
      character[begun++] = (byte) c;
      if (begun == length) {
        text(new String(character, 0, length, StandardCharsets.UTF_8));
        begun = 0;
      }
      return;
    }
    begun = 0;
    if (c >= 0xC2 && c <= 0xF4) {
      character[begun++] = (byte) c;
      length = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    } else if (c >= ' ' && c < 0x7F) {
      keys.accept(new Key.Text(c));
    } else if (c == ESC) {
      state = State.ESCAPE;
    } else {
      press(ofControl(c));
    }
  }

  /** Only whole characters that a name may hold. */
  private void text(String one) {
    int point = one.codePointAt(0);
    if (one.codePointCount(0, one.length()) == 1 && point != 0xFFFD && point >= 0xA0) {
      keys.accept(new Key.Text(point));
    }
  }

  private static @Nullable Named ofControl(int c) {
    return switch (c) {
      case '\r', '\n' -> Named.ENTER;
      case 0x7F, '\b' -> Named.BACKSPACE;
      case 'C' - 64, 'D' - 64 -> Named.LEAVE;
      case 'L' - 64 -> Named.REDRAW;
      case 'N' - 64 -> Named.DOWN;
      case 'P' - 64 -> Named.UP;
      case 'U' - 64 -> Named.ERASE_ALL;
      default -> null;
    };
  }

  private void escape(int c) {
    switch (c) {
      case '[' -> {
        state = State.CONTROL;
        parameters.setLength(0);
      }
      case 'O' -> state = State.SHIFT;
      case ESC -> keys.accept(Named.ESCAPE);
      default -> {
        decide();
        plain(c);
      }
    }
  }

  /** ECMA-48, 5.4: parameters and then a final byte. */
  private void control(int c) {
    if (c < ' ' || c > 0x7E || parameters.length() > LONGEST) {
      state = State.PLAIN;
      plain(c);
    } else if (c < 0x40) {
      parameters.append((char) c);
    } else {
      state = State.PLAIN;
      press(c == '~' ? numbered() : cursor(c));
    }
  }

  private @Nullable Named numbered() {
    return switch (parameters.toString().split(";", 2)[0]) {
      case "1", "7" -> Named.HOME;
      case "4", "8" -> Named.END;
      case "5" -> Named.PAGE_UP;
      case "6" -> Named.PAGE_DOWN;
      default -> null;
    };
  }

  private static @Nullable Named cursor(int c) {
    return switch (c) {
      case 'A' -> Named.UP;
      case 'B' -> Named.DOWN;
      case 'H' -> Named.HOME;
      case 'F' -> Named.END;
      default -> null;
    };
  }

  private void press(@Nullable Named key) {
    if (key != null) {
      keys.accept(key);
    }
  }
}
