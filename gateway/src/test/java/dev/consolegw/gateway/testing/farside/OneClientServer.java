package dev.consolegw.gateway.testing.farside;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.testing.Door;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts one client after the other, as a QEMU chardev does, on a thread of its own, and hands
 * each to the tests that print.
 *
 * @param <C> the client as a test prints to it: its bytes, or the frames over them
 */
final class OneClientServer<C> implements AutoCloseable {

  /** Speaks to one client until it has gone. */
  @FunctionalInterface
  interface Protocol<C> {
    /** Gives the client to {@code ready} once a test may print to it. */
    void serve(Door.Caller caller, Consumer<C> ready) throws IOException;
  }

  /** What a test does to a client. */
  @FunctionalInterface
  interface Act<C> {
    void on(C client) throws IOException;
  }

  private final Door door;
  private final Protocol<C> protocol;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Door.@Nullable Caller connected; // guarded by lock
  private @Nullable C ready; // guarded by lock
  private boolean closed; // guarded by lock

  OneClientServer(Door door, Protocol<C> protocol) {
    this.door = door;
    this.protocol = protocol;
    Thread.ofPlatform().name("far-side").daemon().start(this::run);
  }

  private void run() {
    while (!isClosed()) {
      try (var caller = door.accept()) {
        connected(caller);
        protocol.serve(caller, client -> ready(caller, client));
      } catch (IOException e) {
        // This client has gone; the next may come.
      } finally {
        gone();
      }
    }
  }

  /** It is there; unless that is over, for which it came too late. */
  private void connected(Door.Caller caller) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("closed meanwhile");
      }
      connected = caller;
    } finally {
      lock.unlock();
    }
  }

  /** A test may print to it, unless the test has hung up meanwhile. */
  private void ready(Door.Caller caller, C client) {
    lock.lock();
    try {
      ready = caller.equals(connected) ? client : null;
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
  C client() {
    return await(() -> ready != null, "no client came", () -> requireNonNull(ready));
  }

  /**
   * Does this to the client that is served, waiting for one.
   *
   * @throws UncheckedIOException when the client goes meanwhile
   */
  void toClient(Act<C> act) {
    try {
      act.on(client());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
