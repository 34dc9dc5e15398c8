package dev.consolegw.gateway.picker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * One picture of the list: at most as many lines as the terminal has, none wider than it. What does
 * not fit goes in this order: footer, heading, prompt; the last line left is the selected console.
 *
 * @param cursor the column after the filter, on the first line
 */
record Frame(List<AttributedString> lines, int cursor) {
  private static final String PROMPT = " > ";
  private static final String EDGE = "\u2502 ";
  private static final String HINT = " Enter opens   Esc clears the filter   q leaves";

  /** Room of the columns behind the name, gaps included; each is there if the name keeps 16. */
  private static final int STATE = 12;

  private static final int WRITER = 18;
  private static final int AGE = 8;
  private static final int NAME = 16;
  private static final int LONGEST_NAME = 60;

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle HEADING = AttributedStyle.DEFAULT.bold();
  private static final AttributedStyle SELECTED = AttributedStyle.DEFAULT.inverse();

  /**
   * Draws one.
   *
   * @param facts asked for the consoles in the picture only
   * @param note the last line; empty for how to go on
   * @param preview rows that stand beside the list where there is room; of too many the last
   */
  static Frame of(
      Choice choice, Function<Row, Facts> facts, Tty.Size size, String note, List<String> preview) {
    if (!hasPreview(size)) {
      return of(choice, facts, size, note);
    }
    int left = size.columns() / 2;
    var list = of(choice, facts, new Tty.Size(size.rows(), left), note);
    var beside = preview.subList(Math.max(0, preview.size() - size.rows()), preview.size());
    var lines = new ArrayList<AttributedString>();
    for (int row = 0; row < Math.max(list.lines().size(), beside.size()); row++) {
      var line = row < list.lines().size() ? list.lines().get(row) : AttributedString.EMPTY;
      lines.add(beside(line, row < beside.size() ? beside.get(row) : "", left, size.columns()));
    }
    return new Frame(List.copyOf(lines), list.cursor());
  }

  /** Whether there is room beside the list. */
  static boolean hasPreview(Tty.Size size) {
    return size.columns() >= Preview.COLUMNS && size.rows() > 3;
  }

  private static AttributedString beside(
      AttributedString list, String preview, int left, int width) {
    var line = new AttributedStringBuilder().append(list);
    line.append(" ".repeat(Math.max(0, left - list.columnLength())), PLAIN);
    line.append(EDGE, PLAIN).append(preview, PLAIN);
    var whole = line.toAttributedString();
    return whole.columnLength() <= width ? whole : whole.columnSubSequence(0, width);
  }

  /** The list alone. */
  static Frame of(Choice choice, Function<Row, Facts> facts, Tty.Size size, String note) {
    int rows = size.rows();
    int width = size.columns();
    int body = bodyRows(rows);
    var lines = new ArrayList<AttributedString>();
    var prompt = PROMPT + choice.filter();
    if (rows > 1) {
      lines.add(cut(prompt(prompt, count(choice), width), width, PLAIN));
    }
    if (rows > 3) {
      lines.add(
          cut(columns(width, "console", new Facts("state", "writer", "output")), width, HEADING));
    }
    lines.addAll(body(choice, facts, body, width));
    if (rows > 2) {
      while (lines.size() < rows - 1) {
        lines.add(AttributedString.EMPTY);
      }
      lines.add(cut(note.isEmpty() ? HINT : " " + note, width, note.isEmpty() ? PLAIN : HEADING));
    }
    int cursor = rows > 1 ? Math.min(width(prompt), width - 1) : 0;
    return new Frame(List.copyOf(lines), cursor);
  }

  /** How many consoles a terminal of so many lines shows: what one page is. */
  static int bodyRows(int rows) {
    return Math.max(1, rows > 3 ? rows - 3 : rows > 2 ? rows - 2 : rows - 1);
  }

  private static List<AttributedString> body(
      Choice choice, Function<Row, Facts> facts, int room, int width) {
    if (choice.shown().isEmpty()) {
      var why =
          choice.count() == 0
              ? " there is no console that you may open; ask whoever runs this gateway"
              : " no console has this in its name";
      return List.of(cut(why, width, PLAIN));
    }
    int first = choice.selected() / room * room;
    int end = Math.min(first + room, choice.shown().size());
    var lines = new ArrayList<AttributedString>();
    for (int i = first; i < end; i++) {
      var row = choice.shown().get(i);
      var text = columns(width, row.label(), facts.apply(row));
      lines.add(cut(text, width, i == choice.selected() ? SELECTED : PLAIN));
    }
    return lines;
  }

  private static String count(Choice choice) {
    return choice.filter().isEmpty()
        ? String.format(Locale.ROOT, "%,d ", choice.count())
        : String.format(Locale.ROOT, "%,d of %,d ", choice.shown().size(), choice.count());
  }

  private static String prompt(String prompt, String count, int width) {
    int gap = width - width(prompt) - count.length();
    return gap < 1 ? prompt : prompt + " ".repeat(gap) + count;
  }

  private static String columns(int width, String label, Facts facts) {
    int left = width - 1;
    boolean state = left >= NAME + STATE;
    boolean writer = left >= NAME + STATE + WRITER;
    boolean age = left >= NAME + STATE + WRITER + AGE;
    int others = (state ? STATE : 0) + (writer ? WRITER : 0) + (age ? AGE : 0);
    var line = new StringBuilder(" ");
    line.append(padded(label, state ? Math.min(left - others, LONGEST_NAME) : left));
    line.append(state ? "  " + padded(facts.state(), STATE - 2) : "");
    line.append(writer ? "  " + padded(facts.writer(), WRITER - 2) : "");
    return line.append(age ? "  " + facts.age() : "").toString();
  }

  private static String padded(String text, int width) {
    var cut = width(text) <= width ? text : cut(text, width - 1, PLAIN) + "…";
    return cut + " ".repeat(Math.max(0, width - width(cut)));
  }

  private static int width(String text) {
    return new AttributedString(text).columnLength();
  }

  private static AttributedString cut(String text, int width, AttributedStyle style) {
    var whole = new AttributedStringBuilder().append(text, style).toAttributedString();
    return whole.columnLength() <= width ? whole : whole.columnSubSequence(0, width);
  }
}
