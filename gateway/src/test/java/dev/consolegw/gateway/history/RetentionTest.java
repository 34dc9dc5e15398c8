package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.BudgetShare;
import dev.consolegw.gateway.history.store.Recovery;
import dev.consolegw.gateway.history.store.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final ByteSize KEEP = ByteSize.parse("1MiB");
  private static final int FILE = 64 * 1024;
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whatIsTooOldIsDeletedAlsoTheNewestFileAndNumberingGoesOn() throws Exception {
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      var history = histories.open("vm", KEEP);
      print(history, FILE);
      now = now.plus(DAY.dividedBy(2));
      print(history, 1000);

      now = now.plus(DAY.dividedBy(2));
      sweep(histories, history);
      assertThat(history.reader().start()).isEqualTo(FILE);
      assertThat(Printed.read(history.reader(), 0).gaps())
          .extracting(ReadResult.Gap::cause)
          .containsExactly(ReadResult.Cause.TRIMMED);

      now = now.plus(DAY);
      sweep(histories, history);
      assertThat(history.reader().start()).isEqualTo(FILE + 1000);
      assertThat(files("vm")).containsExactly(FILE + 1000L);

      print(history, 10);
      assertThat(Printed.read(history.reader(), FILE + 1000).kept()).isEqualTo(10);
    }
  }

  @Test
  void aConsoleMayKeepItsOutputLongerThanOthers() throws Exception {
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      var history = histories.open("vm", KEEP, Optional.of(DAY.multipliedBy(9)), Map.of());
      print(history, 1000);
      now = now.plus(DAY.multipliedBy(8));

      sweep(histories, history);

      assertThat(files("vm")).containsExactly(0L);
    }
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      // Closed, and the gateway may not even know the console any more.
      histories.retention().sweep();
      assertThat(files("vm")).containsExactly(0L);
      assertThat(histories.known().keySet()).containsExactly("vm");
    }
  }

  @Test
  void theBudgetIsTakenFromThoseWhoHaveMost() throws Exception {
    try (var histories = open(Optional.empty(), 10 * FILE)) {
      var quiet = histories.open("quiet", KEEP);
      var loud = histories.open("loud", KEEP);
      var louder = histories.open("louder", KEEP);
      print(quiet, FILE + 1000);
      print(loud, 8 * FILE);
      print(louder, 12 * FILE);

      sweep(histories, quiet, loud, louder);

      assertThat(quiet.reader().start()).isZero();
      assertThat(loud.reader().end() - loud.reader().start()).isEqualTo(4 * FILE);
      assertThat(louder.reader().end() - louder.reader().start()).isEqualTo(4 * FILE);
    }
  }

  @Property
  void theBudgetIsKeptAndUsedUp(
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 1000) Long> free,
      @ForAll @LongRange(min = 0, max = 9999) long budget) {
    var sizes = free.stream().map(each -> new Segments.Size(7, each)).toList();
    long held = 7L * sizes.size();

    long level = BudgetShare.level(sizes, budget);

    long kept = free.stream().mapToLong(each -> Math.min(each, level)).sum();
    long all = free.stream().mapToLong(each -> each).sum();
    assertThat(kept).isLessThanOrEqualTo(Math.max(0, budget - held));
    assertThat(kept == all || kept + held + sizes.size() > budget).isTrue();
  }

  @Test
  void whatIsPinnedStaysWhateverItsAgeAndSize() throws Exception {
    try (var histories = open(Optional.of(DAY), FILE);
        var log = LogLines.of(Retention.class)) {
      var history = histories.open("vm", KEEP);
      print(history, FILE);
      var pin = history.reader().pin(history.reader().end() + 10);
      print(history, 2 * FILE);
      pin.extend(history.reader().end() - 10);
      for (int i = 0; i < 30; i++) {
        print(history, FILE);
      }
      now = now.plus(DAY);
      sweep(histories, history);

      var read = Printed.read(history.reader(), FILE);
      assertThat(history.reader().start()).isEqualTo(FILE);
      assertThat(read.kept()).isBetween(2L * FILE, 3L * FILE);
      assertThat(read.gaps())
          .extracting(ReadResult.Gap::cause)
          .containsOnly(ReadResult.Cause.TRIMMED);
      assertThat(log.next())
          .contains("event=recordings-over-budget ")
          .contains("recordings alone exceed history.keep-all");

      pin.close();
      sweep(histories, history);
      sweep(histories, history);
      assertThat(history.reader().start()).isGreaterThan(3 * FILE);
      assertThat(log.next()).contains("event=recordings-within-budget ");
    }
  }

  @Test
  void whatIsPinnedAgainAtTheStartOutlivesARestart() throws Exception {
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      print(histories.open("gone", KEEP), 3 * FILE);
    }
    now = now.plus(DAY.multipliedBy(2));
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      var pin = histories.pin("gone", FILE + 1, FILE + 2);
      histories.retention().sweep();
      assertThat(files("gone")).containsExactly((long) FILE, 3L * FILE);

      pin.close();
      histories.retention().sweep();
      assertThat(directory.resolve("gone")).doesNotExist();
    }
  }

  @Test
  void aHistoryOfWhichNothingIsLeftGoesAndItsOffsetsAreNotUsedAgain() throws Exception {
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      print(histories.open("gone", KEEP), 1000);
      print(histories.open("here", KEEP), 1000);
    }
    Files.createDirectory(directory.resolve("lost+found"));
    now = now.plus(DAY.multipliedBy(2));
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      assertThat(histories.known().keySet()).containsExactly("gone", "here");
      var here = histories.open("here", KEEP);

      histories.retention().sweep();

      assertThat(directory.resolve("gone")).doesNotExist();
      assertThat(directory.resolve("lost+found")).exists();
      assertThat(histories.known().keySet()).containsExactly("here");
      assertThat(here.reader().end()).isEqualTo(1000);
    }
    try (var histories = open(Optional.of(DAY), Long.MAX_VALUE)) {
      assertThat(histories.open("gone", KEEP).reader().end()).isEqualTo(Recovery.EPOCH);
    }
  }

  @Test
  void theHistoryOfAGoneConsoleIsReadByAnyNumber() throws Exception {
    var key = "lab/wéb\n\uD800 " + "x".repeat(300);
    try (var histories = open(Optional.empty(), Long.MAX_VALUE)) {
      print(histories.open(key, KEEP), 100_000);
    }
    try (var histories = open(Optional.empty(), Long.MAX_VALUE)) {
      assertThat(histories.known().keySet()).containsExactly(key);
      assertThat(histories.lookAt("unknown")).isEmpty();
      var one = histories.lookAt(key).orElseThrow();
      var other = histories.lookAt(key).orElseThrow();

      assertThat(Printed.read(one, 0).kept()).isEqualTo(100_000);
      assertThat(Printed.read(other, 0).gaps()).isEmpty();
      assertThat(TimesTest.onDisk(one, () -> one.timeOf(5))).contains(now);
      assertThat(one).isNotInstanceOf(History.class); // nobody can append to it
      one.close();
      other.close();

      // Nothing was changed by that: numbering goes on.
      assertThat(histories.open(key, KEEP).reader().end()).isEqualTo(100_000);
    }
  }

  private static void print(History history, int count) throws Exception {
    for (int left = count; left > 0; left -= FILE) {
      Printed.print(history, Math.min(left, FILE));
      Printed.onDisk(history);
    }
  }

  /** Has everything deleted that is due, and waits for it. */
  private static void sweep(Histories histories, History... all) throws Exception {
    histories.retention().sweep();
    for (var history : all) {
      // There is one disk thread; a sweep stands in its queue before this.
      CompletableFuture.runAsync(() -> {}, history.reader().diskThreads())
          .get(20, TimeUnit.SECONDS);
    }
  }

  /** Where its files begin. */
  private List<Long> files(String name) throws IOException {
    return Recovery.scan(directory.resolve(name)).stream().map(Segments.Extent::start).toList();
  }

  private Histories open(Optional<Duration> time, long all) throws IOException {
    var standard = HistoryLimits.standard();
    var limits =
        new HistoryLimits(
                1,
                0,
                256,
                standard.memory(),
                standard.unwritten(),
                new ByteSize(1),
                standard.idle(),
                standard.comparison(),
                standard.rule(),
                standard.all())
            .with(KEEP, time, new ByteSize(all));
    return new Histories(directory, () -> now, limits);
  }

  @Test
  void whatWasNotedOfAConsoleIsFoundAgain() throws IOException {
    var notes = Map.of("name", "web 1\nkeep 0", "metadata:x", "");
    try (var histories = open(Optional.empty(), Long.MAX_VALUE)) {
      var first = histories.open("vm", KEEP, Optional.empty(), notes);
      Printed.print(first, 1);
      first.close();
      var history = histories.open("vm", KEEP, Optional.empty(), notes);
      assertThat(histories.known()).containsEntry("vm", notes);

      history.note(Map.of("name", "web2"));
      CompletableFuture.runAsync(() -> {}, history.reader().diskThreads()).join(); // after it

      assertThat(histories.known()).containsEntry("vm", Map.of("name", "web2"));
    }
  }
}
