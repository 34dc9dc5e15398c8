package dev.consolegw.gateway.console.live;

import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.util.List;

/**
 * A screen as it is searched, at one moment.
 *
 * @param lines the text of each row, from the top; blanks at its end left off
 * @param selected of each row, the texts of what is selected there, see {@link SelectedCells};
 *     empty when nobody asked for that
 * @param cursor the row that the cursor is in
 */
public record ScreenRows(List<String> lines, List<List<String>> selected, CursorRow cursor) {
  /**
   * A row with its blanks up to the cursor, as after a prompt.
   *
   * @param row from 0
   * @param text at least up to the cursor; as in the lines, where that is more
   */
  public record CursorRow(int row, String text) {}

  public ScreenRows {
    lines = List.copyOf(lines);
    selected = List.copyOf(selected);
  }

  /** What a model shows; on the thread that has it. */
  static ScreenRows of(ScreenModel screen, boolean wantsSelected) {
    var lines = screen.lines();
    return new ScreenRows(
        lines, wantsSelected ? SelectedCells.of(screen) : List.of(), cursor(screen, lines));
  }

  private static CursorRow cursor(ScreenModel screen, List<String> lines) {
    var at = screen.cursor();
    var text = new StringBuilder();
    for (int column = 0; column < at.column(); column++) {
      text.append(screen.cell(at.row(), column).text());
    }
    var line = lines.get(at.row());
    return new CursorRow(at.row(), text.length() > line.length() ? text.toString() : line);
  }
}
