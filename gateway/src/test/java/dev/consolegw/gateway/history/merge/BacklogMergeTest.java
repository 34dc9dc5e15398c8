package dev.consolegw.gateway.history.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.history.Outage;
import dev.consolegw.gateway.history.Printed;
import dev.consolegw.gateway.history.TimesTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogMergeTest {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");
  private static final int RING = 1 << 20;

  /** However busy the machine is, what was repeated is compared. */
  private static final HistoryLimits PATIENT =
      HistoryLimits.standard().comparingFor(Duration.ofSeconds(20));

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whatIsRepeatedIsStoredOnceHoweverItIsCut() throws Exception {
    var random = new Random(7);
    for (int round = 0; round < 40; round++) {
      try (var histories = open()) {
        var history = histories.open("vm" + round % 3, KEEP);
        int missed = random.nextInt(3) == 0 ? 0 : random.nextInt(200_000);
        long from = Math.max(0, history.reader().end() + missed - RING);
        var backlog = Printed.bytes(from, (int) (history.reader().end() + missed - from));

        for (int at = 0; at < backlog.length; ) {
          int count = Math.min(backlog.length - at, 1 + random.nextInt(100_000));
          history.appendBacklog(ByteBuffer.wrap(backlog, at, count), () -> {});
          at += count;
        }
        if (random.nextBoolean()) {
          history.backlogOver().get(20, TimeUnit.SECONDS);
        }
        history.append(ByteBuffer.wrap(Printed.bytes(from + backlog.length, 10)));

        assertThat(history.reader().end()).isEqualTo(from + backlog.length + 10);
        assertThat(Printed.read(history.reader(), 0).gaps()).isEmpty();
        assertThat(outageAfter(history, 0)).isEmpty();
      }
    }
  }

  @Test
  void aBacklogThatHasNothingInCommonIsAllNewAfterAnOutage() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 1000);
      var lost = now;
      history.connectionLost();
      now = now.plusSeconds(60);
      history.connectionBack();

      history.appendBacklog(ByteBuffer.wrap(Printed.bytes(5000, 300)), () -> {});
      history.connectionLost();
      history.backlogOver().get(20, TimeUnit.SECONDS);

      assertThat(history.reader().end()).isEqualTo(1300);
      assertThat(outageAfter(history, 0)).contains(new Outage(1000, lost, now));
    }
  }

  @Test
  void withoutLiveOutputABacklogIsShownAfterAMoment() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 1000);
      var shown = new CompletableFuture<Long>();

      history.appendBacklog(
          ByteBuffer.wrap(Printed.bytes(0, 1100)), () -> shown.complete(history.reader().end()));

      assertThat(shown.get(20, TimeUnit.SECONDS)).isEqualTo(1100);
    }
  }

  @Test
  void theSameBacklogTwiceIsStoredOnce() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      for (int i = 0; i < 3; i++) {
        history.connectionBack();
        history.appendBacklog(ByteBuffer.wrap(Printed.bytes(0, 500)), () -> {});
        history.appendBacklog(ByteBuffer.wrap(Printed.bytes(500, 500)), () -> {});
        history.connectionLost();
      }
      history.backlogOver().get(20, TimeUnit.SECONDS);

      assertThat(history.reader().end()).isEqualTo(1000);
    }
  }

  @Test
  void aDiskThatDoesNotAnswerKeepsTheConsoleNoLongerThanASecond() throws Exception {
    var answer = new CountDownLatch(1);
    try (var histories = open(HistoryLimits.standard())) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 1000);
      history.reader().diskThreads().execute(() -> await(answer));

      history.appendBacklog(ByteBuffer.wrap(Printed.bytes(0, 1000)), () -> {});
      history.append(ByteBuffer.wrap(Printed.bytes(1000, 10)));

      assertThat(history.reader().end()).isEqualTo(2010);
      answer.countDown();
      assertThat(outageAfter(history, 0)).map(Outage::offset).contains(1000L);
      assertThat(history.reader().end()).isEqualTo(2010);
    }
  }

  @Test
  void moreThanIsComparedPassesAsItComes() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);

      for (int i = 0; i < 3 * BacklogMerge.MOST; i += RING) {
        history.appendBacklog(ByteBuffer.wrap(Printed.bytes(i, RING)), () -> {});
      }
      history.append(ByteBuffer.wrap(Printed.bytes(3L * BacklogMerge.MOST, 10)));

      assertThat(history.reader().end()).isEqualTo(3L * BacklogMerge.MOST + 10);
      assertThat(Printed.read(history.reader(), 3L * BacklogMerge.MOST - 1000).kept())
          .isEqualTo(1010);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTimeWithoutAConnectionIsABreakOnceOutputFollows() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      history.connectionBack();
      Printed.print(history, 100);
      var lost = now;
      history.connectionLost();
      for (int i = 0; i < 5; i++) {
        now = now.plusSeconds(60);
        history.connectionBack();
        history.connectionLost();
      }
      now = now.plusSeconds(60);
      history.connectionBack();
      assertThat(outageAfter(history, 0)).isEmpty();
      var back = now;
      now = now.plusSeconds(5);
      Printed.print(history, 100);

      for (int i = 0; i < 2; i++) {
        assertThat(outageAfter(history, 0)).contains(new Outage(100, lost, back));
        assertThat(outageAfter(history, 100)).isPresent();
        assertThat(outageAfter(history, 101)).isEmpty();
        assertThat(TimesTest.onDisk(history.reader(), () -> history.reader().timeOf(150)))
            .contains(now);
        Printed.onDisk(history);
      }
      assertThat(Printed.read(history.reader(), 0).gaps()).isEmpty();
    }
  }

  @Test
  void aTimeWithoutAGatewayIsABreakToo() throws Exception {
    Instant lost;
    try (var histories = open()) {
      Printed.print(histories.open("vm", KEEP), 100);
      Printed.print(histories.open("down", KEEP), 100);
      lost = now;
    }
    now = now.plusSeconds(60);
    try (var histories = open()) {
      // Opened, never connected, and closed.
      histories.open("vm", KEEP);
    }
    now = now.plus(Duration.ofDays(1));
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 100);

      assertThat(outageAfter(history, 0)).contains(new Outage(100, lost, now));
      assertThat(Printed.read(history.reader(), 0).kept()).isEqualTo(200);
      assertThat(Printed.read(history.reader(), 0).gaps()).isEmpty();
    }
  }

  @Test
  void outagesAreFoundAmongManyTimes() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      for (int i = 0; i < 3000; i++) {
        if (i % 500 == 499) {
          history.connectionLost();
        }
        Printed.print(history, 10);
        now = now.plusSeconds(1);
      }
      for (int i = 0; i < 2; i++) {
        int found = 0;
        for (var next = outageAfter(history, 0); next.isPresent(); found++) {
          assertThat(next.get().offset()).isEqualTo(found * 5000L + 4990);
          next = outageAfter(history, next.get().offset() + 1);
        }
        assertThat(found).isEqualTo(6);
        Printed.onDisk(history);
      }
    }
  }

  private static Optional<Outage> outageAfter(History history, long from) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> history.reader().nextOutage(from), history.reader().diskThreads())
        .get(20, TimeUnit.SECONDS);
  }

  private Histories open() throws IOException {
    return open(PATIENT);
  }

  private Histories open(HistoryLimits limits) throws IOException {
    return new Histories(directory, () -> now, limits);
  }
}
