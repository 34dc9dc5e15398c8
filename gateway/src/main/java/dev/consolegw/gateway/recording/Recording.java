package dev.consolegw.gateway.recording;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A recording as it is now.
 *
 * @param file holds its events
 * @param last the last event that is known
 */
public record Recording(Header header, Path file, RecordingEvent last) {
  /**
   * After a kill, a history goes on at the next multiple of this: see {@code docs/history.md},
   * Offsets. So nothing that was printed later lies before it.
   */
  static final long AFTER_A_KILL = 1L << 32;

  /** How it ended; nothing while it goes on. */
  public Optional<RecordingEvent.End> end() {
    return last instanceof RecordingEvent.End end ? Optional.of(end) : Optional.empty();
  }

  /** When it ended, or the last that is known of it. */
  public Instant lastAt() {
    return last.at();
  }

  /** How much output it holds at least, in bytes. */
  public long length() {
    return last.offset() - header.from();
  }

  /** The end for one that has none: somebody killed the gateway. */
  RecordingEvent.End cutOff() {
    long to = (last.offset() / AFTER_A_KILL + 1) * AFTER_A_KILL;
    return new RecordingEvent.End(last.at(), last.offset(), to, -1, "the gateway was killed", 0);
  }
}
