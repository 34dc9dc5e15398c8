package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.terminal.screen.Cell;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.terminal.screen.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cells of one row that follow each other and look the same.
 *
 * @param text characters alone, no control among them
 * @param columns how many cells
 */
record Run(String text, int columns, Look look) {

  /** All of a row, from its first column to its last. */
  static List<Run> of(ScreenModel screen, int row) {
    var runs = new ArrayList<Run>();
    var text = new StringBuilder();
    @Nullable Style style = null;
    int from = 0;
    for (int column = 0; column < screen.columns(); column++) {
      Cell cell = screen.cell(row, column);
      if (style != null && !style.equals(cell.style())) {
        runs.add(new Run(text.toString(), column - from, Look.of(style)));
        text.setLength(0);
        from = column;
      }
      style = cell.style();
      append(text, cell.text());
    }
    if (style != null) {
      runs.add(new Run(text.toString(), screen.columns() - from, Look.of(style)));
    }
    return runs;
  }

  /** A cell holds no control; this is the last place where one would be seen. */
  private static void append(StringBuilder text, String cell) {
    cell.codePoints()
        .map(point -> Character.isISOControl(point) || isAlone(point) ? 0xFFFD : point)
        .forEach(text::appendCodePoint);
  }

  private static boolean isAlone(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  /** The text of several. */
  static String text(List<Run> runs) {
    return runs.stream().map(Run::text).collect(Collectors.joining());
  }

  /** Whether nothing is to be seen. */
  boolean isBlank() {
    return look.isPlain() && text.isBlank();
  }

  /** Without what is not to be seen at the end of a row. */
  static List<Run> withoutBlanksAtTheEnd(List<Run> row) {
    int end = row.size();
    while (end > 0 && row.get(end - 1).isBlank()) {
      end--;
    }
    var left = new ArrayList<>(row.subList(0, end));
    if (end > 0 && left.getLast().look().isPlain()) {
      var last = left.removeLast();
      var text = last.text().stripTrailing();
      left.add(new Run(text, last.columns() - last.text().length() + text.length(), last.look()));
    }
    return left;
  }
}
