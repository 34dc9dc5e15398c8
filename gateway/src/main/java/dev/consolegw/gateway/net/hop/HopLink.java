package dev.consolegw.gateway.net.hop;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.net.EndReasons;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.WriteBuffer;
import dev.consolegw.gateway.transport.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel through a hop, as a link. The hop may send as much as the channel's window; the
 * window is given back when somebody has taken what came, so a console that nobody reads holds
 * {@link HopLimits#WINDOW} bytes and stops nobody else. Reads, drains and ends on the hop's thread;
 * the first attempt to write is made by whoever writes.
 */
final class HopLink implements Link {
  private static final Logger log = LoggerFactory.getLogger(HopLink.class);

  private final HopConnection hop;
  private final HopChannel channel;
  private final HopWriter writer;

  /** Guards the fields below it. Held over non-blocking writes, for their order. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition news = lock.newCondition();
  private final WriteBuffer held = new WriteBuffer();
  private final Deque<byte[]> unread = new ArrayDeque<>();
  private @Nullable Listener listener;
  private boolean paused;
  private boolean farSideEnded;
  private @Nullable Reason end;

  private boolean told; // the hop's thread only: the listener knows of the end

  HopLink(HopConnection hop, Endpoint to) {
    this.hop = hop;
    this.channel = new HopChannel(to, this);
    this.writer = new HopWriter(channel, hop, this::room);
  }

  HopChannel channel() {
    return channel;
  }

  @Override
  public void open(Listener to, ByteBuffer early) {
    lock.lock();
    try {
      if (early.hasRemaining()) {
        var first = new byte[early.remaining()];
        early.get(first);
        unread.addFirst(first);
        writer.alreadyReleased(first.length);
      }
      listener = to;
    } finally {
      lock.unlock();
    }
    hop.run(this::deliver);
  }

  /** On the hop's thread: the far side sent something. */
  void received(ByteBuffer bytes) {
    if (handedOn(bytes)) {
      return;
    }
    var copy = new byte[bytes.remaining()];
    bytes.get(copy);
    lock.lock();
    try {
      if (end != null && !farSideEnded) {
        return; // nobody listens any more
      }
      unread.add(copy);
      news.signalAll();
    } finally {
      lock.unlock();
    }
    deliver();
  }

  /** Without a copy, where nothing waits before it. */
  private boolean handedOn(ByteBuffer bytes) {
    Listener hears;
    lock.lock();
    try {
      if (listener == null || paused || end != null || !unread.isEmpty()) {
        return false;
      }
      hears = listener;
    } finally {
      lock.unlock();
    }
    int count = bytes.remaining();
    try {
      hears.received(bytes);
    } catch (RuntimeException e) {
      fault(e);
    }
    writer.release(count);
    return true;
  }

  /** A fault in one console's code ends that console and no other. */
  private void fault(RuntimeException e) {
    Uncaught.pass(e);
    log.error("event=console-reader-fault", e);
    close(EndReasons.INTERNAL);
  }

  /** On the hop's thread: hands on what may be handed on, and after it the end. */
  private void deliver() {
    try {
      for (var bytes = next(); bytes != null; bytes = next()) {
        requireNonNull(listener()).received(ByteBuffer.wrap(bytes));
        writer.release(bytes.length);
      }
      tellEnd();
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  private @Nullable Listener listener() {
    lock.lock();
    try {
      return listener;
    } finally {
      lock.unlock();
    }
  }

  private byte @Nullable [] next() {
    lock.lock();
    try {
      return listener == null || paused || told ? null : unread.poll();
    } finally {
      lock.unlock();
    }
  }

  private void tellEnd() {
    Listener hears;
    Reason why;
    lock.lock();
    try {
      boolean all = unread.isEmpty() && !paused;
      if (told || listener == null || end == null || (farSideEnded && !all)) {
        return;
      }
      told = true;
      unread.clear();
      hears = listener;
      why = end;
    } finally {
      lock.unlock();
    }
    hop.forget(this);
    hears.ended(why);
  }

  /** On the hop's thread: nothing more will come. */
  void farSideEnded() {
    ended(EndReasons.FAR_SIDE_CLOSED);
  }

  /** On the hop's thread: it is over, and not by us. What has come is still delivered. */
  void ended(Reason why) {
    lock.lock();
    try {
      if (end == null) {
        end = why;
        farSideEnded = true;
      }
      boolean _ = held.take() != null;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    channel.close(false);
    deliver();
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      EndReasons.throwIfEnded(end);
      if (held.isEmpty()) {
        writer.write(bytes);
      }
      if (bytes.hasRemaining() || !held.isEmpty()) {
        held.add(bytes);
        return false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** There may be room for what is held. Any thread. */
  void room() {
    hop.run(this::drain);
  }

  private void drain() {
    boolean empty;
    boolean closing;
    Listener hears;
    lock.lock();
    try {
      if (held.isEmpty()) {
        return;
      }
      empty = held.writeTo(writer);
      closing = end != null;
      hears = listener;
      news.signalAll();
    } catch (IOException e) {
      hop.run(() -> ended(EndReasons.of(e)));
      return;
    } finally {
      lock.unlock();
    }
    if (empty && closing) {
      finish();
    } else if (empty && hears != null) {
      hears.drained();
    }
  }

  @Override
  public boolean holds() {
    lock.lock();
    try {
      return !held.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void pause() {
    lock.lock();
    try {
      paused = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void resume() {
    lock.lock();
    try {
      paused = false;
    } finally {
      lock.unlock();
    }
    hop.run(this::deliver);
  }

  @Override
  public void post(Runnable task) {
    hop.run(() -> {
      if (!told) {
        task.run();
      }
    });
  }

  @Override
  public void close(Reason why) {
    boolean linger;
    lock.lock();
    try {
      if (end == null) {
        end = why;
      } else {
        unread.clear(); // its last words, which nobody will take any more
        paused = false;
      }
      linger = !held.isEmpty();
      news.signalAll();
    } finally {
      lock.unlock();
    }
    if (linger) {
      var _ =
          hop.timer().schedule(() -> hop.run(this::finish), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      hop.run(this::finish);
    }
  }

  /** Ends it at once, whatever waits on it. */
  void cut() {
    close(HopFailures.GIVEN_UP);
    hop.run(this::finish);
  }

  /** On the hop's thread: what we closed is over. */
  private void finish() {
    lock.lock();
    try {
      boolean _ = held.take() != null;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    channel.close(false);
    hop.forget(this);
    tellEnd();
  }

  /** Reads while it is no link yet; waits for the first byte. -1 at the end. */
  int read(byte[] into, int start, int count) throws IOException {
    lock.lock();
    try {
      while (unread.isEmpty()) {
        if (end != null) {
          if (farSideEnded) {
            return -1;
          }
          EndReasons.throwIfEnded(end);
        }
        news.awaitUninterruptibly();
      }
      var first = unread.remove();
      int taken = Math.min(count, first.length);
      System.arraycopy(first, 0, into, start, taken);
      if (taken < first.length) {
        unread.addFirst(Arrays.copyOfRange(first, taken, first.length));
      }
      writer.release(taken);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Writes all of it while it is no link yet. */
  void writeAll(ByteBuffer bytes) throws IOException {
    if (write(bytes)) {
      return;
    }
    lock.lock();
    try {
      while (!held.isEmpty()) {
        news.awaitUninterruptibly();
      }
      EndReasons.throwIfEnded(end);
    } finally {
      lock.unlock();
    }
  }
}
