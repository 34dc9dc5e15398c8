package dev.consolegw.gateway.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The moment at which a dial must have an answer, on the monotonic clock. */
public record Deadline(long nanoTime) {

  public static Deadline in(Duration budget) {
    return new Deadline(System.nanoTime() + budget.toNanos());
  }

  /** Time left, at least 1 ms, so that it fits calls to which 0 means forever. */
  public int millisLeft() {
    return Math.clamp(nanosLeft() / 1_000_000, 1, Integer.MAX_VALUE);
  }

  /** Time left, never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanosLeft()));
  }

  public boolean hasPassed() {
    return nanosLeft() <= 0;
  }

  private long nanosLeft() {
    return nanoTime - System.nanoTime();
  }

  /** Cuts a socket off at the deadline, whatever it is waiting for, unless disarmed before. */
  public Guard guard(Closeable socket, ScheduledExecutorService scheduler) {
    // To the nanosecond: cut off before, a socket would seem to have failed for another reason.
    var cut = scheduler.schedule(() -> closeQuietly(socket), nanosLeft(), TimeUnit.NANOSECONDS);
    return () -> cut.cancel(false);
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Whoever waits on it hears of it.
    }
  }

  /** Closing it disarms. */
  @FunctionalInterface
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }
}
