package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.terminal.screen.Style;
import java.util.Locale;

/**
 * A colour of a cell: the terminal's own, one of the 256 of xterm, or one of 24 bits. No state: any
 * thread.
 */
sealed interface Colour {
  /** The terminal's own. */
  record Standard() implements Colour {}

  /**
   * One of a palette.
   *
   * @param number 0 to 255; the first 16 are the terminal's own, the others the same everywhere
   */
  record Indexed(int number) implements Colour {}

  /**
   * Red, green and blue, 8 bits each.
   *
   * @param value {@code 0xRRGGBB}
   */
  record Rgb(int value) implements Colour {}

  /** The same of a model's cell. */
  static Colour of(int colour) {
    if (colour == Style.DEFAULT_COLOUR) {
      return new Standard();
    }
    return Style.isDirect(colour) ? new Rgb(colour & 0xFFFFFF) : new Indexed(colour);
  }

  /**
   * As a picture shows it, {@code #rrggbb}.
   *
   * @param standard what the terminal's own is there
   */
  default String hex(int standard) {
    int value =
        switch (this) {
          case Standard() -> standard;
          case Indexed(int number) -> Palette.rgb(number);
          case Rgb(int rgb) -> rgb;
        };
    return String.format(Locale.ROOT, "#%06x", value);
  }

  /** As programs are told it: a number, or {@code #rrggbb}; not for the terminal's own. */
  default Object json() {
    return this instanceof Indexed(int number) ? (Object) number : hex(0);
  }

  /**
   * The parameters of SGR (ECMA-48 8.3.117, and ISO 8613-6 for more than 16).
   *
   * @param first 30 for the foreground, 40 for the background
   */
  default String sgr(int first) {
    return switch (this) {
      case Standard() -> "";
      case Indexed(int number) when number < 8 -> ";" + (first + number);
      case Indexed(int number) when number < 16 -> ";" + (first + 60 + number - 8);
      case Indexed(int number) -> ";%d;5;%d".formatted(first + 8, number);
      case Rgb(int rgb) ->
          ";%d;2;%d;%d;%d".formatted(first + 8, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    };
  }
}
