package dev.consolegw.gateway.terminal.screen;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jline.utils.WCWidth;

/** A screen as tmux tells it ({@link Tmux#screen}), cell by cell, to be held against a model. */
final class TmuxScreen {
  private static final String LINES = "␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";
  private static final int FIRST_LINE = 'b';

  /** In place of attributes: tmux left off the cell at the end of a row, and tells no style. */
  private static final Integer NOT_TOLD = 0;

  /** What a cell shows; a second half of a wide character has no text. */
  record Look(String text, int foreground, int background, TreeSet<Integer> attributes) {
    static Look of(Cell cell) {
      var style = cell.style();
      var attributes = new TreeSet<Integer>();
      for (var each :
          Map.of(
                  1, style.isBold(),
                  2, style.isDim(),
                  3, style.isItalic(),
                  4, style.isUnderlined(),
                  5, style.isBlinking(),
                  7, style.isReverse(),
                  8, style.isHidden(),
                  9, style.isStruckOut(),
                  53, style.isOverlined())
              .entrySet()) {
        if (each.getValue()) {
          attributes.add(each.getKey());
        }
      }
      return new Look(cell.text(), style.foreground(), style.background(), attributes);
    }

    boolean looksLike(Look other) {
      if (!text.equals(other.text)) {
        return false;
      }
      boolean isBlankAlike =
          text.equals(" ")
              && background == other.background
              && lines(attributes).equals(lines(other.attributes))
              && !attributes.contains(7);
      // Of a blank only what is behind it and the lines on it are seen.
      return text.isEmpty()
          || isBlankAlike
          || attributes.contains(NOT_TOLD)
          || other.attributes.contains(NOT_TOLD)
          || equals(other);
    }

    private static List<Integer> lines(TreeSet<Integer> attributes) {
      return Stream.of(4, 7, 9, 53).filter(attributes::contains).toList();
    }
  }

  private final Map<String, Integer> state;
  private final List<List<Look>> rows = new ArrayList<>();

  private int foreground = -1;
  private int background = -1;
  private TreeSet<Integer> attributes = new TreeSet<>();
  private boolean lineDrawing;

  TmuxScreen(String told) {
    var lines = told.split("\n", -1);
    state =
        Stream.of(lines[0].split(" "))
            .map(each -> each.split("="))
            .collect(toMap(each -> each[0], each -> Integer.parseInt(each[1])));
    for (int i = 1; i < lines.length; i++) {
      rows.add(row(lines[i]));
    }
  }

  /** The rows in which a model differs, each with its first cell that does. */
  Map<Integer, String> differences(ScreenModel model) {
    return differences(
        model.rows(), model.columns(), (row, column) -> Look.of(model.cell(row, column)));
  }

  /** The rows in which another screen differs, each with its first cell that does. */
  Map<Integer, String> differences(TmuxScreen other, int height, int width) {
    return differences(height, width, other::look);
  }

