package dev.consolegw.gateway.terminal.input;

import dev.consolegw.gateway.terminal.input.InputPart.Cause;
import dev.consolegw.gateway.terminal.input.Key.Named;
import dev.consolegw.gateway.terminal.input.KeyStroke.Others;
import dev.consolegw.gateway.terminal.input.KeyStroke.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What whole control sequences mean that come from a terminal: ECMA-48; XTerm Control Sequences
 * (with modifyOtherKeys); kitty's comprehensive keyboard protocol; Windows Terminal's
 * win32-input-mode.
 */
final class KeySequences {
  private static final Pattern CURSOR_POSITION = Pattern.compile("\\d+;\\d+");

  /** Shift and the like with F3 look like the answer where the cursor is. */
  private static final Pattern F3 = Pattern.compile("1;([2-9]|1[0-6])");

  private static final Pattern NUMBERS = Pattern.compile("\\d[\\d;]*");
  private static final Pattern MOUSE = Pattern.compile("\\d+;\\d+;\\d+");

  /** Keys of kitty that are no characters. */
  private static final int FIRST_FUNCTION = 57344;

  private static final int LAST_FUNCTION = 63743;

  /** Ids of win32's keys stand above all characters. */
  private static final int WIN32_ID = 1 << 24;

  private KeySequences() {}

  /** {@code ESC [} … a final byte. */
  static InputPart control(ByteBuffer bytes) {
    var text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    char last = text.charAt(text.length() - 1);
    var body = text.substring(2, text.length() - 1);
    var cause = cause(body, last);
    if (cause != null) {
      return new InputPart.Report(cause, bytes);
    }
    boolean isMark = last == '~' && (body.equals("200") || body.equals("201"));
    return isMark ? new InputPart.PasteMark(bytes) : new InputPart.Pressed(key(body, last), bytes);
  }

  private static @Nullable Cause cause(String body, char last) {
    char first = body.isEmpty() ? 0 : body.charAt(0);
    return switch (first) {
      case 0 -> last == 'I' || last == 'O' ? Cause.FOCUS : null;
      case '<' -> last == 'M' || last == 'm' ? Cause.MOUSE : Cause.QUESTION;
      case '?', '>', '=' -> Cause.QUESTION;
      default -> byEnd(body, last);
    };
  }

  private static @Nullable Cause byEnd(String body, char last) {
    return switch (last) {
      case 'R' ->
          CURSOR_POSITION.matcher(body).matches() && !F3.matcher(body).matches()
              ? Cause.QUESTION
              : null;
      case 'n', 't', 'x' -> NUMBERS.matcher(body).matches() ? Cause.QUESTION : null;
      case 'y' -> body.endsWith("$") ? Cause.QUESTION : null;
      case 'w' -> body.endsWith("&") ? Cause.QUESTION : null;
      case 'M' -> MOUSE.matcher(body).matches() ? Cause.MOUSE : null;
      default -> null;
    };
  }

  private static KeyStroke key(String body, char last) {
    var fields = body.split(";", -1);
    int number = number(fields, 0, 0);
    return switch (last) {
      case 'u' -> kitty(fields);
      case '_' -> win32(fields);
      case '~' ->
          number == 27 && fields.length > 2
              ? KeyStroke.of(number(fields, 2, 0), modifiers(fields, 1))
              : stroke(numbered(number), last + body);
      default -> stroke(body.startsWith("[") ? Named.OTHER : lettered(last), last + body);
    };
  }

  /** {@code ESC O} and a letter. */
  static KeyStroke shifted(char last) {
    return KeyStroke.of(last == 'M' ? Named.ENTER : lettered(last), 0);
  }

  private static Named numbered(int number) {
    return switch (number) {
      case 1, 7 -> Named.HOME;
      case 4, 8 -> Named.END;
      case 5 -> Named.PAGE_UP;
      case 6 -> Named.PAGE_DOWN;
      default -> Named.OTHER;
    };
  }

  private static Named lettered(char last) {
    return switch (last) {
      case 'A' -> Named.UP;
      case 'B' -> Named.DOWN;
      case 'C' -> Named.RIGHT;
      case 'D' -> Named.LEFT;
      case 'H' -> Named.HOME;
      case 'F' -> Named.END;
      default -> Named.OTHER;
    };
  }

  /** The id is the number and the last character: what is behind tells of modifiers. */
  private static KeyStroke stroke(Named key, String text) {
    var fields = text.split(";", -1);
    int id = -1 - Math.abs(fields[0].hashCode() >> 1);
    return new KeyStroke(key, id, Others.NONE, modifiers(fields, 1), phase(fields, 1));
  }

  // --- kitty ------------------------------------------------------------------------------------

