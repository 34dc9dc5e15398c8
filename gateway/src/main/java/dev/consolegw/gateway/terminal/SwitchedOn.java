package dev.consolegw.gateway.terminal;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What control functions have switched on at a terminal, one after the other. Only what can be
 * undone is kept.
 */
final class SwitchedOn {
  /**
   * DEC's private modes and xterm's that are off by default and change what keys, mouse or the
   * window send.
   */
  private static final int[] SENDING = {
    9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016, 1004, 2004, 2031, 2048, 9001, 1, 66, 67
  };

  /** The same of those that change how things are shown. */
  private static final int[] SHOWING = {2026, 5, 45};

  /** Off, they are as usual: an alternate screen, in its three forms. */
  private static final int[] SCREENS = {47, 1047, 1049};

  /** Wrapping and the cursor's visibility are on by default. */
  private static final int[] USUALLY_ON = {7, 25};

  private static final int ORIGIN = 6;
  private static final int MARGINS = 69;
  private static final int KITTY_STACK = 99;

  private final BitSet changed = new BitSet(); // of the private modes above
  private final BitSet plainModes = new BitSet(); // 2, 4, 20, and 12, which is usually on
  private final Pen pen = new Pen();
  private final int[] kittyPushed = new int[2]; // on the main and the alternate screen
  private final boolean[] kittySet = new boolean[2];
  private int alternate; // by which mode; 0 for the main screen
  private boolean modifyOtherKeys;
  private boolean formatOtherKeys;
  private boolean keypad;
  private boolean region;
  private boolean cursorShape;
  private boolean shiftOut;
  private boolean utf8Off;
  private final char[] sets = {'B', 'B', 'B', 'B'}; // G0 to G3
  private boolean hyperlink;
  private final BitSet colours = new BitSet(); // OSC numbers: 4 for the palette, 10 to 12

  void shiftOut(boolean on) {
    shiftOut = on;
  }

  // --- what is seen -----------------------------------------------------------------------------

  /** {@code ESC}, intermediate bytes, and a final byte. */
  void escape(String intermediates, char last) {
    switch (intermediates) {
      case "" -> escape(last);
      case "(", ")", "*", "+" -> sets["()*+".indexOf(intermediates)] = last;
      case "%" -> utf8Off = last == '@';
      default -> {}
    }
  }

  private void escape(char last) {
    switch (last) {
      case '=' -> keypad = true;
      case '>' -> keypad = false;
      case 'n', 'o' -> shiftOut = true; // to G2 or G3: SI leads back
      case 'c' -> reset();
      default -> {}
    }
  }

  /** RIS: everything is as when the terminal was switched on. */
  private void reset() {
    changed.clear();
    plainModes.clear();
    pen.reset();
    Arrays.fill(kittyPushed, 0);
    Arrays.fill(kittySet, false);
    Arrays.fill(sets, 'B');
    colours.clear();
    alternate = 0;
    modifyOtherKeys = false;
    formatOtherKeys = false;
    keypad = false;
    region = false;
    cursorShape = false;
    shiftOut = false;
    utf8Off = false;
    hyperlink = false;
  }

  /** {@code CSI}, parameters with intermediate bytes, and a final byte. */
  void control(String parameters, char last) {
    char first = parameters.isEmpty() ? 0 : parameters.charAt(0);
    boolean isPrivate = first >= '<' && first <= '?';
    var numbers = isPrivate ? parameters.substring(1) : parameters;
    switch (last) {
      case 'h', 'l' -> modes(first, numbers, last == 'h');
      case 'm' -> {
        if (first == '>') {
          resource(numbers);
        } else if (!isPrivate) {
          pen.take(numbers);
        }
      }
      case 'f' -> formatOtherKeys = first == '>' ? second(numbers) > 0 : formatOtherKeys;
      case 'n' -> modifyOtherKeys &= !(first == '>' && numbers.equals("4"));
      case 'u' -> kitty(first, numbers);
      case 'r' -> {
        if (!isPrivate && !numbers.endsWith("$")) { // with that it changes attributes
          region = !numbers.isEmpty() && !numbers.equals("1");
        }
      }
      case 'q' -> {
        if (numbers.endsWith(" ")) {
          cursorShape = number(numbers.strip(), 0) != 0;
        }
      }
      case 'p' -> {
        if (parameters.equals("!")) {
          softReset();
        }
      }
      default -> {}
    }
  }

  /** DECSTR: as far as terminals agree on it. */
  private void softReset() {
    pen.reset();
    keypad = false;
    region = false;
    shiftOut = false;
    Arrays.fill(sets, 'B');
    plainModes.clear(4);
    changed.clear(1);
    changed.clear(25);
    changed.clear(ORIGIN);
  }

  private void modes(char first, String numbers, boolean on) {
    for (var each : numbers.split(";", -1)) {
      int mode = number(each, 0);
      if (first == '?') {
        privateMode(mode, on);
      } else if (first < '<' && (mode == 2 || mode == 4 || mode == 20)) {
        plainModes.set(mode, on);
      } else if (first < '<' && mode == 12) {
        plainModes.set(mode, !on); // off means that keys are echoed by the terminal
      }
    }
  }

