package dev.consolegw.gateway.terminal.screen;

import static dev.consolegw.gateway.terminal.screen.Style.BACKGROUND;
import static dev.consolegw.gateway.terminal.screen.Style.DEFAULT_COLOUR;
import static dev.consolegw.gateway.terminal.screen.Style.FOREGROUND;

import dev.consolegw.gateway.terminal.screen.parser.Parameters;

/**
 * SGR: what its parameters make of a style, and the parameters that make a style (ECMA-48; ISO
 * 8613-6; XTerm Control Sequences).
 */
final class Rendition {
  /** The parameters that switch on the attributes, from bit 0 on. */
  private static final int[] ON = {1, 2, 3, 4, 5, 7, 8, 9, 53};

  private static final int NOTHING = -2; // no colour was read

  private Parameters parameters = new Parameters();
  private long style;
  private int at;
  private int colour; // the last that was read

  /** The style that follows from another one. */
  long apply(Parameters given, long before) {
    parameters = given;
    style = before;
    at = 0;
    do {
      take(parameters.number(at));
      at++;
      while (parameters.belongs(at)) {
        at++;
      }
    } while (at < parameters.count());
    return style;
  }

  private void take(int parameter) {
    if (parameter >= 30 && parameter < 40) {
      colour(FOREGROUND, parameter - 30);
    } else if (parameter >= 40 && parameter < 50) {
      colour(BACKGROUND, parameter - 40);
    } else if (parameter >= 90 && parameter < 108) {
      bright(parameter);
    } else {
      attribute(parameter);
    }
  }

  private void attribute(int parameter) {
    switch (parameter) {
      case 0 -> style = 0;
      case 1 -> style |= Style.BOLD;
      case 2 -> style |= Style.DIM;
      case 3 -> style |= Style.ITALIC;
      case 4 -> underline();
      case 21 -> style |= Style.UNDERLINE;
      case 5, 6 -> style |= Style.BLINK;
      case 7 -> style |= Style.REVERSE;
      case 8 -> style |= Style.HIDDEN;
      case 9 -> style |= Style.STRUCK;
      case 53 -> style |= Style.OVERLINE;
      case 22 -> style &= ~(Style.BOLD | Style.DIM);
      case 23 -> style &= ~Style.ITALIC;
      case 24 -> style &= ~Style.UNDERLINE;
      case 25 -> style &= ~Style.BLINK;
      case 27 -> style &= ~Style.REVERSE;
      case 28 -> style &= ~Style.HIDDEN;
      case 29 -> style &= ~Style.STRUCK;
      case 55 -> style &= ~Style.OVERLINE;
      case 58 -> readColour(); // of the underline: not kept
      default -> {}
    }
  }

  private void underline() {
    boolean off = parameters.belongs(at + 1) && parameters.number(at + 1) == 0;
    style = off ? style & ~Style.UNDERLINE : style | Style.UNDERLINE;
  }

  private void colour(int place, int digit) {
    switch (digit) {
      case 8 -> {
        readColour();
        if (colour != NOTHING) {
          style = Style.withColour(style, place, colour);
        }
      }
      case 9 -> style = Style.withColour(style, place, DEFAULT_COLOUR);
      default -> style = Style.withColour(style, place, digit);
    }
  }

  private void bright(int parameter) {
    if (parameter < 98) {
      style = Style.withColour(style, FOREGROUND, parameter - 90 + 8);
    } else if (parameter >= 100) {
      style = Style.withColour(style, BACKGROUND, parameter - 100 + 8);
    }
  }

  /** An index or red, green and blue, after 38, 48 or 58, with colons or with semicolons. */
  private void readColour() {
    boolean colons = parameters.belongs(at + 1);
    int end = parameters.count();
    if (colons) {
      end = at + 1;
      while (parameters.belongs(end)) {
        end++;
      }
    }
    int kind = at + 1;
    colour = NOTHING;
    int last = kind;
    if (parameters.number(kind) == 5 && kind + 1 < end) {
      last = kind + 1;
      colour = parameters.number(last) & 0xFF;
    } else if (parameters.number(kind) == 2) {
      int red = colons && end - kind >= 5 ? kind + 2 : kind + 1; // a colour space may come before
      if (red + 2 < end) {
        last = red + 2;
        colour =
            Style.direct(
                parameters.number(red), parameters.number(red + 1), parameters.number(red + 2));
      }
    }
    at = Math.max(at, Math.min(last, end - 1));
  }

  /** Writes the sequence that makes a style, whatever it was before. */
  static void write(long style, Output out) {
    out.csi().number(0);
    for (int bit = 0; bit < ON.length; bit++) {
      if ((style >> bit & 1) != 0) {
        out.ascii(';').number(ON[bit]);
      }
    }
    writeColour(Style.colour(style, FOREGROUND), 30, out);
    writeColour(Style.colour(style, BACKGROUND), 40, out);
    out.ascii('m');
  }

  private static void writeColour(int colour, int base, Output out) {
    if (colour == DEFAULT_COLOUR) {
      return;
    }
    out.ascii(';');
    if (Style.isDirect(colour)) {
      out.number(base + 8).ascii(";2;").number(colour >> 16 & 0xFF);
      out.ascii(';').number(colour >> 8 & 0xFF).ascii(';').number(colour & 0xFF);
    } else if (colour < 8) {
      out.number(base + colour);
    } else if (colour < 16) {
      out.number(base + 60 + colour - 8);
    } else {
      out.number(base + 8).ascii(";5;").number(colour);
    }
  }
}
