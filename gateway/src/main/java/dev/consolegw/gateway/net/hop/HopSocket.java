package dev.consolegw.gateway.net.hop;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/**
 * What MINA takes for its socket to a hop: a link, which is itself a socket, or a channel through
 * the hop before. What comes is handled on the hop's own thread, {@value #UNREAD} bytes ahead at
 * most; what goes is written by whoever sends, or waits in order.
 */
final class HopSocket extends AbstractCloseable implements IoSession, Link.Listener {
  /** What may have been read and not been looked at yet, in bytes; then no more is read. */
  static final int UNREAD = 256 * 1024;

  /**
   * What may wait to be written, in bytes, more than all consoles send together; then no more is
   * read either: a hop that takes no answers gets none.
   */
  static final int UNSENT = 1024 * 1024;

  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final Hop hop;
  private final Link link;
  private final IoHandler handler;
  private final Executor thread;
  private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
  private final AtomicInteger unread = new AtomicInteger();
  private final AtomicInteger unsent = new AtomicInteger();

  /** Keeps pauses and their ends in order. Held over these, which never block. */
  private final ReentrantLock reading = new ReentrantLock();

  private boolean paused; // guarded by reading

  /** Guards the order of what is written. Held over writes, as these never block. */
  private final ReentrantLock writing = new ReentrantLock();

  private final Queue<Pending> waiting = new ArrayDeque<>();
  private @Nullable Pending current; // the link has not all of it yet

  private volatile long heardAt = System.nanoTime();
  private volatile @Nullable Reason end;

  /** One packet on its way. */
  private static final class Pending extends AbstractIoWriteFuture {
    private final ByteBuffer bytes;

    Pending(long id, ByteBuffer bytes) {
      super("hop-" + id, null);
      this.bytes = bytes;
    }

    void done() {
      setValue(true);
    }

    void failed(Throwable why) {
      setValue(why);
    }
  }

  /**
   * @param handler MINA's, for what comes
   * @param thread runs one thing after the other
   */
  HopSocket(Hop hop, Link link, IoHandler handler, Executor thread) {
    this.hop = hop;
    this.link = link;
    this.handler = handler;
    this.thread = thread;
  }

  /** When something came last, by {@link System#nanoTime}. */
  long heardAt() {
    return heardAt;
  }

  /** Why the connection has ended, if it was not us. */
  Optional<Reason> end() {
    return Optional.ofNullable(end);
  }

  @Override
  public void received(ByteBuffer bytes) {
    heardAt = System.nanoTime();
    var copy = new byte[bytes.remaining()];
    bytes.get(copy);
    unread.addAndGet(copy.length);
    regulate();
    run(() -> handle(copy));
  }

  private void handle(byte[] bytes) {
    try {
      handler.messageReceived(this, Readable.readable(ByteBuffer.wrap(bytes)));
    } catch (Exception e) {
      fault(e);
    }
    unread.addAndGet(-bytes.length);
    regulate();
  }

  private void regulate() {
    reading.lock();
    try {
      boolean full = unread.get() >= UNREAD || unsent.get() >= UNSENT;
      boolean low = unread.get() < UNREAD / 2 && unsent.get() < UNSENT / 2;
      if (!paused && full) {
        paused = true;
        link.pause();
      } else if (paused && low) {
        paused = false;
        link.resume();
      }
    } finally {
      reading.unlock();
    }
  }

  /** MINA's own way: it says why to the far side, and closes. */
  private void fault(Exception e) {
    Uncaught.pass(e);
    try {
      handler.exceptionCaught(this, e);
    } catch (Exception again) {
      Uncaught.pass(again);
      close(true);
    }
  }

  private void run(Runnable task) {
    thread.execute(task);
  }

  @Override
  public void drained() {
    var done = new ArrayList<Runnable>();
    writing.lock();
    try {
      if (current != null) {
        done.add(current::done);
        current = null;
      }
      writeWaiting(done);
    } finally {
      writing.unlock();
    }
    run(() -> {
      done.forEach(Runnable::run);
      regulate();
    });
  }

  /**
   * With the lock: writes until the link has to keep something.
   *
   * @param done gets what is to be told without it
   */
  private void writeWaiting(List<Runnable> done) {
    while (current == null && !waiting.isEmpty()) {
      var next = waiting.remove();
      try {
        if (link.write(next.bytes)) {
          done.add(next::done);
        } else {
          current = next;
        }
      } catch (IOException e) {
        done.add(() -> next.failed(e));
      }
    }
  }

  @Override
  public void ended(Reason why) {
    end = why;
    run(() -> close(true));
  }

  @Override
  public IoWriteFuture writeBuffer(Buffer buffer) throws IOException {
    var packet =
        new Pending(id, ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
    int size = buffer.available();
    unsent.addAndGet(size);
    packet.addListener(_ -> unsent.addAndGet(-size));
    var done = new ArrayList<Runnable>();
    writing.lock();
    try {
      if (isClosing()) {
        unsent.addAndGet(-size);
        throw new IOException("the connection to the hop is closed");
      }
      waiting.add(packet);
      writeWaiting(done);
    } finally {
      writing.unlock();
    }
    done.forEach(Runnable::run);
    regulate();
    return packet;
  }

  @Override
  protected void doCloseImmediately() {
    var lost = new ArrayList<Pending>();
    writing.lock();
    try {
      lost.addAll(waiting);
      waiting.clear();
      if (current != null) {
        lost.add(current);
        current = null;
      }
    } finally {
      writing.unlock();
    }
    lost.forEach(one -> one.failed(new IOException("the connection to the hop is closed")));
    link.close(HopFailures.GIVEN_UP);
    run(() -> {
      try {
        handler.sessionClosed(this);
      } catch (Exception e) {
        Uncaught.pass(e);
      }
    });
    super.doCloseImmediately();
  }

  @Override
  public long getId() {
    return id;
  }

  @Override
  public @Nullable SocketAddress getAcceptanceAddress() {
    return null;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return InetSocketAddress.createUnresolved("gateway", 0);
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return InetSocketAddress.createUnresolved(hop.server().host(), hop.server().port());
  }

  @Override
  public @Nullable Object getAttribute(Object key) {
    return attributes.get(key);
  }

  @Override
  public @Nullable Object setAttribute(Object key, Object value) {
    return attributes.put(key, value);
  }

  @Override
  public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
    return attributes.putIfAbsent(key, value);
  }

  @Override
  public @Nullable Object removeAttribute(Object key) {
    return attributes.remove(key);
  }

  @Override
  public @Nullable IoService getService() {
    return null;
  }

  @Override
  public void shutdownOutputStream() {
    close(false);
  }

  @Override
  public void suspendRead() {
    link.pause();
  }

  @Override
  public void resumeRead() {
    link.resume();
  }
}