  private void privateMode(int mode, boolean on) {
    if (contains(SCREENS, mode)) {
      alternate = on ? mode : 0;
    } else if (contains(USUALLY_ON, mode)) {
      changed.set(mode, !on);
    } else if (contains(SENDING, mode)
        || contains(SHOWING, mode)
        || mode == ORIGIN
        || mode == MARGINS) {
      changed.set(mode, on);
    }
  }

  private static boolean contains(int[] modes, int mode) {
    for (int each : modes) {
      if (each == mode) {
        return true;
      }
    }
    return false;
  }

  /** XTMODKEYS. */
  private void resource(String numbers) {
    if (numbers.isEmpty() || number(numbers.split(";", 2)[0], 0) == 4) {
      modifyOtherKeys = second(numbers) > 0;
    }
  }

  private void kitty(char first, String numbers) {
    int screen = alternate == 0 ? 0 : 1;
    switch (first) {
      case '>' -> kittyPushed[screen] = Math.min(KITTY_STACK, kittyPushed[screen] + 1);
      case '<' -> {
        int popped = Math.max(1, number(numbers, 1));
        kittySet[screen] &= popped <= kittyPushed[screen]; // an empty stack switches all off
        kittyPushed[screen] = Math.max(0, kittyPushed[screen] - popped);
      }
      case '=' -> {
        boolean on = number(numbers.split(";", 2)[0], 0) != 0;
        if (kittyPushed[screen] == 0 && (on || second(numbers) <= 1)) {
          kittySet[screen] = on;
        }
      }
      default -> {}
    }
  }

  /** An operating system command, without its introducer and end; its beginning at least. */
  void command(String text) {
    int name = number(text.split(";", 2)[0], 0);
    switch (name) {
      case 8 -> hyperlink = !text.endsWith(";") && text.indexOf(';', 2) > 0;
      case 4, 10, 11, 12 -> {
        if (!text.endsWith("?")) {
          colours.set(name);
        }
      }
      case 104 -> colours.clear(4);
      case 110, 111, 112 -> colours.clear(name - 100);
      default -> {}
    }
  }

  private static int second(String numbers) {
    var each = numbers.split(";", 3);
    return each.length > 1 ? number(each[1], 0) : 0;
  }

  private static int number(String text, int otherwise) {
    boolean isNumber =
        !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.parseInt(text) : otherwise;
  }

  // --- undoing it -------------------------------------------------------------------------------

  /** Switches all of it off; from now on nothing is switched on. */
  String undo() {
    var out = new StringBuilder();
    off(out, SENDING);
    if (keypad) {
      out.append("\033>");
    }
    kitty(out, alternate == 0 ? 0 : 1);
    out.append(modifyOtherKeys ? "\033[>4m" : "").append(formatOtherKeys ? "\033[>4f" : "");
    for (int mode : new int[] {2, 4, 20}) {
      out.append(plainModes.get(mode) ? "\033[" + mode + "l" : "");
    }
    out.append(plainModes.get(12) ? "\033[12h" : "");
    off(out, SHOWING);
    screen(out);
    shown(out);
    reset();
    return out.toString();
  }

  private void off(StringBuilder out, int[] modes) {
    for (int mode : modes) {
      if (changed.get(mode)) {
        out.append("\033[?").append(mode).append('l');
      }
    }
  }

  private void kitty(StringBuilder out, int screen) {
    if (kittyPushed[screen] > 0) {
      out.append("\033[<").append(kittyPushed[screen]).append('u');
    }
    if (kittySet[screen]) {
      out.append("\033[=0u");
    }
  }

  /** The region, which moves the cursor when it goes, and the screen. */
  private void screen(StringBuilder out) {
    boolean restores = alternate == 1049; // this one brings the cursor back by itself
    boolean homes = changed.get(ORIGIN);
    out.append(changed.get(MARGINS) ? "\033[?69l" : "");
    out.append(homes ? "\033[?6l" : "");
    if (region) {
      out.append(restores || homes ? "\033[r" : "\0337\033[r\0338");
    }
    if (homes && !restores) {
      out.append("\033[999;1H"); // to where text goes on
    }
    if (alternate != 0) {
      out.append("\033[?").append(alternate).append('l');
      kitty(out, 0);
    }
  }

  private void shown(StringBuilder out) {
    out.append(shiftOut ? "\017" : "");
    for (int i = 0; i < sets.length; i++) {
      if (sets[i] != 'B') {
        out.append('\033').append("()*+".charAt(i)).append('B');
      }
    }
    out.append(utf8Off ? "\033%G" : "");
    out.append(changed.get(7) ? "\033[?7h" : "");
    out.append(cursorShape ? "\033[0 q" : "");
    out.append(changed.get(25) ? "\033[?25h" : "");
    out.append(hyperlink ? "\033]8;;\033\\" : "");
    colours.stream().forEach(each -> out.append("\033]").append(100 + each).append("\033\\"));
    out.append(pen.isChanged() || modifyOtherKeys ? "\033[m" : "");
  }
}