  /** {@code code:shifted:base ; modifiers:event ; text}. */
  private static KeyStroke kitty(String[] fields) {
    int code = part(fields, 0, 0, 0);
    var text = new StringBuilder();
    if (fields.length > 2) {
      for (var each : fields[2].split(":", -1)) {
        int point = number(each, 0);
        if (point >= ' ' && Character.isValidCodePoint(point)) {
          text.appendCodePoint(point);
        }
      }
    }
    var others = new Others(part(fields, 0, 1, 0), part(fields, 0, 2, 0), text.toString());
    return new KeyStroke(kittyKey(code), code, others, modifiers(fields, 1), phase(fields, 1));
  }

  private static Key kittyKey(int code) {
    var named = KeyStroke.named(code);
    if (named != null) {
      return named;
    }
    if (code < FIRST_FUNCTION || code > LAST_FUNCTION) {
      return Character.isValidCodePoint(code) ? new Key.CodePoint(code) : Named.OTHER;
    }
    if (code >= 57399 && code <= 57416 && code != 57414) {
      return new Key.CodePoint("0123456789./*-+\0=,".charAt(code - 57399)); // the keypad
    }
    return switch (code) {
      case 57358, 57359, 57360 -> Named.MODIFIER; // Caps, Scroll and Num Lock
      case 57414 -> Named.ENTER;
      case 57417 -> Named.LEFT;
      case 57418 -> Named.RIGHT;
      case 57419 -> Named.UP;
      case 57420 -> Named.DOWN;
      case 57421 -> Named.PAGE_UP;
      case 57422 -> Named.PAGE_DOWN;
      case 57423 -> Named.HOME;
      case 57424 -> Named.END;
      default -> code >= 57441 && code <= 57454 ? Named.MODIFIER : Named.OTHER;
    };
  }

  private static int modifiers(String[] fields, int at) {
    return Math.max(0, part(fields, at, 0, 1) - 1);
  }

  private static Phase phase(String[] fields, int at) {
    return switch (part(fields, at, 1, 1)) {
      case 2 -> Phase.REPEAT;
      case 3 -> Phase.RELEASE;
      default -> Phase.PRESS;
    };
  }

  // --- win32-input-mode -------------------------------------------------------------------------

  /** {@code virtual key ; scan code ; character ; down ; control keys ; repeats}. */
  private static KeyStroke win32(String[] fields) {
    int vk = number(fields, 0, 0);
    int character = number(fields, 2, 0);
    int state = number(fields, 4, 0);
    var phase = number(fields, 3, 0) == 0 ? Phase.RELEASE : Phase.PRESS;
    boolean isAltGr = (state & 0x9) == 0x9 && character >= ' ';
    int modifiers =
        ((state & 0x10) != 0 ? KeyStroke.SHIFT : 0)
            | ((state & 0x3) != 0 && !isAltGr ? KeyStroke.ALT : 0)
            | ((state & 0xC) != 0 && !isAltGr ? KeyStroke.CTRL : 0);
    var made = character > 0 ? KeyStroke.of(character, modifiers) : KeyStroke.of(win32Key(vk), 0);
    boolean types = character >= ' ' && made.text().length() > 0; // Shift is already in it
    var others = types ? new Others(0, 0, Character.toString(character)) : Others.NONE;
    return new KeyStroke(made.key(), WIN32_ID + vk, others, made.modifiers(), phase);
  }

  private static Named win32Key(int vk) {
    return switch (vk) {
      case 0x10, 0x11, 0x12, 0x14, 0x5B, 0x5C, 0x90, 0x91 -> Named.MODIFIER;
      case 0x21 -> Named.PAGE_UP;
      case 0x22 -> Named.PAGE_DOWN;
      case 0x23 -> Named.END;
      case 0x24 -> Named.HOME;
      case 0x25 -> Named.LEFT;
      case 0x26 -> Named.UP;
      case 0x27 -> Named.RIGHT;
      case 0x28 -> Named.DOWN;
      default -> Named.OTHER;
    };
  }

  // --- numbers ----------------------------------------------------------------------------------

  private static int number(String[] fields, int at, int otherwise) {
    return at < fields.length ? number(fields[at], otherwise) : otherwise;
  }

  private static int part(String[] fields, int at, int part, int otherwise) {
    if (at >= fields.length) {
      return otherwise;
    }
    var parts = fields[at].split(":", -1);
    return part < parts.length ? number(parts[part], otherwise) : otherwise;
  }

  /** Bounded, as terminals may send anything. */
  private static int number(String text, int otherwise) {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > 9_999_999) {
        return otherwise;
      }
      value = 10 * value + digit;
    }
    return text.isEmpty() ? otherwise : value;
  }
}
