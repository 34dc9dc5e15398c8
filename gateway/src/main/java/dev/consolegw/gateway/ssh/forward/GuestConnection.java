package dev.consolegw.gateway.ssh.forward;

import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a guest behind a channel. Each way has a virtual thread of its own, and ends by
 * itself: what the client ends, the guest's peer sees ended, and its answer still comes. A client
 * that reads nothing keeps one thread waiting and one piece in memory, and the guest keeps the
 * rest; what a guest does not take counts against the channel's window.
 *
 * <p>The lock guards how it ends, and the wait for room.
 */
final class GuestConnection implements ChannelEnd {
  private static final int PIECE = 16 * 1024;

  private final GuestSocket socket;
  private final Side channel;
  private final SocketInput input = new SocketInput();
  private final Rounds sending = new Rounds(this::send, this::lost);
  private final AtomicInteger waysOpen = new AtomicInteger(2);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean closed;
  private boolean ending;
  private @Nullable Runnable whenSent;
  private boolean refused; // rounds alone
  private boolean inputOver; // rounds alone

  GuestConnection(GuestSocket socket, Side channel) {
    this.socket = socket;
    this.channel = channel;
  }

  @Override
  public void begin() {
    Thread.startVirtualThread(this::receive);
  }

  // --- from the client to the guest -------------------------------------------------------------

  @Override
  public void received(byte[] bytes, int start, int length) {
    input.put(bytes, start, length);
    sending.ask();
  }

  @Override
  public void endOfInput() {
    lock.lock();
    try {
      ending = true;
    } finally {
      lock.unlock();
    }
    input.end();
    sending.ask();
  }

  @Override
  public boolean closedByClient(Runnable then) {
    lock.lock();
    try {
      if (!ending || closed) {
        return false;
      }
      whenSent = then;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** All that the client has sent is where it belongs, or never will be. */
  private void sent() {
    Runnable then;
    lock.lock();
    try {
      ending = false;
      then = whenSent;
      whenSent = null;
    } finally {
      lock.unlock();
    }
    if (then != null) {
      then.run();
    }
  }

  private void send() {
    for (var piece = input.take(); piece.length > 0; piece = input.take()) {
      if (isClosed()) {
        return;
      }
      hand(piece);
      channel.taken().accept(piece.length);
    }
    if (input.isAtEnd() && !inputOver) {
      inputOver = true;
      endInput();
    }
  }

  /** Who takes no more may still have something to say: what follows is thrown away. */
  private void hand(byte[] piece) {
    if (refused) {
      return;
    }
    try {
      socket.out().write(piece);
      socket.out().flush();
    } catch (IOException takesNoMore) {
      refused = true;
    }
  }

  private void endInput() {
    try {
      socket.out().close();
    } catch (IOException takesNoMore) {
      refused = true;
    }
    oneWayOver();
    sent();
  }

  // --- from the guest to the client -------------------------------------------------------------

  private void receive() {
    try {
      var piece = new byte[PIECE];
      var in = socket.in();
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (!show(ByteBuffer.wrap(piece, 0, count))) {
          return;
        }
      }
      channel.outputOver().run();
      oneWayOver();
    } catch (IOException gone) {
      lost();
    }
  }

  /** Waits for room as long as there is a client; false when there is none any more. */
  private boolean show(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int size = Math.min(awaitRoom(), bytes.remaining());
      if (size == 0) {
        return false;
      }
      var part = bytes.slice(bytes.position(), size);
      var _ = channel.out().write(size, packet -> packet.put(part));
      bytes.position(bytes.position() + part.position());
    }
    return true;
  }

  private int awaitRoom() {
    lock.lock();
    try {
      int room = channel.out().room();
      while (room == 0 && !closed) {
        changed.awaitUninterruptibly();
        room = channel.out().room();
      }
      return closed ? 0 : room;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void roomAgain() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // --- how it ends ------------------------------------------------------------------------------

  private void oneWayOver() {
    if (waysOpen.decrementAndGet() == 0) {
      channel.ended().run();
    }
  }

  private void lost() {
    abandon();
    channel.ended().run();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever closes the channel may hold locks of its connection. */
  @Override
  public void abandon() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Thread.startVirtualThread(() -> {
      socket.close();
      sent();
    });
  }
}
