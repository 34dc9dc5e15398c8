package dev.consolegw.gateway.terminal;

/**
 * Which attributes of characters are switched on (SGR: ECMA-48 8.3.117, XTerm Control Sequences).
 */
final class Pen {
  /** What switches each attribute off; its place is its bit. */
  private static final int[] OFF = {22, 23, 24, 25, 27, 28, 29, 10, 39, 49, 50, 54, 55, 59, 65, 75};

  private int on;

  void reset() {
    on = 0;
  }

  boolean isChanged() {
    return on != 0;
  }

  /** Takes the parameters of one control sequence. */
  void take(String parameters) {
    var each = parameters.split(";", -1);
    for (int i = 0; i < each.length; i++) {
      var parts = each[i].split(":", -1);
      int code = number(parts[0]);
      if (code == 38 || code == 48 || code == 58) {
        set(code + 1);
        i += parts.length > 1 || i + 1 == each.length ? 0 : skipped(number(each[i + 1]));
      } else if (code == 4 && parts.length > 1 && number(parts[1]) == 0) {
        clear(24);
      } else {
        take(code);
      }
    }
  }

  /** How many parameters a colour has behind the first: its kind, and an index or three parts. */
  private static int skipped(int kind) {
    return switch (kind) {
      case 5 -> 2;
      case 2 -> 4;
      default -> 1;
    };
  }

  private void take(int code) {
    switch (code) {
      case 0 -> reset();
      case 1, 2 -> set(22);
      case 3, 20 -> set(23);
      case 4, 21 -> set(24);
      case 5, 6 -> set(25);
      case 7 -> set(27);
      case 8 -> set(28);
      case 9 -> set(29);
      case 26 -> set(50);
      case 51, 52 -> set(54);
      case 53 -> set(55);
      case 73, 74 -> set(75);
      default -> {
        if (code >= 11 && code <= 19) {
          set(10);
        } else if (code >= 60 && code <= 64) {
          set(65);
        } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
          set(39);
        } else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
          set(49);
        } else {
          clear(code);
        }
      }
    }
  }

  private void set(int off) {
    on |= bit(off);
  }

  private void clear(int off) {
    on &= ~bit(off);
  }

  private static int bit(int off) {
    for (int i = 0; i < OFF.length; i++) {
      if (OFF[i] == off) {
        return 1 << i;
      }
    }
    return 0;
  }

  private static int number(String text) {
    int value = 0;
    for (int i = 0; i < text.length() && value < 1000; i++) {
      value = 10 * value + (text.charAt(i) - '0');
    }
    return value;
  }
}
