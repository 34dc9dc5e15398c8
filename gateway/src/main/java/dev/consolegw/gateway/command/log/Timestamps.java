package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.TimedRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Puts in front of each line when its first byte came, and {@code -} when nobody knows. A line ends
 * with LF, whatever CRs stand before or behind it. What a CR alone would write over, such as a
 * progress bar, is a line of its own, with its own time.
 */
final class Timestamps implements LineStage {
  /** CRs that follow each other are one; so many are kept as they are. */
  private static final int RETURNS = 16;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final DiskReader reader;
  private final OutputStream out;
  private final LineStage next;
  private final byte[] lineEnd;
  private boolean midLine;
  private int returns; // CRs that are not printed yet
  private long knownUntil = -1;
  private byte[] stamp = {};

  /**
   * @param lineEnd ends a line that has no end of its own
   */
  Timestamps(DiskReader reader, OutputStream out, byte[] lineEnd, LineStage next) {
    this.reader = reader;
    this.out = out;
    this.lineEnd = lineEnd;
    this.next = next;
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    while (bytes.hasRemaining()) {
      int from = bytes.position();
      long offset = at + from - begin;
      switch (bytes.get(from)) {
        case '\r' -> {
          returns = Math.min(RETURNS, returns + 1);
          bytes.get();
        }
        case '\n' -> {
          stampLine(offset);
          printReturns(offset);
          print(offset, bytes.slice(from, 1));
          bytes.get();
          midLine = false;
        }
        default -> text(offset, bytes);
      }
    }
  }

  /** Up to the end of the line. */
  private void text(long offset, ByteBuffer bytes) throws IOException {
    if (returns > 0) {
      printReturns(offset);
      endLine(offset);
    }
    stampLine(offset);
    int from = bytes.position();
    int to = from;
    while (to < bytes.limit() && bytes.get(to) != '\n' && bytes.get(to) != '\r') {
      to++;
    }
    print(offset, bytes.slice(from, to - from));
    bytes.position(to);
  }

  private void stampLine(long offset) throws IOException {
    if (!midLine) {
      out.write(stamp(offset));
      midLine = true;
    }
  }

  private void printReturns(long offset) throws IOException {
    if (returns > 0) {
      print(offset, ByteBuffer.wrap("\r".repeat(returns).getBytes(StandardCharsets.US_ASCII)));
      returns = 0;
    }
  }

  private void endLine(long offset) throws IOException {
    if (midLine) {
      print(offset, ByteBuffer.wrap(lineEnd));
      midLine = false;
    }
  }

  private void print(long offset, ByteBuffer bytes) throws IOException {
    next.take(offset, bytes);
  }

  @Override
  public void cut() throws IOException {
    printReturns(0);
    endLine(0);
    next.cut();
  }

  /** One answer of the index holds for the output of up to a second. */
  private byte[] stamp(long offset) throws IOException {
    if (offset >= knownUntil) {
      var span = reader.ask(() -> reader.history().spanOf(offset));
      knownUntil = span.map(TimedRange::until).orElse(offset + 1);
      stamp = text(span.map(TimedRange::at)).getBytes(StandardCharsets.US_ASCII);
    }
    return stamp;
  }

  private static String text(Optional<Instant> time) {
    return time.map(Timestamps::format).orElse("-") + ' ';
  }

  /** ISO-8601, UTC, with milliseconds. */
  static String format(Instant time) {
    return FORMAT.format(time);
  }
}
