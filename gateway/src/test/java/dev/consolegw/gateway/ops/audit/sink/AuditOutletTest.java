package dev.consolegw.gateway.ops.audit.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bounded queue before a sink that may be slow, broken, or both. */
class AuditOutletTest {
  private static final int PATIENCE_SECONDS = 60;

  private final ManualClock clock = new ManualClock();
  private final Sink sink = new Sink();
  private final AuditOutlet outlet = new AuditOutlet("test", sink, clock);

  private static final class Sink implements AuditSink {
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private final Semaphore held = new Semaphore(0);
    private final AtomicInteger reopened = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean closesAfterWriting;
    private volatile boolean holds;
    private volatile boolean broken;

    @Override
    public void write(Entry entry) throws IOException {
      came.add("");
      if (holds) {
        held.acquireUninterruptibly();
      }
      if (broken) {
        throw new IOException("no \"space\" left");
      }
      written.add(entry.json());
    }

    @Override
    public void reopen() {
      came.add("");
      if (holds) {
        held.acquireUninterruptibly();
      }
      reopened.incrementAndGet();
    }

    /** Waits until one more write was begun, or one more opening. */
    void awaitWrite() throws InterruptedException {
      assertThat(came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    @Override
    public void close() {
      if (closesAfterWriting) {
        held.acquireUninterruptibly();
      }
      closed.countDown();
    }
  }

  @AfterEach
  void close() throws IOException {
    outlet.close();
  }

  private static AuditSink.Entry line(int number, int bytes) {
    var json = "{\"n\":%d,\"x\":\"%s\"}".formatted(number, "x".repeat(bytes));
    return FileSinkTest.entry(json);
  }

  @Test
  void linesComeInTheirOrderAndAtTheEndAllOfThem() {
    outlet.start();
    for (int i = 0; i < 1000; i++) {
      outlet.offer(line(i, 0));
    }
    outlet.drain(Duration.ofMinutes(1));

    assertThat(sink.written).hasSize(1000).startsWith("{\"n\":0,\"x\":\"\"}");
    assertThat(sink.written.getLast()).startsWith("{\"n\":999,");
  }

  @Test
  void whatFindsTheQueueFullIsCountedAndTheNextLineSaysHowMany() throws Exception {
    sink.holds = true;
    outlet.start();
    int size = 1 << 20;
    for (int i = 0; i < 10; i++) {
      outlet.offer(line(i, size));
    }
    sink.awaitWrite();
    assertThat(outlet.isWritable()).isFalse();

    sink.holds = false;
    sink.held.release();
    while (!outlet.isWritable()) {
      Thread.onSpinWait();
    }
    outlet.offer(line(10, 0));
    outlet.offer(line(11, 0));
    outlet.drain(Duration.ofMinutes(1));

    assertThat(sink.written).hasSize(5);
    assertThat(sink.written.get(2)).startsWith("{\"n\":2,");
    assertThat(sink.written.get(3)).isEqualTo("{\"n\":10,\"x\":\"\",\"lost\":7}");
    assertThat(sink.written.get(4)).isEqualTo("{\"n\":11,\"x\":\"\"}");
    assertThat(outlet.lost()).isEqualTo(7);
  }

  private static AuditSink.Entry lineOf(String whose, int number, int bytes) {
    var line = line(number, bytes);
    return new AuditSink.Entry(line.time(), line.word(), line.warns(), line.json(), whose);
  }

  @Test
  void nobodyFillsTheQueueForOthers() throws Exception {
    sink.holds = true;
    outlet.start();
    outlet.offer(line(0, 0));
    sink.awaitWrite();
    int size = AuditOutlet.OF_ONE / 8;
    for (int i = 1; i <= 100; i++) {
      outlet.offer(lineOf("file:eve", i, size));
    }
    assertThat(outlet.lost()).isEqualTo(93);
    assertThat(outlet.isWritable()).isTrue();
    assertThat(outlet.isWritable("file:alice")).isTrue();
    assertThat(outlet.isWritable("file:eve")).isFalse();
    outlet.offer(lineOf("file:alice", 101, size));

    sink.holds = false;
    sink.held.release();
    while (sink.written.size() < 9) {
      Thread.onSpinWait();
    }
    assertThat(outlet.isWritable("file:eve")).isTrue();
    outlet.offer(lineOf("file:eve", 102, size)); // theirs are gone, so there is room again
    outlet.drain(Duration.ofMinutes(1));

    assertThat(sink.written).hasSize(10);
    assertThat(sink.written.get(8)).startsWith("{\"n\":101,").endsWith("\"lost\":93}");
    assertThat(sink.written.get(9)).startsWith("{\"n\":102,");
    assertThat(outlet.lost()).isEqualTo(93);
  }

  @Test
  void aBrokenSinkIsToldOnceAndHealsWithoutALoss() throws Exception {
    try (var log = LoggedLines.of(AuditOutlet.class.getName())) {
      sink.broken = true;
      outlet.start();
      outlet.offer(line(1, 0));
      outlet.offer(line(2, 0));
      sink.awaitWrite();
      sink.awaitWrite();
      sink.awaitWrite();
      assertThat(outlet.isWritable()).isFalse();

      sink.broken = false;
      assertThat(log.await("event=audit-written-again")).endsWith("sink=test");
      outlet.drain(Duration.ofMinutes(1));

      assertThat(outlet.isWritable()).isTrue();
      assertThat(sink.written).containsExactly("{\"n\":1,\"x\":\"\"}", "{\"n\":2,\"x\":\"\"}");
      assertThat(log.lines())
          .containsExactly(
              "event=audit-unwritten sink=test cause=\"no \\\"space\\\" left\"",
              "event=audit-written-again sink=test");
    }
  }

  @Test
  void whoeverAsksForAnotherPlaceMeanwhileGetsOneMore() throws Exception {
    sink.holds = true;
    outlet.start();
    outlet.reopen();
    sink.awaitWrite(); // it is being opened, where the name led before
    outlet.reopen();
    sink.held.release(2);
    sink.awaitWrite();

    outlet.drain(Duration.ofMinutes(1));
    assertThat(sink.reopened).hasValue(2);
  }

  @Test
  void aSinkWhoseEndHasComeIsNotWaitedFor() throws Exception {
    outlet.start();
    outlet.drain(Duration.ofMinutes(1));
    outlet.offer(line(1, 0));
    outlet.drain(Duration.ofDays(1));

    assertThat(sink.written).isEmpty();
  }

  /** Nor does whoever would close its file: that waits for the write. */
  @Test
  void aWriteThatHeedsNobodyDoesNotHoldUpTheEnd() throws Exception {
    sink.holds = true;
    sink.closesAfterWriting = true;
    outlet.start();
    outlet.offer(line(1, 0));
    sink.awaitWrite();

    outlet.drain(Duration.ZERO);
    outlet.close();
    assertThat(sink.written).isEmpty();

    sink.held.release(2);
    assertThat(sink.closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    sink.closesAfterWriting = false;
  }

  @Test
  void aSinkThatTakesNothingForAWhileIsNoneThatCanBeWritten() throws Exception {
    sink.holds = true;
    outlet.start();
    outlet.offer(line(1, 0));
    sink.awaitWrite();
    assertThat(outlet.isWritable()).isTrue();

    clock.advance(AuditOutlet.STALLED);
    assertThat(outlet.isWritable()).isFalse();

    sink.held.release();
    outlet.drain(Duration.ofMinutes(1));
    assertThat(outlet.isWritable()).isTrue();
  }

  @Test
  void aLineThatCouldNotBeMadeIsCounted() {
    outlet.start();
    outlet.lose();
    outlet.offer(line(1, 0));
    outlet.drain(Duration.ofMinutes(1));

    assertThat(sink.written).containsExactly("{\"n\":1,\"x\":\"\",\"lost\":1}");
  }
}
