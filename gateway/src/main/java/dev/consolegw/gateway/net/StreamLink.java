package dev.consolegw.gateway.net;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over blocking streams, for sockets that no selector takes (TLS, abstract UNIX names). One
 * thread reads; another lives while there is something to write.
 */
final class StreamLink implements Link {
  private static final Logger log = LoggerFactory.getLogger(StreamLink.class);
  private static final int IDLE_BUFFER = 512;
  private static final int BUSY_BUFFER = 16 * 1024;

  private final SocketStream socket;
  private final AtomicReference<@Nullable Reason> end = new AtomicReference<>();

  /** Guards the fields below it. Never held over a call to the listener or a stream. */
  private final ReentrantLock state = new ReentrantLock();

  private final Condition goOn = state.newCondition();
  private final WriteBuffer held = new WriteBuffer();
  private boolean writing;
  private boolean paused;

  /** Held while the listener is called, so that it hears one thing at a time. */
  private final ReentrantLock telling = new ReentrantLock();

  private @Nullable Listener listener;
  private boolean ended; // guarded by telling

  StreamLink(SocketStream socket) {
    this.socket = socket;
  }

  @Override
  public void open(Listener to, ByteBuffer early) {
    listener = to;
    socket.threads().newThread(() -> read(early)).start();
  }

  private void read(ByteBuffer early) {
    try {
      if (early.hasRemaining()) {
        tell(() -> requireNonNull(listener).received(early));
      }
      var buffer = new byte[IDLE_BUFFER];
      while (awaitGo()) {
        int count = socket.in().read(buffer);
        if (count < 0) {
          end.compareAndSet(null, EndReasons.FAR_SIDE_CLOSED);
          break;
        }
        var bytes = ByteBuffer.wrap(buffer, 0, count);
        tell(() -> requireNonNull(listener).received(bytes));
        if (count == buffer.length) {
          giveWay();
        }
        if (count == buffer.length && count < BUSY_BUFFER) {
          buffer = new byte[BUSY_BUFFER];
        } else if (count < IDLE_BUFFER && buffer.length > IDLE_BUFFER) {
          buffer = new byte[IDLE_BUFFER];
        }
      }
    } catch (IOException e) {
      end.compareAndSet(null, EndReasons.of(e));
    }
    cut();
    tell(() -> {
      ended = true;
      requireNonNull(listener).ended(requireNonNull(end.get()));
    });
  }

  /** A virtual thread that always finds something to read would keep its carrier for itself. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void giveWay() {
    Thread.yield();
  }

  /** Waits while paused; returns false when the link has been closed and nothing is held. */
  private boolean awaitGo() {
    state.lock();
    try {
      while (paused && end.get() == null) {
        goOn.awaitUninterruptibly();
      }
      return end.get() == null || writing;
    } finally {
      state.unlock();
    }
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    boolean start;
    state.lock();
    try {
      EndReasons.throwIfEnded(end.get());
      held.add(bytes);
      start = !writing;
      writing = true;
    } finally {
      state.unlock();
    }
    if (start) {
      socket.threads().newThread(this::drain).start();
    }
    return false;
  }

  private void drain() {
    try {
      for (var bytes = next(); bytes != null; bytes = next()) {
        socket
            .out()
            .write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        socket.out().flush();
      }
    } catch (IOException e) {
      writeFailed(e);
      return;
    }
    if (end.get() != null) {
      cut();
      return;
    }
    tell(() -> requireNonNull(listener).drained());
  }

  /** What to write next; with nothing left, the writer's life ends. */
  private @Nullable ByteBuffer next() {
    state.lock();
    try {
      var bytes = held.take();
      writing = bytes != null;
      return bytes;
    } finally {
      state.unlock();
    }
  }

  private void writeFailed(IOException e) {
    state.lock();
    try {
      writing = false;
      end.compareAndSet(null, EndReasons.of(e));
      goOn.signalAll();
    } finally {
      state.unlock();
    }
    // The reader may still find the guest's last words; if it waits for more there are none.
    cutLater();
  }

  @Override
  public boolean holds() {
    state.lock();
    try {
      return writing;
    } finally {
      state.unlock();
    }
  }

  @Override
  public void pause() {
    setPaused(true);
  }

  @Override
  public void resume() {
    setPaused(false);
  }

  private void setPaused(boolean value) {
    state.lock();
    try {
      paused = value;
      goOn.signalAll();
    } finally {
      state.unlock();
    }
  }

  @Override
  public void post(Runnable task) {
    // Not on this thread: it may hold a lock that the listener waits for.
    socket.threads().newThread(() -> tell(task)).start();
  }

  @Override
  public void close(Reason why) {
    if (!end.compareAndSet(null, why)) {
      return;
    }
    setPaused(false);
    if (holds()) {
      cutLater();
    } else {
      cut();
    }
  }

  private void cutLater() {
    var _ = socket.scheduler().schedule(this::cut, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      // The link is gone anyway.
    }
  }

  private void tell(Runnable news) {
    telling.lock();
    try {
      if (!ended) {
        news.run();
      }
    } catch (RuntimeException e) {
      // A fault in one console's code ends that console and no other.
      log.error("event=console-reader-fault", e);
      end.compareAndSet(null, EndReasons.INTERNAL);
      cut();
    } finally {
      telling.unlock();
    }
  }
}
