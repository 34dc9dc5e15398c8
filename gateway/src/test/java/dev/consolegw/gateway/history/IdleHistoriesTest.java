package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.Index;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IdleHistoriesTest {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");
  private static final int MANY = 1000;

  @TempDir Path directory;
  private final ManualTimer timer = new ManualTimer();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /** One thread, so that a task at the end of the queue has all others behind it. */
  private Histories open() throws IOException {
    var standard = HistoryLimits.standard();
    var limits =
        new HistoryLimits(
            1,
            0,
            256,
            standard.memory(),
            standard.unwritten(),
            standard.recent(),
            standard.idle(),
            standard.comparison(),
            standard.rule(),
            standard.all());
    InstantSource clock = () -> now;
    return new Histories(directory, clock, limits, timer, () -> {});
  }

  @Test
  void manyIdleHistoriesKeepNoMemoryAndNoOpenFile() throws Exception {
    try (var histories = open()) {
      var all = new ArrayList<History>();
      for (int i = 0; i < MANY; i++) {
        all.add(histories.open("vm" + i, KEEP));
        Printed.print(all.getLast(), 100);
      }
      assertThat(histories.memory()).isEqualTo(MANY * (16L << 10));
      timer.fire();
      awaitDisk(all);
      assertThat(histories.openFiles()).isEqualTo(256);
      long files = filesOfThisProcess();

      now = now.plus(Duration.ofSeconds(6));
      timer.fire();
      awaitDisk(all);

      assertThat(histories.memory()).isZero();
      assertThat(histories.openFiles()).isZero();
      assertThat(filesOfThisProcess()).isLessThanOrEqualTo(files - 256 + 20);
      for (var history : all) {
        assertThat(Printed.read(history.reader(), 0).kept()).isEqualTo(100);
      }
    }
  }

  @Test
  @Timeout(60)
  void whenNothingIsDirtyNothingWaitsForTheTimer() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      assertThat(timer.waiting()).isZero();

      Printed.print(history, 100);
      now = now.plus(Duration.ofSeconds(6));
      awaitDisk(List.of(history));
      while (timer.waiting() > 0 || histories.memory() > 0) {
        timer.fire();
        Thread.onSpinWait();
      }

      assertThat(history.reader().unwritten()).isZero();
    }
  }

  @Test
  void anActiveConsoleKeepsItsNewestOutputInMemory() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 1_000_000);
      timer.fire();
      awaitDisk(List.of(history));
      for (int i = 0; i < 10; i++) {
        timer.fire();
        awaitDisk(List.of(history));
      }

      assertThat(history.reader().unwritten()).isZero();
      assertThat(histories.memory()).isBetween(256L << 10, 288L << 10);
    }
  }

  @Test
  void timeMarksStandInTheIndexOncePerSecondOfOutput() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      for (int i = 0; i < 10; i++) {
        Printed.print(history, 10);
        now = now.plus(Duration.ofMillis(500));
      }
      now = now.plus(Duration.ofSeconds(100));
      Printed.print(history, 10);
    }

    var lines = Files.readAllLines(directory.resolve("vm").resolve(Index.NAME));
    assertThat(lines).hasSize(7);
    assertThat(lines.get(1)).isEqualTo("1767225601000 0000000000000000020 time ");
    assertThat(lines.get(5)).isEqualTo("1767225705000 0000000000000000100 time ");
    assertThat(lines.get(6)).isEqualTo("1767225705000 0000000000000000110 clean");
  }

  @Test
  void theIndexIsTrimmedWithTheSegments() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", new ByteSize(200_000));
      for (int i = 0; i < 1000; i++) {
        Printed.print(history, 1000);
        now = now.plus(Duration.ofSeconds(1));
        if (i % 100 == 99) {
          timer.fire();
          awaitDisk(List.of(history));
          timer.fire();
          awaitDisk(List.of(history));
        }
      }

      var index = new Index(directory.resolve("vm"));
      assertThat(Files.size(directory.resolve("vm").resolve(Index.NAME))).isLessThan(500 * 40);
      assertThat(index.timesAround(history.reader().start()).getFirst().offset())
          .isBetween(history.reader().start() - 999, history.reader().start());
    }
  }

  private static void awaitDisk(List<History> histories) throws Exception {
    // Twice: what is in the queue may put one more behind it.
    for (int i = 0; i < 2; i++) {
      for (var history : histories) {
        CompletableFuture.runAsync(() -> {}, history.reader().diskThreads())
            .get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static long filesOfThisProcess() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
