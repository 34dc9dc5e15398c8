package dev.consolegw.gateway.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepts one client after the other, as a QEMU chardev does, on a thread of its own. */
final class OneClientServer implements AutoCloseable {

  /** Speaks to one client until it has gone. */
  @FunctionalInterface
  interface Protocol {
    /** Calls {@code ready} once a test may print to the client. */
    void serve(Door.Caller caller, Runnable ready) throws IOException;
  }

  private final Door door;
  private final Protocol protocol;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Door.@Nullable Caller connected; // guarded by lock
  private Door.@Nullable Caller ready; // guarded by lock
  private boolean closed; // guarded by lock

  OneClientServer(Door door, Protocol protocol) {
    this.door = door;
    this.protocol = protocol;
    Thread.ofPlatform().name("far-side").daemon().start(this::run);
  }

  private void run() {
    while (!isClosed()) {
      try (var caller = door.accept()) {
        connected(caller);
        protocol.serve(caller, () -> ready(caller));
      } catch (IOException e) {
        // This client has gone; the next may come.
      } finally {
        gone();
      }
    }
  }

  private void connected(Door.Caller caller) {
    lock.lock();
    try {
      connected = caller;
    } finally {
      lock.unlock();
    }
  }

  /** A test may print to it, unless the test has hung up meanwhile. */
  private void ready(Door.Caller caller) {
    lock.lock();
    try {
      ready = caller.equals(connected) ? caller : null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void gone() {
    lock.lock();
    try {
      connected = null;
      ready = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The client that is served, waiting for one. */
  Door.Caller client() {
    return await(() -> ready != null, "no client came", () -> requireNonNull(ready));
  }

  void awaitNoClient() {
    await(() -> connected == null, "the client did not go", () -> true);
  }

  private <T> T await(BooleanSupplier there, String otherwise, Supplier<T> result) {
    lock.lock();
    try {
      long left = TypedBytes.PATIENCE.toNanos();
      while (!there.getAsBoolean()) {
        left = changed.awaitNanos(left);
        if (left <= 0) {
          throw new AssertionError(otherwise);
        }
      }
      return result.get();
    } catch (InterruptedException e) {
      throw new AssertionError(otherwise, e);
    } finally {
      lock.unlock();
    }
  }

  /** Hangs up on the client; whoever prints from now on waits for the next one. */
  void hangUp() {
    lock.lock();
    try {
      if (connected != null) {
        connected.close();
        gone();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    door.close();
    hangUp();
  }
}
