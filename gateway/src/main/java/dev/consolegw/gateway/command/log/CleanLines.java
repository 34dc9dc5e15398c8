package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.command.log.CleanScreen.Left;
import dev.consolegw.gateway.history.HistoryReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Turns output into the lines that it left behind on a {@link CleanScreen}. So a progress bar is
 * one line, what was typed and taken back is none, and a program that takes the alternate screen
 * leaves one line that says from when to when. Any chunking gives the same lines.
 *
 * <p>Drawing may take long for few bytes, so it is done where that holds up nobody, in pieces.
 */
final class CleanLines implements LineStage {
  /** So much is drawn at a time, in bytes. */
  private static final int PIECE = 16 * 1024;

  private static final DateTimeFormatter DAY_AND_TIME = utc("uuuu-MM-dd HH:mm");
  private static final DateTimeFormatter TIME = utc("HH:mm");

  private final DiskReader reader;
  private final Drawing drawing;
  private final long first;
  private final byte[] lineEnd;
  private final LineStage next;
  private final CleanScreen screen = new CleanScreen();
  private long said;

  /** Where drawing is done; see {@link dev.consolegw.gateway.background.Background}. */
  @FunctionalInterface
  interface Drawing {
    /** Runs it there and waits for it. */
    void run(Runnable work);
  }

  /**
   * @param first lines that began before this offset are not printed: what comes before it only
   *     says how the screen was
   * @param lineEnd ends each line
   */
  CleanLines(DiskReader reader, Drawing drawing, long first, byte[] lineEnd, LineStage next) {
    this.reader = reader;
    this.drawing = drawing;
    this.first = first;
    this.lineEnd = lineEnd.clone();
    this.next = next;
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    while (bytes.hasRemaining()) {
      int from = bytes.position();
      var piece = bytes.slice(from, Math.min(PIECE, bytes.remaining()));
      drawing.run(() -> screen.draw(at + from - begin, piece));
      bytes.position(from + piece.position());
      printLeft();
    }
  }

  private void printLeft() throws IOException {
    for (var left : screen.left()) {
      switch (left) {
        case Left.Line(long at, String text) -> print(at, text);
        case Left.Program(long from, long to) when to < 0 ->
            print(
                screen.drawn() - 1,
                "[full-screen program, since %s UTC]".formatted(DAY_AND_TIME.format(time(from))));
        case Left.Program(long from, long to) ->
            print(to, "[full-screen program, %s]".formatted(span(from, to)));
      }
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
    drawing.run(screen::cut);
    printLeft();
    next.cut();
  }

  @Override
  public void end() throws IOException {
    drawing.run(screen::end);
    printLeft();
    next.end();
  }
}