  private Map<Integer, String> differences(
      int height, int width, BiFunction<Integer, Integer, Look> others) {
    var differences = new TreeMap<Integer, String>();
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        var one = look(row, column);
        var other = others.apply(row, column);
        if (!one.looksLike(other)) {
          differences.putIfAbsent(row, "column %d: %s, not %s".formatted(column, other, one));
        }
      }
    }
    return differences;
  }

  private Look look(int row, int column) {
    return row < rows.size() && column < rows.get(row).size()
        ? rows.get(row).get(column)
        : new Look(" ", -1, -1, new TreeSet<>(List.of(NOT_TOLD)));
  }

  /** Cursor and modes. Behind the last column tmux's cursor is beyond it. */
  Map<String, Integer> state(int columns) {
    var mine = new TreeMap<>(state);
    mine.computeIfPresent("x", (key, x) -> Math.min(x, columns - 1));
    return mine;
  }

  static Map<String, Integer> state(ScreenModel model) {
    var modes = model.modes();
    var state = new TreeMap<String, Integer>();
    state.put("x", model.cursor().column());
    state.put("y", model.cursor().row());
    state.put("visible", number(model.cursorVisible()));
    state.put("insert", number(modes.writing().insert()));
    state.put("cursor-keys", number(modes.keys().applicationCursor()));
    state.put("keypad", number(modes.keys().applicationKeypad()));
    state.put("motion", number(modes.mouse().tracking() == 1003));
    state.put("drags", number(modes.mouse().tracking() == 1002));
    state.put("buttons", number(modes.mouse().tracking() == 1000));
    state.put("sgr", number(modes.mouse().encoding() == 1006));
    state.put("origin", number(modes.writing().origin()));
    state.put("top", modes.writing().top());
    state.put("bottom", modes.writing().bottom());
    state.put("wrap", number(modes.writing().wrap()));
    state.put("alternate", number(model.alternate()));
    return state;
  }

  private static int number(boolean on) {
    return on ? 1 : 0;
  }

  // --- reading it -------------------------------------------------------------------------------

  private List<Look> row(String line) {
    var row = new ArrayList<Look>();
    int at = 0;
    while (at < line.length()) {
      int c = line.codePointAt(at);
      if (c == 0x1B) {
        int end = line.indexOf('m', at);
        style(line.substring(at + 2, end));
        at = end + 1;
      } else {
        at += Character.charCount(c);
        if (c == 0x0E || c == 0x0F) {
          lineDrawing = c == 0x0E;
        } else {
          add(row, lineDrawing ? lines(c) : c);
        }
      }
    }
    return row;
  }

  private static int lines(int c) {
    return switch (c) {
      case '`' -> '◆';
      case 'a' -> '▒';
      default -> c >= FIRST_LINE && c < 0x7F ? LINES.charAt(c - FIRST_LINE) : c;
    };
  }

  private void add(List<Look> row, int c) {
    int width = c < 0x300 ? 1 : WCWidth.wcwidth(c);
    if (width <= 0 && !row.isEmpty()) {
      int last = row.size() - 1;
      while (row.get(last).text.isEmpty()) {
        last--;
      }
      var before = row.get(last);
      row.set(
          last,
          new Look(
              before.text + Character.toString(c),
              before.foreground,
              before.background,
              before.attributes));
    } else {
      row.add(new Look(Character.toString(c), foreground, background, attributes));
      if (width == 2) {
        row.add(new Look("", foreground, background, attributes));
      }
    }
  }

  /** SGR as tmux writes it: an overline as 5:3, a kind of underline as 4:n. */
  private void style(String parameters) {
    var numbers =
        Stream.of(parameters.replace("5:3", "53").replaceAll("\\b4:\\d", "4").split("[;:]"))
            .map(each -> each.isEmpty() ? 0 : Integer.parseInt(each))
            .toList();
    attributes = new TreeSet<>(attributes);
    for (int i = 0; i < numbers.size(); i++) {
      int n = numbers.get(i);
      if (n == 0) {
        foreground = -1;
        background = -1;
        attributes.clear();
      } else if (n < 10 || n == 53) {
        attributes.add(n);
      } else if (n == 39) {
        foreground = -1;
      } else if (n == 49) {
        background = -1;
      } else if (n == 38 || n == 48) {
        boolean index = numbers.get(i + 1) == 5;
        int colour =
            index
                ? numbers.get(i + 2)
                : 0x1000000
                    | numbers.get(i + 2) << 16
                    | numbers.get(i + 3) << 8
                    | numbers.get(i + 4);
        foreground = n == 38 ? colour : foreground;
        background = n == 48 ? colour : background;
        i += index ? 2 : 4;
      } else {
        indexed(n);
      }
    }
  }

  private void indexed(int n) {
    switch (n / 10) {
      case 3 -> foreground = n - 30;
      case 4 -> background = n - 40;
      case 9 -> foreground = n - 90 + 8;
      case 10 -> background = n - 100 + 8;
      default -> throw new IllegalArgumentException("SGR " + n);
    }
  }
}
