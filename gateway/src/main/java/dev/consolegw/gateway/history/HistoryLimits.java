package dev.consolegw.gateway.history;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.RetentionRule;
import dev.consolegw.gateway.history.tail.TailLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds of all histories together, and of each.
 *
 * @param diskThreads platform threads for file I/O
 * @param spareThreads how many more may run while others hang in a file
 * @param openFiles segment files open at once
 * @param memory for unwritten output of all consoles; past half of it, an active console keeps only
 *     16 to 32 KiB of what is written
 * @param unwritten in memory per console while the disk does not follow
 * @param recent kept in memory per active console after it was written
 * @param idle without output for so long, a console keeps no memory and no file
 * @param comparison how long output waits at most for what a wire repeats to be compared with what
 *     is stored; then all of that counts as new
 * @param rule of a console that says nothing else
 * @param all on disk of all consoles together
 */
public record HistoryLimits(
    int diskThreads,
    int spareThreads,
    int openFiles,
    ByteSize memory,
    ByteSize unwritten,
    ByteSize recent,
    Duration idle,
    Duration comparison,
    RetentionRule rule,
    ByteSize all) {

  /** What suits up to some ten thousand consoles. */
  public static HistoryLimits standard() {
    return new HistoryLimits(
        2,
        16,
        1024,
        new ByteSize(64 << 20),
        new ByteSize(4 << 20),
        new ByteSize(256 << 10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        new RetentionRule(new ByteSize(64 << 20), Optional.empty()),
        new ByteSize(Long.MAX_VALUE));
  }

  /**
   * The same, with another patience.
   *
   * @param longest how long output waits for a comparison
   */
  public HistoryLimits comparingFor(Duration longest) {
    return new HistoryLimits(
        diskThreads, spareThreads, openFiles, memory, unwritten, recent, idle, longest, rule, all);
  }

  /** What of it is for the tails. */
  TailLimits tail() {
    return new TailLimits(memory, unwritten, recent, idle);
  }

  /**
   * The same, with other bounds for what is kept on disk.
   *
   * @param keep of a console that says nothing else, after which its oldest output goes
   * @param keepFor after which its output goes; forever if there is none
   * @param together of all consoles
   */
  public HistoryLimits with(ByteSize keep, Optional<Duration> keepFor, ByteSize together) {
    var other = new RetentionRule(keep, keepFor);
    return new HistoryLimits(
        diskThreads,
        spareThreads,
        openFiles,
        memory,
        unwritten,
        recent,
        idle,
        comparison,
        other,
        together);
  }
}
