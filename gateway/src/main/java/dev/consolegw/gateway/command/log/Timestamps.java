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

/** Puts in front of each line when its first byte came, and {@code -} when nobody knows. */
final class Timestamps implements LineStage {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final DiskReader reader;
  private final OutputStream out;
  private final LineStage next;
  private boolean midLine;
  private long knownUntil = -1;
  private byte[] stamp = {};

  Timestamps(DiskReader reader, OutputStream out, LineStage next) {
    this.reader = reader;
    this.out = out;
    this.next = next;
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    while (bytes.hasRemaining()) {
      int from = bytes.position();
      if (!midLine) {
        out.write(stamp(at + from - begin));
      }
      int to = from;
      while (to < bytes.limit() && bytes.get(to) != '\n') {
        to++;
      }
      midLine = to == bytes.limit();
      int length = Math.min(to + 1, bytes.limit()) - from;
      next.take(at + from - begin, bytes.slice(from, length));
      bytes.position(from + length);
    }
  }

  @Override
  public void cut() throws IOException {
    next.cut();
    if (midLine) {
      out.write('\n');
      midLine = false;
    }
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
