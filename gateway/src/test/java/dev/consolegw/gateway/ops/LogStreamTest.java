package dev.consolegw.gateway.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The log towards a reader that stands still, or a disk that is full. */
class LogStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ManualClock clock = new ManualClock();
  private final Reader reader = new Reader();
  private final LogStream stream = new LogStream(reader, clock);
  private final PrintStream log = new PrintStream(stream, true, UTF_8);

  /** Takes as many pieces as it is told to, and then waits. */
  private static final class Reader extends OutputStream {
    private final Semaphore takes = new Semaphore(0);
    private final Semaphore asked = new Semaphore(0);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private boolean full;

    synchronized void full(boolean now) {
      full = now;
    }

    synchronized String text() {
      return taken.toString(UTF_8);
    }

    @Override
    public void write(int one) {
      throw new AssertionError("pieces come whole");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      asked.release();
      takes.acquireUninterruptibly();
      synchronized (this) {
        if (full) {
          throw new IOException("No space left on device");
        }
        taken.write(bytes, from, length);
      }
    }

    void awaitWrite() throws InterruptedException {
      assertThat(asked.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Test
  void linesArriveInOrder() {
    stream.start();
    reader.takes.release(1000);

    for (int i = 0; i < 1000; i++) {
      log.println("line " + i);
    }
    stream.drain(PATIENCE);

    assertThat(reader.text()).startsWith("line 0\nline 1\n").endsWith("line 999\n");
    assertThat(stream.isWritable()).isTrue();
  }

  @Test
  void aReaderThatStandsStillStopsNobodyAndIsToldLaterWhatIsMissing() throws Exception {
    stream.start();
    var line = "x".repeat(999);
    int room = LogStream.MOST / (1000 + LogStream.PIECE);

    for (int i = 0; i < room + 500; i++) {
      log.println(line);
    }
    assertThat(stream.isWritable()).isFalse();
    reader.takes.release(1_000_000);
    stream.drain(PATIENCE);

    assertThat(reader.text().lines().filter(line::equals)).hasSize(room);
    assertThat(reader.text())
        .endsWith("WARN  dev.consolegw.gateway.ops.LogStream event=log-lines-dropped count=500\n");
    log.println("goes on");
    stream.drain(PATIENCE);
    assertThat(reader.text()).endsWith("count=500\ngoes on\n");
    assertThat(stream.isWritable()).isTrue();
  }

  @Test
  void aWriteThatTakesTooLongMeansThatNothingArrives() throws Exception {
    stream.start();
    log.println("one");
    reader.awaitWrite();
    assertThat(stream.isWritable()).isTrue();

    clock.advance(LogStream.STALLED);

    assertThat(stream.isWritable()).isFalse();
    reader.takes.release(2);
    stream.drain(PATIENCE);
    assertThat(stream.isWritable()).isTrue();
  }

  @Test
  void whatAFullDiskDoesNotTakeIsWrittenWhenThereIsRoom() throws Exception {
    reader.full(true);
    stream.start();
    log.println("kept");
    reader.takes.release(1);
    reader.awaitWrite();
    reader.awaitWrite(); // the second time
    assertThat(stream.isWritable()).isFalse();

    reader.full(false);
    reader.takes.release(1);
    stream.drain(PATIENCE);

    assertThat(reader.text()).isEqualTo("kept\n");
    assertThat(stream.isWritable()).isTrue();
  }

  @Test
  void theEndOfTheProcessWaitsNoLongerThanItSays() {
    stream.start();
    log.println("never taken");

    stream.drain(Duration.ofMillis(20));

    assertThat(reader.text()).isEmpty();
  }
}
