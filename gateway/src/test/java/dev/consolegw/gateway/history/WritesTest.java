package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.consolegw.config.value.ByteSize;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to have output on disk, in counts. */
@Timeout(60)
class WritesTest {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");

  /** Bytes of garbage per key: some 600; with streams and a search for the file it was 1,700. */
  private static final long MOST_GARBAGE = 1000;

  @TempDir Path directory;
  private final ManualTimer timer = new ManualTimer();

  private Histories open() throws Exception {
    InstantSource clock = () -> Instant.parse("2026-01-01T00:00:00Z");
    return new Histories(directory, clock, HistoryLimits.standard(), timer, () -> {});
  }

  @Test
  void aThousandConsolesThatPrintWaitForOneTimer() throws Exception {
    try (var histories = open()) {
      var all = new ArrayList<History>();
      for (int i = 0; i < 1000; i++) {
        all.add(histories.open("vm" + i, KEEP));
      }
      int before = timer.waiting();

      for (var history : all) {
        Printed.print(history, 100);
      }

      // The round, what looks after threads, and who becomes idle: the few that were written.
      assertThat(timer.waiting() - before).isLessThan(100);
      all.forEach(this::awaitDisk);
    }
  }

  @Test
  void aKeyThatComesBackLeavesLittleToCollect() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      type(history, 5000);
      long before = allocated();

      type(history, 1000);

      assertThat((allocated() - before) / 1000).isLessThan(MOST_GARBAGE);
    }
  }

  private void type(History history, int keys) {
    for (int i = 0; i < keys; i++) {
      Printed.print(history, 1);
      awaitDisk(history);
    }
  }

  private void awaitDisk(History history) {
    while (history.reader().unwritten() > 0) {
      timer.fire();
      Thread.onSpinWait();
    }
  }

  /** By the disk threads of this process, in bytes. */
  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("history-disk"))
        .mapToLong(ThreadInfo::getThreadId)
        .map(threads::getThreadAllocatedBytes)
        .sum();
  }
}
