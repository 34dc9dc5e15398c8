package dev.consolegw.gateway.ssh.channel;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.PacketBuffer;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * The memory of large packets, used again and again by all channels: a fresh array for each would
 * be cleared, filled once and thrown away, and push everything else out of the processor's caches.
 * Any thread.
 */
public final class PacketPool {
  /** Arrays that wait for use, at most: 2 MiB. */
  private static final int KEPT = 64;

  /** What OpenSSH takes in one packet. */
  private static final int DATA = 32 * 1024;

  /** Space for the packet's header before the data (RFC 4254, 5.2). */
  private static final int HEADER = 16;

  /** The same, and what the session puts around all: lengths, padding, the code that seals it. */
  private static final int AROUND = 256;

  /** Smaller packets are not worth it: one with little in it takes as much memory as a full one. */
  private static final int SMALLEST = 4 * 1024 + 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  /** A packet for so much data, ready to be filled from its recipient on. */
  public Buffer of(byte kind, int size, Session session) {
    if (size < SMALLEST || size > DATA) {
      return session.createBuffer(kind, size + HEADER);
    }
    return session.prepareBuffer(kind, new PacketBuffer(take(), false));
  }

  private byte[] take() {
    byte[] used;
    lock.lock();
    try {
      used = free.pollFirst();
    } finally {
      lock.unlock();
    }
    return used == null ? new byte[DATA + AROUND] : used;
  }

  /** The system has taken this packet whole: nobody will look into it any more. */
  public void done(Buffer packet) {
    byte[] used = packet.array();
    if (used.length != DATA + AROUND) {
      return;
    }
    lock.lock();
    try {
      if (free.size() < KEPT) {
        free.addFirst(used);
      }
    } finally {
      lock.unlock();
    }
  }
}
