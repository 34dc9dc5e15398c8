package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.terminal.SafeOutput;
import dev.consolegw.gateway.terminal.TextLines;
import java.nio.ByteBuffer;

/**
 * The replay on its way to a terminal, made safe: it must neither answer the queries of the past
 * nor be left in the middle of a sequence, and what is no text is left out. Where the replay ends
 * is an offset; nothing from there on is touched, also when it is shown late. A sequence that
 * begins before and ends after it is not begun.
 *
 * <p>One thread at a time, the pump's.
 */
final class ReplayFilter {
  private final boolean filtered;
  private final SafeOutput safe = new SafeOutput(SafeOutput.Keep.SCREEN);
  private final TextLines lines = new TextLines();
  private ByteBuffer ready = ByteBuffer.allocate(0);
  private long live;

  /**
   * Nothing to show yet.
   *
   * @param filtered false without a terminal, and under {@code raw}: then all goes as it is
   */
  ReplayFilter(boolean filtered) {
    this.filtered = filtered;
  }

  /** A replay begins, of what was printed before this offset. */
  void begin(long end) {
    live = Math.max(live, end);
    ByteBuffer _ = rest();
    long _ = lines.leftOut();
  }

  /**
   * In the place of a replay this goes before anything else, and then output from an offset on as
   * it is.
   *
   * @param picture nobody else's from now on
   */
  void paint(ByteBuffer picture, long join) {
    ByteBuffer _ = rest();
    long _ = lines.leftOut();
    live = join;
    ready = picture;
  }

  /** This goes before anything else. */
  void insert(ByteBuffer bytes) {
    ready = joined(ready, bytes);
  }

  /** Whether what is at this offset belongs to it, and is to be read here. */
  boolean has(long offset) {
    return filtered && offset < live;
  }

  /** Bytes that are read and found no room. They go before anything else. */
  int left() {
    return ready.remaining();
  }

  /** Reads on, and puts what may be shown into a packet: perhaps nothing, perhaps not yet all. */
  ReadResult read(
      HistoryReader history, long from, ByteBuffer packet, HistoryReader.Access access) {
    var bytes = ByteBuffer.allocate((int) Math.min(packet.remaining(), live - from));
    var found = history.read(from, bytes, access);
    switch (found) {
      case ReadResult.Bytes(int count) -> {
        ready = safe.of(lines.of(bytes.flip()));
        if (from + count == live) {
          ready = joined(ready, rest());
        }
      }
      case ReadResult.Gap _ -> ready = rest();
      case ReadResult.OnDisk _, ReadResult.Nothing _ -> {}
    }
    put(packet);
    return found;
  }

  /** How many lines of the replay were left out that has just come to its end; else 0. */
  long leftOut(long offset) {
    return filtered && offset >= live ? lines.leftOut() : 0;
  }

  private ByteBuffer rest() {
    return joined(safe.of(lines.rest()), safe.rest());
  }

  /** Puts what is left into a packet. */
  void put(ByteBuffer packet) {
    int count = Math.min(packet.remaining(), ready.remaining());
    packet.put(ready.slice(ready.position(), count));
    ready.position(ready.position() + count);
  }

  private static ByteBuffer joined(ByteBuffer one, ByteBuffer other) {
    return ByteBuffer.allocate(one.remaining() + other.remaining()).put(one).put(other).flip();
  }
}
