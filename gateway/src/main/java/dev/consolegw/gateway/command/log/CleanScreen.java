package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A screen {@link #COLUMNS} columns wide that output is drawn on, and what it leaves behind: a line
 * when it has scrolled off, or is cleared away with all others, or stands there at the end. The
 * offset of a line is that at which its row was first written to. Any chunking gives the same.
 *
 * <p>One thread at a time; never blocks.
 */
final class CleanScreen {
  /** Longer lines come in several. */
  static final int COLUMNS = 500;

  /** What most serial terminals have; a region of more rows is cut to these, and scrolls as one. */
  static final int ROWS = 24;

  /** Sequences that are longer than this clear nothing. */
  private static final int LONGEST = 64;

  private static final byte ESC = 0x1B;
  private static final byte[] ENTER = "\033[?1049h".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LEAVE = "\033[?1049l\033[?47l".getBytes(StandardCharsets.US_ASCII);

  /** When so many characters are left behind, they are to be taken before more is drawn. */
  private static final int ENOUGH = 64 * 1024;

  /** Where each row was first written to; -1 for one that was not since it was last emptied. */
  private final long[] begun = new long[ROWS];

  private final List<Mark> marks = new ArrayList<>();
  private List<Left> left = new ArrayList<>();
  private int characters;
  private final ByteBuffer sequence = ByteBuffer.allocate(LONGEST);
  private ScreenModel screen;
  private State state = State.TEXT;
  private boolean isFresh = true; // a row may be begun here
  private long alternateSince = -1;
  private long end;

  private enum State {
    TEXT,
    /** After ESC. */
    ESCAPE,
    /** Inside ESC [. */
    CONTROL
  }

  /** What is left behind, in the order in which it went. */
  sealed interface Left {
    /**
     * A row as it was.
     *
     * @param at where it was first written to; -1 where nobody knows
     */
    record Line(long at, String text) implements Left {}

    /**
     * A program that had the alternate screen.
     *
     * @param from the offset at which it took it
     * @param to at which it left it; -1 when it has not yet
     */
    record Program(long from, long to) implements Left {}
  }

  /** What stands above a row, and goes before it. */
  private record Mark(int row, Left.Program program) {}

  CleanScreen() {
    this.screen = emptyScreen();
  }

  private ScreenModel emptyScreen() {
    Arrays.fill(begun, -1);
    var empty = new ScreenModel(ROWS, COLUMNS);
    empty.onScrolledOff(this::scrolledOff);
    return empty;
  }

  /**
   * Draws output, until there is no more of it or much is left behind.
   *
   * @param at the offset of its first byte
   */
  void draw(long at, ByteBuffer bytes) {
    int begin = bytes.position();
    int from = begin;
    while (bytes.hasRemaining() && characters < ENOUGH) {
      byte c = bytes.get();
      end = at + bytes.position() - begin;
      if (state == State.TEXT && c == ESC) {
        feed(bytes.slice(from, bytes.position() - 1 - from), at + from - begin);
        sequence.clear();
        state = State.ESCAPE;
      } else if (state == State.TEXT && c == '\n') {
        feed(bytes.slice(from, bytes.position() - from), at + from - begin);
        from = bytes.position();
        isFresh = true;
      }
      if (state != State.TEXT) {
        inSequence(c, end);
        from = bytes.position();
      }
    }
    if (state == State.TEXT) {
      feed(bytes.slice(from, bytes.position() - from), at + from - begin);
    }
  }

  /** Takes what is left behind so far. */
  List<Left> left() {
    var all = left;
    left = new ArrayList<>();
    characters = 0;
    return all;
  }

  /** Text, without the beginning of a sequence in it. */
  private void feed(ByteBuffer text, long at) {
    if (text.hasRemaining()) {
      begin(at);
      screen.feed(text);
    }
  }

  private void begin(long at) {
    int row = screen.cursor().row();
    if (isFresh && !screen.alternate() && begun[row] < 0) {
      begun[row] = at;
    }
    isFresh = false;
  }

  /** A sequence is drawn as a whole, once it is known whether it clears the screen. */
  private void inSequence(byte c, long after) {
    if (c == ESC && sequence.position() > 0) { // the one before is given up
      screen.feed(sequence.flip());
      sequence.clear();
      state = State.ESCAPE;
    }
    sequence.put(c);
    state = following(c);
    if (state != State.TEXT && sequence.hasRemaining()) {
      return;
    }
    if (state == State.TEXT && clears()) {
      leaveStanding();
    }
    state = State.TEXT;
    screen.feed(sequence.flip());
    sequence.clear();
    isFresh = true;
    changeScreens(after);
  }

  private State following(byte c) {
    return switch (state) {
      case TEXT, ESCAPE -> sequence.position() == 1 ? State.ESCAPE : afterEscape(c);
      case CONTROL -> c >= 0x20 && c < 0x40 ? State.CONTROL : State.TEXT;
    };
  }

  private static State afterEscape(byte c) {
    if (c == '[') {
      return State.CONTROL;
    }
    return c >= 0x20 && c < 0x30 ? State.ESCAPE : State.TEXT; // an intermediate byte, as in ESC ( 0
  }

  /** Whether it empties the main screen: RIS, ED 2, and ED 0 at home. */
  private boolean clears() {
    if (screen.alternate()) {
      return false;
    }
    var text =
        StandardCharsets.ISO_8859_1.decode(sequence.duplicate().flip()).toString().substring(1);
    return switch (text) {
      case "c", "[2J" -> true;
      case "[J", "[0J" -> screen.cursor().row() == 0 && screen.cursor().column() == 0;
      default -> false;
    };
  }

  // --- the alternate screen -------------------------------------------------------------------

  private void changeScreens(long at) {
    boolean is = screen.alternate();
    if (is && alternateSince < 0) {
      alternateSince = at;
    } else if (!is && alternateSince >= 0) {
      marks.add(new Mark(screen.cursor().row(), new Left.Program(alternateSince, at - 1)));
      alternateSince = -1;
    }
  }

  // --- lines ----------------------------------------------------------------------------------

  /** While the screen is fed. */
  private void scrolledOff(String line) {
    leaveMarks(0);
    leave(begun[0], line);
    System.arraycopy(begun, 1, begun, 0, ROWS - 1);
    begun[ROWS - 1] = -1;
    marks.replaceAll(mark -> new Mark(mark.row() - 1, mark.program()));
    isFresh = true;
  }

  /** All rows that something is on, before they go. */
  private void leaveStanding() {
    var lines = screen.lines();
    int last = -1;
    for (int row = 0; row < lines.size(); row++) {
      last = lines.get(row).isEmpty() ? last : row;
    }
    for (int row = 0; row <= last; row++) {
      leaveMarks(row);
      if (begun[row] >= 0 || !lines.get(row).isEmpty()) {
        leave(begun[row], lines.get(row));
      }
    }
    leaveMarks(ROWS);
    Arrays.fill(begun, -1);
  }

  private void leaveMarks(int upTo) {
    for (var mark : List.copyOf(marks)) {
      if (mark.row() <= upTo) {
        marks.remove(mark);
        left.add(mark.program());
      }
    }
  }

  private void leave(long at, String line) {
    left.add(new Left.Line(at, line));
    characters += line.length() + 1;
  }

  /** What follows does not belong to what was before; a program that is there goes on. */
  void cut() {
    boolean isAlternate = screen.alternate();
    long since = alternateSince;
    state = State.TEXT;
    sequence.clear();
    screen.gap();
    screen.feed(ByteBuffer.wrap(LEAVE));
    leaveStanding();
    screen = emptyScreen();
    if (isAlternate) {
      screen.feed(ByteBuffer.wrap(ENTER));
      alternateSince = since;
    }
    isFresh = true;
  }

  /** There is no more. */
  void end() {
    cut();
    if (alternateSince >= 0) {
      left.add(new Left.Program(alternateSince, -1));
    }
  }

  /** After the last byte that was drawn. */
  long drawn() {
    return end;
  }
}
