package dev.consolegw.gateway.history.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ManualDisk;
import dev.consolegw.gateway.history.OffsetRange;
import dev.consolegw.gateway.history.Printed;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.history.RememberedOutput;
import dev.consolegw.gateway.testing.ManualTasks;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFeedTest {
  private final ManualTasks disk = new ManualTasks();
  private final Heard heard = new Heard();

  /** What a consumer is told. */
  private static final class Heard implements FeedConsumer {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<ReadResult.Gap> gaps = new ArrayList<>();

    @Override
    public void bytes(ByteBuffer piece) {
      var copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void gap(ReadResult.Gap gap) {
      gaps.add(gap);
    }
  }

  private static RememberedOutput kept(int... startsAndEnds) {
    var kept = new RememberedOutput();
    for (int i = 0; i < startsAndEnds.length; i += 2) {
      int from = startsAndEnds[i];
      kept.add(from, Printed.bytes(from, startsAndEnds[i + 1] - from), Instant.EPOCH);
    }
    return kept;
  }

  private HistoryFeed feed(HistoryReader history, long from, long to) {
    return HistoryFeed.begin(new ManualDisk(history, disk), new OffsetRange(from, to), heard);
  }

  private static CompletableFuture<Long> done(HistoryFeed feed) {
    return feed.done().toCompletableFuture();
  }

  @Test
  void whatIsAskedForIsReadAndNothingElse() {
    var feed = feed(kept(0, 5000), 100, 4100);
    disk.runAll();

    assertThat(done(feed)).isCompletedWithValue(4100L);
    assertThat(heard.bytes.toByteArray()).isEqualTo(Printed.bytes(100, 4000));
    assertThat(heard.gaps).isEmpty();
  }

  @Test
  void aGapIsToldInItsPlace() {
    var feed = feed(kept(0, 1000, 3000, 4000), 500, 3500);
    disk.runAll();

    assertThat(done(feed)).isCompletedWithValue(3500L);
    assertThat(heard.gaps).extracting(ReadResult.Gap::resumesAt).containsExactly(3000L);
    assertThat(heard.bytes.size()).isEqualTo(1000);
  }

  @Test
  void aGapThatGoesOnBehindTheEndEndsThere() {
    var feed = feed(kept(0, 1000, 3000, 4000), 500, 2000);
    disk.runAll();

    assertThat(done(feed)).isCompletedWithValue(2000L);
    assertThat(heard.bytes.size()).isEqualTo(500);
  }

  @Test
  void whatIsNotPrintedYetIsNotWaitedFor() {
    var feed = feed(kept(0, 1000), 500, 9000);
    disk.runAll();

    assertThat(done(feed)).isCompletedWithValue(1000L);
  }

  @Test
  void nothingIsReadOfNothing() {
    var feed = feed(kept(0, 1000), 700, 700);
    disk.runAll();

    assertThat(done(feed)).isCompletedWithValue(700L);
    assertThat(heard.bytes.size()).isZero();
  }

  @Test
  void afterAQuarterOfAMebibyteOthersHaveTheirTurn() {
    int size = 3 * HistoryFeed.TURN + 10;
    var feed = feed(kept(0, size), 0, size);
    var turns = new ArrayList<Integer>();
    while (disk.waiting() > 0) {
      disk.run(0);
      turns.add(heard.bytes.size());
    }

    assertThat(turns)
        .containsExactly(HistoryFeed.TURN, 2 * HistoryFeed.TURN, 3 * HistoryFeed.TURN, size);
    assertThat(done(feed)).isCompletedWithValue((long) size);
    assertThat(heard.bytes.toByteArray()).isEqualTo(Printed.bytes(0, size));
  }

  @Test
  void whoeverCancelsHearsNoMore() {
    int size = 2 * HistoryFeed.TURN;
    var feed = feed(kept(0, size), 0, size);
    disk.run(0);
    feed.cancel();
    disk.runAll();

    assertThat(heard.bytes.size()).isEqualTo(HistoryFeed.TURN);
    assertThat(done(feed)).isCompletedExceptionally();
    assertThat(done(feed).exceptionNow()).isInstanceOf(CancellationException.class);
  }

  @Test
  void aDiskThatDoesNotAnswerLeavesItWaitingAndItCanStillBeCancelled() {
    var feed = feed(kept(0, 1000), 0, 1000);
    assertThat(done(feed)).isNotDone();

    feed.cancel();

    assertThat(done(feed)).isDone();
    disk.runAll(); // it answers after all
    assertThat(heard.bytes.size()).isZero();
  }

  @Test
  void whenTooManyWaitForTheDiskItIsOver() {
    var full =
        new ManualDisk(
            kept(0, 1000),
            _ -> {
              throw new RejectedExecutionException("full");
            });
    var feed = HistoryFeed.begin(full, new OffsetRange(0, 1000), heard);

    assertThat(done(feed).exceptionNow()).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void aConsumerThatFailsEndsIt() {
    var broken =
        new FeedConsumer() {
          @Override
          public void bytes(ByteBuffer piece) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public void gap(ReadResult.Gap gap) {}
        };
    var feed =
        HistoryFeed.begin(new ManualDisk(kept(0, 1000), disk), new OffsetRange(0, 1000), broken);
    disk.runAll();

    assertThat(done(feed).exceptionNow()).hasMessage("a bug");
  }

  @Test
  void whatIsDeletedUnderItIsAGap(@TempDir Path folder) throws Exception {
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
            standard.all());
    try (var histories = new Histories(folder, InstantSource.system(), limits)) {
      var history = histories.open("vm", ByteSize.parse("1MiB"));
      Printed.print(history, 1 << 19);
      Printed.onDisk(history);
      long end = history.reader().end();
      var feed = feed(history.reader(), 0, end);
      disk.run(0);
      for (int i = 0; i < 22; i++) {
        Printed.print(history, 64 << 10);
        Printed.onDisk(history);
      }
      history.reader().written(history.reader().end()).get(20, TimeUnit.SECONDS);
      assertThat(history.reader().start()).isGreaterThan(HistoryFeed.TURN);
      disk.runAll();

      assertThat(done(feed)).isCompletedWithValue(end);
      assertThat(heard.gaps)
          .isNotEmpty()
          .allMatch(each -> each.cause() == ReadResult.Cause.TRIMMED);
      assertThat((long) heard.bytes.size()).isBetween((long) HistoryFeed.TURN, end - 1);
    }
  }
}
