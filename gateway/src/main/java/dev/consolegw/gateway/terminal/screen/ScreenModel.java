package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.grid.Page;
import dev.consolegw.gateway.terminal.screen.parser.Parser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What stands on a terminal that has obeyed these bytes: a VT220 with most of what xterm has added
 * and programs use, in UTF-8 (ECMA-48; DEC STD 070; XTerm Control Sequences). Where terminals
 * differ, it does as xterm does. It answers nothing, and keeps no titles.
 *
 * <p>Not modelled: pictures, characters of double size, left and right margins, protected cells, G2
 * and G3, and that mode 47 may show again what was on the alternate screen before.
 *
 * <p>One thread at a time; never blocks. Memory: 12 bytes a cell, twice that once the alternate
 * screen was used, and at most 4,096 clusters of combined characters. Any chunking of the bytes
 * gives the same.
 */
public final class ScreenModel {
  /** The most rows; more are as many. */
  public static final int MOST_ROWS = 500;

  /** The most columns; more are as many. */
  public static final int MOST_COLUMNS = 1000;

  /** The longest repaint, in bytes. */
  public static final int LARGEST_REPAINT = Output.MOST;

  private static final int CHUNK = 8192;

  private final Page page;
  private final Switches switches;
  private final SizeWitness witness = new SizeWitness();
  private final Parser parser;

  /**
   * An empty screen, as a terminal's that was switched on.
   *
   * @param rows 1 to {@link #MOST_ROWS}, to which others are brought
   * @param columns 1 to {@link #MOST_COLUMNS}, to which others are brought
   */
  public ScreenModel(int rows, int columns) {
    page = new Page(Math.clamp(rows, 1, MOST_ROWS), Math.clamp(columns, 1, MOST_COLUMNS));
    switches = new Switches(page);
    parser = new Parser(new Interpreter(page, switches, witness));
  }

  /** Obeys all these bytes. */
  public void feed(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      parser.feed(bytes.array(), from, from + bytes.remaining());
      bytes.position(bytes.limit());
    } else {
      var chunk = new byte[Math.min(CHUNK, bytes.remaining())];
      while (bytes.hasRemaining()) {
        int count = Math.min(chunk.length, bytes.remaining());
        bytes.get(chunk, 0, count);
        parser.feed(chunk, 0, count);
      }
    }
  }

  /**
   * Bytes are missing here: what was begun will not be ended, but the screen stays. They are not
   * counted.
   */
  public void gap() {
    parser.gap();
    page.forgetLast();
  }

  /** How many bytes were fed. */
  public long fed() {
    return parser.fed();
  }

  /**
   * How many of them stand before what is still open: a sequence, a string or a character that has
   * begun and not ended. The screen is as they left it, so that whoever is shown {@link #repaint}
   * goes on with the byte behind them. What is open for more than 4 KiB is not waited for: then it
   * is as many as were fed.
   */
  public long settled() {
    return parser.settled();
  }

  public int rows() {
    return page.rows();
  }

  public int columns() {
    return page.columns();
  }

  /** Where the cursor is. While a wrap is pending, it is on the last column. */
  public Position cursor() {
    return new Position(page.cursor().row(), page.cursor().column());
  }

  public boolean cursorVisible() {
    return switches.cursorVisible;
  }

  /** Whether the alternate screen is shown, as by full-screen programs. */
  public boolean alternate() {
    return page.isAlternate();
  }

  /**
   * What a place shows.
   *
   * @param row from 0
   * @param column from 0
   * @throws IndexOutOfBoundsException beyond the screen
   */
  public Cell cell(int row, int column) {
    Objects.checkIndex(row, page.rows());
    Objects.checkIndex(column, page.columns());
    var view = page.view();
    return new Cell(view.text(row, column), new Style(view.style(row, column)));
  }

  /** The rows as text, without the blanks at their ends; as many as there are rows. */
  public List<String> lines() {
    var view = page.view();
    var lines = new ArrayList<String>(page.rows());
    for (int row = 0; row < page.rows(); row++) {
      lines.add(view.text(row));
    }
    return List.copyOf(lines);
  }

  /** What is switched on and off. */
  public Modes modes() {
    var keyboard = switches.keyboard;
    return new Modes(
        new Modes.Keys(
            switches.applicationCursor,
            switches.applicationKeypad,
            switches.bracketedPaste,
            switches.focus,
            keyboard.isKitty(page.isAlternate()),
            keyboard.otherKeys()),
        new Modes.Mouse(switches.mouse, switches.mouseEncoding),
        new Modes.Writing(
            page.isWrapping(),
            page.isInserting(),
            switches.newLine,
            page.cursor().origin(),
            page.top(),
            page.bottom() - 1),
        new Modes.Showing(
            switches.alternate, switches.reverse, switches.cursorVisible, switches.cursorShape));
  }

  /**
   * What draws this screen on a terminal of the same size, whatever state that is in, and leaves it
   * in the same state as one that has obeyed the {@link #settled} bytes. Keyboard protocols
   * (kitty's and {@code modifyOtherKeys}) are left as they are. All bytes are made here, of numbers
   * and characters in cells: no strings, no questions, nothing that the guest has sent. Empty when
   * that would take more than {@link #LARGEST_REPAINT}.
   */
  public ByteBuffer repaint() {
    return Repaint.of(page, switches, parser.isInString());
  }

  /**
   * What puts a terminal back that has shown all {@link #fed} bytes: only what is on is switched
   * off. Empty if nothing is. The cursor stays, but goes back to where it was on the main screen
   * when the alternate one is left.
   */
  public ByteBuffer undo() {
    return Undo.of(
        page, switches, parser.isInString() ? "\033\\" : parser.isInSequence() ? "\030" : "");
  }

  /** How large the guest believes its terminal to be. */
  public SizeEvidence evidence() {
    return witness.evidence();
  }

  /**
   * Hears, from now on, the text of each line that leaves the main screen at its top, without the
   * blanks at its end: what a terminal would keep to scroll back to. Told while bytes are fed.
   */
  public void onScrolledOff(Consumer<String> lines) {
    page.onScrolledOff(lines);
  }
}
