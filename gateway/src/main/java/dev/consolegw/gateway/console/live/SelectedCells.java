package dev.consolegw.gateway.console.live;

import dev.consolegw.gateway.terminal.screen.Cell;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.terminal.screen.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what a menu shows as selected: cells that stand out from those above and below by what is
 * behind them, such as reverse video, and cells in a pair of colours that only one row has. In a
 * box that is all in reverse, what is not stands out. No state: any thread that has the model.
 */
final class SelectedCells {
  /** No row, but several. */
  private static final int SEVERAL = -1;

  /** The terminal's own colour of characters, seen behind one. */
  private static final int FOREGROUND = -2;

  private SelectedCells() {}

  /**
   * Of each row the texts that are selected, cells that follow each other as one; no blank ones.
   */
  static List<List<String>> of(ScreenModel screen) {
    var rowOf = new HashMap<Long, Integer>();
    for (int row = 0; row < screen.rows(); row++) {
      for (int column = 0; column < screen.columns(); column++) {
        int here = row;
        rowOf.merge(
            colours(screen.cell(row, column).style()), row, (a, b) -> a == here ? here : SEVERAL);
      }
    }
    var all = new ArrayList<List<String>>(screen.rows());
    for (int row = 0; row < screen.rows(); row++) {
      all.add(of(screen, row, rowOf));
    }
    return all;
  }

  private static List<String> of(ScreenModel screen, int row, Map<Long, Integer> rowOf) {
    var texts = new ArrayList<String>(0);
    var text = new StringBuilder();
    for (int column = 0; column < screen.columns(); column++) {
      Cell cell = screen.cell(row, column);
      if (isSelected(screen, row, column, rowOf)) {
        text.append(cell.text());
      } else {
        end(text, texts);
      }
    }
    end(text, texts);
    return texts;
  }

  private static boolean isSelected(
      ScreenModel screen, int row, int column, Map<Long, Integer> rowOf) {
    var style = screen.cell(row, column).style();
    boolean isAlone = !isPlain(style) && rowOf.getOrDefault(colours(style), SEVERAL) == row;
    return isAlone || (standsOut(screen, row, column, -1) && standsOut(screen, row, column, 1));
  }

  /** At the edge of the screen, what is as everywhere does not. */
  private static boolean standsOut(ScreenModel screen, int row, int column, int step) {
    int behind = behind(screen.cell(row, column).style());
    int other = row + step;
    return (other < 0 || other >= screen.rows())
        ? behind != Style.DEFAULT_COLOUR
        : behind != behind(screen.cell(other, column).style());
  }

  /** The colour that is seen behind the character. */
  private static int behind(Style style) {
    if (!style.isReverse()) {
      return style.background();
    }
    return style.foreground() == Style.DEFAULT_COLOUR ? FOREGROUND : style.foreground();
  }

  private static boolean isPlain(Style style) {
    return style.foreground() == Style.DEFAULT_COLOUR && style.background() == Style.DEFAULT_COLOUR;
  }

  private static long colours(Style style) {
    return ((long) style.foreground() << 32) | (style.background() & 0xFFFFFFFFL);
  }

  private static void end(StringBuilder text, List<String> texts) {
    if (!text.isEmpty()) {
      var whole = text.toString().strip();
      text.setLength(0);
      if (!whole.isEmpty()) {
        texts.add(whole);
      }
    }
  }
}
