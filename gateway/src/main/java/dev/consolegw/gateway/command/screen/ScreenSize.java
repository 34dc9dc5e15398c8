package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.util.regex.Pattern;

/** Sizes of screens as people write them. No state: any thread. */
final class ScreenSize {
  private static final int ROWS = GuestScreens.MOST_ROWS;
  private static final int COLUMNS = GuestScreens.MOST_COLUMNS;

  private static final Pattern FORM = Pattern.compile("(\\d{1,4})[xX](\\d{1,4})");

  private ScreenSize() {}

  /**
   * Reads {@code 24x80}: rows, then columns.
   *
   * @throws Refusal with 64 when it is none, or too large
   */
  static GuestScreens.Size parse(String text) throws Refusal {
    var form = FORM.matcher(text);
    if (form.matches()) {
      int rows = Integer.parseInt(form.group(1));
      int columns = Integer.parseInt(form.group(2));
      if (rows >= 1 && rows <= ROWS && columns >= 1 && columns <= COLUMNS) {
        return new GuestScreens.Size(rows, columns, "asked");
      }
    }
    throw new Refusal(
        ExitCode.USAGE,
        "--size takes rows and columns, such as 24x80, at most %dx%d, and not %s"
            .formatted(ROWS, COLUMNS, Printable.of(text).asValue()));
  }

  /** One that is not larger than a picture may be. */
  static GuestScreens.Size bounded(int rows, int columns, String from) {
    return new GuestScreens.Size(Math.clamp(rows, 1, ROWS), Math.clamp(columns, 1, COLUMNS), from);
  }
}
