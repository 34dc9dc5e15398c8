package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.parser.Parameters;

/**
 * What was agreed on how keys with modifiers are sent: kitty's keyboard protocol, which has a stack
 * for each screen, and xterm's {@code modifyOtherKeys}. It is known to be undone, not to be drawn.
 */
final class Keyboard {
  /** Terminals keep fewer. */
  private static final int MOST = 99;

  private final int[] pushed = new int[2]; // on the main and the alternate screen
  private final boolean[] set = new boolean[2];
  private int otherKeys;

  void reset() {
    pushed[0] = 0;
    pushed[1] = 0;
    set[0] = false;
    set[1] = false;
    otherKeys = 0;
  }

  /** {@code CSI > u}, {@code CSI < u} and {@code CSI = u}. */
  void kitty(Parameters parameters, boolean alternate) {
    int screen = alternate ? 1 : 0;
    switch (parameters.marker()) {
      case '>' -> pushed[screen] = Math.min(MOST, pushed[screen] + 1);
      case '<' -> {
        int popped = parameters.number(0, 1);
        set[screen] &= popped <= pushed[screen]; // an empty stack switches all off
        pushed[screen] = Math.max(0, pushed[screen] - popped);
      }
      case '=' -> {
        boolean on = parameters.number(0) != 0;
        if (pushed[screen] == 0 && (on || parameters.number(1) <= 1)) {
          set[screen] = on;
        }
      }
      default -> {}
    }
  }

  /** XTMODKEYS, {@code CSI > 4 ; level m}; without numbers it resets all. */
  void modify(Parameters parameters) {
    if (parameters.number(0) == 4 || parameters.number(0) == 0) {
      otherKeys = parameters.number(1);
    }
  }

  /** {@code CSI > 4 n}. */
  void modifyNot(Parameters parameters) {
    if (parameters.number(0) == 4) {
      otherKeys = 0;
    }
  }

  boolean isKitty(boolean alternate) {
    int screen = alternate ? 1 : 0;
    return pushed[screen] > 0 || set[screen];
  }

  int pushed(boolean alternate) {
    return pushed[alternate ? 1 : 0];
  }

  boolean isSet(boolean alternate) {
    return set[alternate ? 1 : 0];
  }

  /** The level of {@code modifyOtherKeys}; 0 is off. */
  int otherKeys() {
    return otherKeys;
  }
}
