package dev.consolegw.gateway.backend.link;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a {@link LinkLoop}. Reads, drains and ends on the loop's thread; the first attempt
 * to write is made by whoever writes.
 */
final class LoopLink implements Link {
  /** Reads after a failed write, so that the guest's last words are not lost. */
  private static final int LAST_READS = 64;

  private final LinkLoop loop;
  private final SocketChannel channel;
  private final AtomicReference<@Nullable Reason> end = new AtomicReference<>();

  /** Guards the order of bytes. Held over writes, as these never block. */
  private final ReentrantLock writing = new ReentrantLock();

  private final HeldBytes held = new HeldBytes();
  private volatile boolean paused;
  private volatile boolean broken; // a write has failed

  // Set once by open, before the loop can see the key.
  private @Nullable Listener listener;
  private volatile @Nullable SelectionKey key;

  private boolean ended; // loop's thread only

  LoopLink(LinkLoop loop, SocketChannel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  @Override
  public void open(Listener to, ByteBuffer early) {
    listener = to;
    loop.execute(() -> LinkLoop.guarded(this, () -> begin(early)));
  }

  private void begin(ByteBuffer early) {
    try {
      key = channel.register(loop.selector(), 0, this);
    } catch (IOException e) {
      end.compareAndSet(null, Ends.of(e));
    }
    if (early.hasRemaining()) {
      requireNonNull(listener).received(early);
    }
    var why = end.get();
    if (why != null && broken) {
      readWhatIsLeft(); // the write was faster than we, who have not read a byte yet
    } else if (why != null && !holds()) {
      terminate(why);
    }
    wantWhatIsNeeded();
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    boolean all;
    writing.lock();
    try {
      Ends.throwIfEnded(end.get());
      all = held.isEmpty() && writeNow(bytes);
      if (!all) {
        held.add(bytes);
      }
    } catch (IOException e) {
      broken = true;
      if (end.compareAndSet(null, Ends.of(e))) {
        loop.execute(() -> LinkLoop.guarded(this, this::readWhatIsLeft));
      }
      throw e;
    } finally {
      writing.unlock();
    }
    if (!all) {
      loop.execute(this::wantWhatIsNeeded);
    }
    return all;
  }

  private boolean writeNow(ByteBuffer bytes) throws IOException {
    channel.write(bytes);
    return !bytes.hasRemaining();
  }

  @Override
  public boolean holds() {
    writing.lock();
    try {
      return !held.isEmpty();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void pause() {
    paused = true;
    loop.execute(this::wantWhatIsNeeded);
  }

  @Override
  public void resume() {
    paused = false;
    loop.execute(this::wantWhatIsNeeded);
  }

  @Override
  public void post(Runnable task) {
    loop.execute(() -> {
      if (!ended) {
        LinkLoop.guarded(this, task);
      }
    });
  }

  @Override
  public void close(Reason why) {
    if (!end.compareAndSet(null, why)) {
      return;
    }
    if (holds()) {
      var _ =
          loop.scheduler()
              .schedule(
                  () -> loop.execute(() -> terminate(why)), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      loop.execute(() -> terminate(why));
    }
  }

  /** On the loop's thread: the selector found the socket ready. */
  void ready(ByteBuffer buffer) {
    var ready = requireNonNull(key);
    try {
      if (ready.isValid() && ready.isWritable()) {
        drain();
      }
      if (ready.isValid() && ready.isReadable() && !paused) {
        read(buffer);
      }
    } catch (CancelledKeyException gone) {
      // Ended a moment ago; ended() has been or will be called.
    }
  }

  private void drain() {
    boolean empty = false;
    writing.lock();
    try {
      empty = held.writeTo(channel);
    } catch (IOException e) {
      end.compareAndSet(null, Ends.of(e));
      loop.execute(() -> LinkLoop.guarded(this, this::readWhatIsLeft));
    } finally {
      writing.unlock();
    }
    wantWhatIsNeeded();
    var why = end.get();
    if (empty && why != null) {
      terminate(why);
    } else if (empty) {
      requireNonNull(listener).drained();
    }
  }

  /** Returns false when there is nothing more to read now. */
  private boolean read(ByteBuffer buffer) {
    int count;
    try {
      count = channel.read(buffer);
    } catch (IOException e) {
      terminate(Ends.of(e));
      return false;
    }
    if (count < 0) {
      terminate(Ends.FAR_SIDE_CLOSED);
      return false;
    }
    if (count > 0) {
      requireNonNull(listener).received(buffer.flip());
    }
    return count > 0;
  }

  private void readWhatIsLeft() {
    var buffer = ByteBuffer.allocate(LAST_READS * 1024);
    for (int reads = 0; reads < LAST_READS && !ended && read(buffer.clear()); reads++) {
      // Each read has delivered what it found.
    }
    var why = end.get();
    if (why != null) {
      terminate(why);
    }
  }

  /** On the loop's thread. */
  private void wantWhatIsNeeded() {
    var current = key;
    if (ended || current == null || !current.isValid()) {
      return;
    }
    current.interestOps(
        (paused ? 0 : SelectionKey.OP_READ) | (holds() ? SelectionKey.OP_WRITE : 0));
  }

  /** On the loop's thread: closes the socket and tells the listener, once. */
  void terminate(Reason why) {
    if (ended) {
      return;
    }
    end.compareAndSet(null, why);
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody can do anything about it, and the line is gone anyway.
    }
    if (listener != null) {
      ended = true;
      listener.ended(requireNonNull(end.get()));
    }
  }
}
