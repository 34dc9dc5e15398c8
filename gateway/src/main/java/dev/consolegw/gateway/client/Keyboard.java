package dev.consolegw.gateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads stdin on a thread of its own, and no faster than the wire takes what was read. On a
 * terminal it looks for the escape, and so reads further ahead: a paste that waits must not lock
 * the door.
 */
final class Keyboard implements Runnable {
  /** How far it reads ahead of the wire, in bytes: from a pipe, and from a terminal. */
  static final int AHEAD = 256 << 10;

  static final int AHEAD_ON_TERMINAL = 4 << 20;

  private static final int PIECE = 32 << 10;

  private final InputStream in;
  private final int ahead;
  private final To to;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private int unsent;
  private long lost;

  /** Where keys go. Called on the keyboard's thread. */
  interface To {
    /** Some keys; the buffer is only valid during the call. */
    void typed(ByteBuffer keys);

    /** Stdin has ended. */
    void ended();
  }

  Keyboard(InputStream in, int ahead, To to) {
    this.in = in;
    this.ahead = ahead;
    this.to = to;
  }

  @Override
  public void run() {
    var piece = new byte[PIECE];
    try {
      for (int count = read(piece); count >= 0; count = read(piece)) {
        to.typed(ByteBuffer.wrap(piece, 0, count));
      }
    } catch (IOException e) {
      // A terminal that hung up says EIO; there is nothing more to read either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    to.ended();
  }

  private int read(byte[] piece) throws IOException, InterruptedException {
    lock.lock();
    try {
      while (unsent >= ahead) {
        room.await();
      }
    } finally {
      lock.unlock();
    }
    return in.read(piece);
  }

  /** So many bytes are on their way. */
  void sending(int count) {
    lock.lock();
    try {
      unsent += count;
    } finally {
      lock.unlock();
    }
  }

  /** So many are on their way no more; as {@code InputAck} has it. */
  void taken(int count, boolean sent) {
    lock.lock();
    try {
      unsent -= count;
      lost += sent ? 0 : count;
      room.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many typed bytes were thrown away. */
  long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
