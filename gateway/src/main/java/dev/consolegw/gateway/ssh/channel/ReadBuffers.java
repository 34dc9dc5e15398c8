package dev.consolegw.gateway.ssh.channel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that sockets are read with. Each has a {@link #little} of its own, which is enough for
 * keys and what a client says by itself; whoever sends more than fits borrows a large one for as
 * long as that lasts. Thousands of idle connections, each waiting for its next key, then cost a
 * kilobyte each. Any thread.
 */
public final class ReadBuffers {
  /** Bytes that one read brings of whoever types. */
  public static final int LITTLE = 1024;

  /** Bytes that one read brings of whoever sends much; what MINA reads at once otherwise. */
  public static final int MUCH = 32 * 1024;

  /** Large ones that wait for use, at most: 1 MiB. */
  private static final int KEPT = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  /** One to be kept as long as the connection. */
  public static ByteBuffer little() {
    return ByteBuffer.allocate(LITTLE);
  }

  /** A large one, empty, for one socket until it is given back. */
  public ByteBuffer borrow() {
    ByteBuffer used;
    lock.lock();
    try {
      used = free.pollFirst();
    } finally {
      lock.unlock();
    }
    return used == null ? ByteBuffer.allocate(MUCH) : used.clear();
  }

  /** All that it held has been taken out of it, and no read is under way into it. */
  public void giveBack(ByteBuffer borrowed) {
    lock.lock();
    try {
      if (free.size() < KEPT) {
        free.addFirst(borrowed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many large ones wait for use. */
  public int waiting() {
    lock.lock();
    try {
      return free.size();
    } finally {
      lock.unlock();
    }
  }
}
