package dev.consolegw.gateway.ssh.forward;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What has come for a {@link ChannelSocket} and was not read yet, copied together, so that many
 * small packets take no more memory than few large ones. Its channel's window bounds it.
 *
 * <p>Put by one thread at a time, taken by another. The lock is held over memory only.
 */
final class SocketInput {
  /** So many bytes are handed on in one piece, for reading may have to stop after each. */
  static final int PIECE = 32 * 1024;

  private final Object lock = new Object();
  private ByteArrayOutputStream coming = new ByteArrayOutputStream();
  private byte[] taken = new byte[0];
  private int next;
  private boolean ended;

  void put(byte[] bytes, int start, int length) {
    synchronized (lock) {
      coming.write(bytes, start, length);
    }
  }

  /** Nothing follows. */
  void end() {
    synchronized (lock) {
      ended = true;
    }
  }

  /** The next bytes; none when there are none yet, or none any more. */
  byte[] take() {
    synchronized (lock) {
      if (next == taken.length) {
        taken = coming.toByteArray();
        next = 0;
        coming = new ByteArrayOutputStream();
      }
      int until = Math.min(taken.length, next + PIECE);
      var piece = Arrays.copyOfRange(taken, next, until);
      next = until;
      if (next == taken.length) {
        taken = new byte[0];
        next = 0;
      }
      return piece;
    }
  }

  /** Whether all has been taken, and nothing follows. */
  boolean isAtEnd() {
    synchronized (lock) {
      return ended && next == taken.length && coming.size() == 0;
    }
  }
}
