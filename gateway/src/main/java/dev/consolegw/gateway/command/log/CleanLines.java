package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns output into the lines that it left behind: it is drawn on a screen {@link #COLUMNS} columns
 * wide, and a line comes out when it has scrolled off, or is cleared away with all others, or
 * stands there at the end. So a progress bar is one line, and what was typed and taken back is
 * none. The offset of a line is that at which its row was first written to.
 *
 * <p>A program that takes the alternate screen leaves one line that says from when to when. Any
 * chunking gives the same lines.
 */
final class CleanLines implements LineStage {
  /** Longer lines come in several. */
  static final int COLUMNS = 500;

  /** What most serial terminals have; a region of more rows is cut to these, and scrolls as one. */
  static final int ROWS = 24;

  /** Sequences that are longer than this clear nothing. */
  private static final int LONGEST = 64;

  private static final byte ESC = 0x1B;
  private static final byte[] ENTER = "\033[?1049h".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LEAVE = "\033[?1049l\033[?47l".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter DAY_AND_TIME = utc("uuuu-MM-dd HH:mm");
  private static final DateTimeFormatter TIME = utc("HH:mm");

  private final DiskReader reader;
  private final long first;
  private final byte[] lineEnd;
  private final LineStage next;

  /** Where each row was first written to; -1 for one that was not since it was last emptied. */
  private final long[] begun = new long[ROWS];

  private final List<Mark> marks = new ArrayList<>();
  private final ByteBuffer sequence = ByteBuffer.allocate(LONGEST);
  private ScreenModel screen;
  private State state = State.TEXT;
  private boolean isFresh = true; // a row may be begun here
  private long alternateSince = -1;
  private long said;
  private long end;

  private enum State {
    TEXT,
    /** After ESC. */
    ESCAPE,
    /** Inside ESC [. */
    CONTROL
  }

  /** A line of ours that stands above a row. */
  private record Mark(int row, long at, String text) {}

  /**
   * @param first lines that began before this offset are not printed: what comes before it only
   *     says how the screen was
   * @param lineEnd ends each line
   */
  CleanLines(DiskReader reader, long first, byte[] lineEnd, LineStage next) {
    this.reader = reader;
    this.first = first;
    this.lineEnd = lineEnd.clone();
    this.next = next;
    this.screen = emptyScreen();
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  private ScreenModel emptyScreen() {
    Arrays.fill(begun, -1);
    var empty = new ScreenModel(ROWS, COLUMNS);
    empty.onScrolledOff(this::scrolledOff);
    return empty;
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    int from = begin;
    try {
      while (bytes.hasRemaining()) {
        byte c = bytes.get();
        end = at + bytes.position() - begin;
        if (state == State.TEXT && c == ESC) {
          draw(bytes.slice(from, bytes.position() - 1 - from), at + from - begin);
          sequence.clear();
          state = State.ESCAPE;
        } else if (state == State.TEXT && c == '\n') {
          draw(bytes.slice(from, bytes.position() - from), at + from - begin);
          from = bytes.position();
          isFresh = true;
        }
        if (state != State.TEXT) {
          inSequence(c, end);
          from = bytes.position();
        }
      }
      if (state == State.TEXT) {
        draw(bytes.slice(from, bytes.limit() - from), at + from - begin);
      }
    } catch (UncheckedIOException clientGone) {
      throw clientGone.getCause();
    }
  }

  /** Text, without the beginning of a sequence in it. */
  private void draw(ByteBuffer text, long at) {
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
  private void inSequence(byte c, long after) throws IOException {
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
      printStanding();
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

  private void changeScreens(long at) throws IOException {
    boolean is = screen.alternate();
    if (is && alternateSince < 0) {
      alternateSince = at;
    } else if (!is && alternateSince >= 0) {
      var text = "[full-screen program, %s]".formatted(span(alternateSince, at - 1));
      marks.add(new Mark(screen.cursor().row(), at - 1, text));
      alternateSince = -1;
    }
  }

  private String span(long from, long to) throws IOException {
    var since = time(from);
    var until = time(to);
    boolean isOneDay = day(since).equals(day(until));
    return "%s to %s UTC"
        .formatted(DAY_AND_TIME.format(since), (isOneDay ? TIME : DAY_AND_TIME).format(until));
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private Instant time(long offset) throws IOException {
    HistoryReader history = reader.history();
    return reader.ask(() -> history.timeOf(offset).orElse(Instant.EPOCH));
  }

  // --- lines ----------------------------------------------------------------------------------

  /** While the screen is fed. */
  private void scrolledOff(String line) {
    try {
      printMarks(0);
      print(begun[0], line);
    } catch (IOException clientGone) {
      throw new UncheckedIOException(clientGone);
    }
    System.arraycopy(begun, 1, begun, 0, ROWS - 1);
    begun[ROWS - 1] = -1;
    marks.replaceAll(mark -> new Mark(mark.row() - 1, mark.at(), mark.text()));
    isFresh = true;
  }

  /** All rows that something is on, before they go. */
  private void printStanding() throws IOException {
    var lines = screen.lines();
    int last = -1;
    for (int row = 0; row < lines.size(); row++) {
      last = lines.get(row).isEmpty() ? last : row;
    }
    for (int row = 0; row <= last; row++) {
      printMarks(row);
      if (begun[row] >= 0 || !lines.get(row).isEmpty()) {
        print(begun[row], lines.get(row));
      }
    }
    printMarks(ROWS);
    Arrays.fill(begun, -1);
  }

  private void printMarks(int upTo) throws IOException {
    for (var mark : List.copyOf(marks)) {
      if (mark.row() <= upTo) {
        marks.remove(mark);
        print(mark.at(), mark.text());
      }
    }
  }

  /** Offsets do not go back: rows may be written to in any order. */
  private void print(long at, String line) throws IOException {
    said = Math.max(said, at);
    if (said < first) {
      return;
    }
    var text = line.getBytes(StandardCharsets.UTF_8);
    next.take(
        said, ByteBuffer.allocate(text.length + lineEnd.length).put(text).put(lineEnd).flip());
  }

  @Override
  public void cut() throws IOException {
    boolean isAlternate = screen.alternate();
    long since = alternateSince;
    state = State.TEXT;
    sequence.clear();
    screen.gap();
    screen.feed(ByteBuffer.wrap(LEAVE));
    printStanding();
    screen = emptyScreen();
    if (isAlternate) {
      print(
          end - 1,
          "[full-screen program, since %s UTC]".formatted(DAY_AND_TIME.format(time(since))));
      screen.feed(ByteBuffer.wrap(ENTER)); // it goes on behind a gap
      alternateSince = since;
    }
    isFresh = true;
    next.cut();
  }
}
