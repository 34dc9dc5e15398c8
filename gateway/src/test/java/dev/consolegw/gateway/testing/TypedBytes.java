package dev.consolegw.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Bytes as they arrive, for a test to wait for. Also the gate that stops whoever brings them. */
public final class TypedBytes {
  /** What has not come by then does not come; a real cloud takes its time. */
  public static final Duration PATIENCE =
      Duration.ofSeconds(System.getProperty("openstack.dir") == null ? 60 : 90);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean stopped;

  /** Waits for the text and forgets everything up to its end. */
  public void await(String text) {
    lock.lock();
    try {
      waitUntil(() -> latin1().contains(text), "\"" + text + "\"");
      int end = latin1().indexOf(text) + text.length();
      keepFrom(end);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the text and forgets nothing. Returns all that has come, one character a byte. */
  public String awaitWithin(String text) {
    lock.lock();
    try {
      waitUntil(() -> latin1().contains(text), "\"" + text + "\"");
      return latin1();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for that many bytes and takes them. */
  public byte[] await(int count) {
    lock.lock();
    try {
      waitUntil(() -> bytes.size() >= count, count + " bytes");
      var taken = Arrays.copyOf(bytes.toByteArray(), count);
      keepFrom(count);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of a line and takes the line, without its end. */
  public String awaitLine() {
    lock.lock();
    try {
      waitUntil(() -> latin1().contains("\n"), "a line");
      var line = latin1().lines().findFirst().orElseThrow();
      keepFrom(latin1().indexOf('\n') + 1);
      return line;
    } finally {
      lock.unlock();
    }
  }

  /** What has come and was not taken, one character a byte. */
  public String soFar() {
    lock.lock();
    try {
      return latin1();
    } finally {
      lock.unlock();
    }
  }

  public void add(byte[] more, int offset, int length) {
    lock.lock();
    try {
      bytes.write(more, offset, length);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public void stop(boolean value) {
    lock.lock();
    try {
      stopped = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the test wants nothing to be read. */
  public void awaitGo() {
    lock.lock();
    try {
      while (stopped) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void waitUntil(BooleanSupplier there, String what) {
    long left = PATIENCE.toNanos();
    while (!there.getAsBoolean()) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
      if (left <= 0) {
        throw new AssertionError(
            "waited %d s for %s; there was: %s"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(PATIENCE.toNanos()), what, tail()));
      }
    }
  }

  private String tail() {
    var all = latin1();
    return all.length() <= 500 ? all : "…" + all.substring(all.length() - 500);
  }

  private void keepFrom(int start) {
    var all = bytes.toByteArray();
    bytes = new ByteArrayOutputStream();
    bytes.write(all, start, all.length - start);
  }

  private String latin1() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
