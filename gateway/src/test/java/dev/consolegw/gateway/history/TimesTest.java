package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.Index;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class TimesTest {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private Instant now = BEGIN;

  /** When what was printed, without the limits of the index. */
  private final List<Line> printed = new ArrayList<>();

  private record Line(long offset, Instant at) {}

  private void print(History history, int count) {
    printed.add(new Line(history.reader().end(), now));
    Printed.print(history, count);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void everyByteHasItsTimeToTheSecondOnDiskAndInMemory() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      for (int i = 0; i < 300; i++) {
        print(history, 1 + i % 7);
        pass(Duration.ofMillis(i % 13 * 170L));
        if (i == 200) {
          Printed.onDisk(history);
        }
      }

      assertTimes(history);
    }
    try (var histories = open()) {
      assertTimes(histories.open("vm", KEEP));
    }
  }

  /** Each line's time is right to the second, and a search for it misses nothing. */
  private void assertTimes(History history) throws Exception {
    for (var line : printed) {
      var known =
          onDisk(history.reader(), () -> history.reader().timeOf(line.offset)).orElseThrow();
      assertThat(Duration.between(known, line.at)).isBetween(Duration.ZERO, Duration.ofMillis(999));
      var found = onDisk(history.reader(), () -> history.reader().offsetAt(line.at));
      assertThat(found).isLessThanOrEqualTo(line.offset);
      assertThat(printed)
          .filteredOn(each -> each.offset >= found)
          .allSatisfy(each -> assertThat(each.at).isAfter(line.at.minusSeconds(1)));
    }
    assertThat(onDisk(history.reader(), () -> history.reader().timeOf(history.reader().end())))
        .isEmpty();
    assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(BEGIN.minusSeconds(9))))
        .isZero();
    assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(now.plusSeconds(9))))
        .isEqualTo(history.reader().end());
    assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(Instant.MIN))).isZero();
    assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(Instant.MAX)))
        .isEqualTo(history.reader().end());
  }

  @Test
  void aSpanSaysHowFarItsTimeHolds() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      print(history, 10);
      pass(Duration.ofMillis(900));
      print(history, 10);
      pass(Duration.ofMillis(100));
      print(history, 10);

      var first = new TimedRange(BEGIN, 20);
      var second = new TimedRange(BEGIN.plusSeconds(1), 30);
      assertThat(onDisk(history.reader(), () -> history.reader().spanOf(15))).contains(first);
      assertThat(onDisk(history.reader(), () -> history.reader().spanOf(20))).contains(second);
      Printed.onDisk(history);
      assertThat(onDisk(history.reader(), () -> history.reader().spanOf(15))).contains(first);
      assertThat(onDisk(history.reader(), () -> history.reader().spanOf(29))).contains(second);
    }
  }

  @Test
  void afterTheClockWasSetBackTheNewerOutputCounts() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      for (int i = 0; i < 100; i++) {
        Printed.print(history, 10);
        pass(Duration.ofSeconds(1));
      }
      pass(Duration.ofHours(-1));
      for (int i = 0; i < 100; i++) {
        Printed.print(history, 10);
        pass(Duration.ofSeconds(1));
      }

      for (int round = 0; round < 2; round++) {
        var tenSecondsAgo = now.minusSeconds(10);
        assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(tenSecondsAgo)))
            .isEqualTo(1900);
        assertThat(onDisk(history.reader(), () -> history.reader().timeOf(999)))
            .contains(BEGIN.plusSeconds(99));
        assertThat(onDisk(history.reader(), () -> history.reader().timeOf(1000)))
            .contains(BEGIN.plusSeconds(100).minus(Duration.ofHours(1)));
        Printed.onDisk(history);
      }
    }
  }

  @Test
  void aClockThatRanAheadForAWhileHidesNothing() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 10);
      pass(Duration.ofDays(1000));
      Printed.print(history, 10);
      pass(Duration.ofDays(-1000).plusSeconds(60));
      Printed.print(history, 10);
      Printed.onDisk(history);

      assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(now)))
          .isLessThanOrEqualTo(20);
      assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(now.plusSeconds(1))))
          .isEqualTo(30);
      assertThat(onDisk(history.reader(), () -> history.reader().timeOf(25))).contains(now);
    }
  }

  @Test
  void whatIsTrimmedTakesOnlyItsOwnTimesAlong() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", new ByteSize(200_000));
      for (int i = 0; i < 1000; i++) {
        print(history, 1000);
        pass(Duration.ofMillis(700));
        if (i % 100 == 99) {
          Printed.onDisk(history);
        }
      }
      long start = history.reader().start();
      var first = printed.stream().filter(each -> each.offset >= start).findFirst().orElseThrow();

      assertThat(start).isPositive();
      assertThat(onDisk(history.reader(), () -> history.reader().timeOf(start))).isPresent();
      assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(BEGIN))).isEqualTo(start);
      assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(first.at)))
          .isBetween(start, first.offset);
    }
  }

  @Test
  void withoutAnIndexASearchFindsMoreRatherThanLess() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 10);
      Printed.onDisk(history);
      pass(Duration.ofSeconds(9));
      Printed.print(history, 10);
      Printed.onDisk(history);
      Files.delete(directory.resolve("vm").resolve(Index.NAME));

      assertThat(onDisk(history.reader(), () -> history.reader().offsetAt(now))).isZero();
      assertThat(onDisk(history.reader(), () -> history.reader().timeOf(15)))
          .isEqualTo(Optional.empty());
    }
  }

  public static <T> T onDisk(HistoryReader history, Supplier<T> what) throws Exception {
    return CompletableFuture.supplyAsync(what, history.diskThreads()).get(20, TimeUnit.SECONDS);
  }

  private Histories open() throws IOException {
    return new Histories(directory, () -> now, HistoryLimits.standard());
  }
}
