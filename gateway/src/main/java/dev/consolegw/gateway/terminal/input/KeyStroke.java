package dev.consolegw.gateway.terminal.input;

import dev.consolegw.gateway.terminal.input.Key.Named;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One stroke of a key, however the terminal encodes it.
 *
 * @param key which one
 * @param id the same for the press and the release of one key, whatever modifiers do between
 * @param others other characters that the key is known by
 * @param modifiers as kitty's keyboard protocol counts them: {@link #SHIFT} and the following
 * @param phase what became of it
 */
public record KeyStroke(Key key, int id, Others others, int modifiers, Phase phase) {
  public static final int SHIFT = 1;
  public static final int ALT = 2;
  public static final int CTRL = 4;

  /** Super, Hyper and Meta; with these, as with Alt, nothing is typed. */
  static final int SUPER_HYPER_META = 8 | 16 | 32;

  static final int CAPS_LOCK = 64;

  private static final String UNSHIFTED = "`1234567890-=[]\\;',./";
  private static final String SHIFTED = "~!@#$%^&*()_+{}|:\"<>?";

  /** What Ctrl makes of digits and signs, as terminals have always had it. */
  private static final String WITH_CTRL = " 2345678/?~";

  private static final int[] CONTROLS = {0, 0, 27, 28, 29, 30, 31, 127, 31, 127, 30};

  /** What happens to a key. */
  public enum Phase {
    PRESS,
    REPEAT,
    RELEASE
  }

  /**
   * What a terminal tells beside the key; 0 or empty for what it does not.
   *
   * @param shifted the character with Shift
   * @param base the character at this place on a US keyboard
   * @param text what the stroke types
   */
  record Others(int shifted, int base, String text) {
    static final Others NONE = new Others(0, 0, "");
  }

  /** A press of a key that the terminal tells nothing else of. */
  static KeyStroke of(Key key, int modifiers) {
    int id = key instanceof Key.CodePoint(int point) ? point : -1 - key.hashCode();
    return new KeyStroke(key, id, Others.NONE, modifiers, Phase.PRESS);
  }

  /** The stroke that a typed character is, or a control as keyboards have always sent it. */
  public static KeyStroke of(int character) {
    return of(character, 0);
  }

  /** The same of its bytes; of those that are no UTF-8, a key that nobody knows. */
  static KeyStroke ofCharacter(ByteBuffer utf8) {
    var text = StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
    int point = text.codePointAt(0);
    return point == 0xFFFD ? of(Named.OTHER, 0) : of(point);
  }

  static KeyStroke of(int character, int modifiers) {
    var named = named(character);
    if (named != null) {
      return of(named, modifiers);
    }
    if (character < ' ') {
      int letter = character + '@';
      int key = letter >= 'A' && letter <= 'Z' ? letter + 0x20 : letter;
      return of(new Key.CodePoint(character == 0 ? ' ' : key), modifiers | CTRL);
    }
    return of(new Key.CodePoint(character), modifiers);
  }

  static @Nullable Named named(int control) {
    return switch (control) {
      case '\r', '\n' -> Named.ENTER;
      case '\t' -> Named.TAB;
      case 0x1B -> Named.ESCAPE;
      case '\b', 0x7F -> Named.BACKSPACE;
      default -> null;
    };
  }

  /** Whether this modifier is held. */
  public boolean has(int modifier) {
    return (modifiers & modifier) != 0;
  }

  /** What the key types; empty when that is nothing. */
  public String text() {
    if (!others.text().isEmpty()) {
      return others.text();
    }
    if (!(key instanceof Key.CodePoint(int point)) || has(ALT | SUPER_HYPER_META)) {
      return "";
    }
    boolean types = !has(CTRL) || control(point) < 0; // Ctrl and a dot is a dot
    return types ? Character.toString(shifted(point)) : "";
  }

  private int shifted(int point) {
    if (has(SHIFT) && others.shifted() > 0) {
      return others.shifted();
    }
    if (Character.isLetter(point)) {
      return has(SHIFT) == has(CAPS_LOCK) ? point : Character.toUpperCase(point);
    }
    int place = has(SHIFT) ? UNSHIFTED.indexOf(point) : -1;
    return place < 0 ? point : SHIFTED.charAt(place);
  }

  /**
   * Whether it is this control character, such as {@code 0x1D} for Ctrl-]. Modifiers beside Ctrl do
   * not matter, as they do not to a keyboard that knows of no others.
   */
  public boolean isControl(int control) {
    if (!(key instanceof Key.CodePoint(int point)) || !has(CTRL)) {
      return key instanceof Named named && named(control) == named && control != '\n';
    }
    boolean isForeign = point > 0x7F; // such as Cyrillic: the place of the key counts
    return control(point) == control
        || (others.shifted() > 0 && control(others.shifted()) == control)
        || (isForeign && control(others.base()) == control);
  }

  /** What Ctrl makes of a character; -1 for those that it leaves as they are. */
  private static int control(int point) {
    if (point >= 'a' && point <= 'z') {
      return point - 0x60;
    }
    if (point >= '@' && point <= '_') {
      return point - '@';
    }
    int place = WITH_CTRL.indexOf(point);
    return place < 0 ? -1 : CONTROLS[place];
  }
}
