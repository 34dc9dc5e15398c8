package dev.consolegw.gateway.console.live;

import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.util.List;

/**
 * A screen as it is searched, at one moment.
 *
 * @param lines the text of each row, from the top; blanks at its end left off
 * @param selected of each row, the texts of what is selected there, see {@link SelectedCells}
 */
public record ScreenRows(List<String> lines, List<List<String>> selected) {
  public ScreenRows {
    lines = List.copyOf(lines);
    selected = List.copyOf(selected);
  }

  /** What a model shows; on the thread that has it. */
  static ScreenRows of(ScreenModel screen) {
    return new ScreenRows(screen.lines(), SelectedCells.of(screen));
  }
}
