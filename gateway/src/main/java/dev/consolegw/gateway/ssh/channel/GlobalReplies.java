package dev.consolegw.gateway.ssh.channel;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Replies to global requests, in the order of the requests (RFC 4254, 4): they have no number, and
 * a client takes each for that of its oldest question. While one takes long, those after it wait
 * here, as answers that the client has not read: beyond their bound it is read no further.
 *
 * <p>Any thread; {@link #later} and {@link #keep} as the requests come. Nothing is sent with the
 * lock.
 */
public final class GlobalReplies {
  /** What is charged for one that waits, in bytes: most of them say one. */
  private static final int COST = 512;

  private final Answers answers;
  private final Consumer<Buffer> send;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Later> waiting = new ArrayDeque<>();
  private boolean sending;

  /** A reply that comes later. */
  public final class Later {
    private final boolean wanted;
    private @Nullable Buffer packet;

    private Later(boolean wanted) {
      this.wanted = wanted;
    }

    /** Sends it, as soon as those before it are sent. Once; nothing where none is wanted. */
    public void reply(Buffer with) {
      if (wanted) {
        fill(this, with);
      }
    }
  }

  /**
   * Holds nothing yet.
   *
   * @param answers what waits is counted among them
   * @param send sends a packet; may block, and is called for one after the other
   */
  public GlobalReplies(Answers answers, Consumer<Buffer> send) {
    this.answers = answers;
    this.send = send;
  }

  /** Whether a packet is a reply to a global request. */
  public static boolean isOne(int message) {
    return message == SshConstants.SSH_MSG_REQUEST_SUCCESS
        || message == SshConstants.SSH_MSG_REQUEST_FAILURE;
  }

  /**
   * The request that has just come is replied to later.
   *
   * @param wanted whether it wants a reply
   */
  public Later later(boolean wanted) {
    var later = new Later(wanted);
    if (wanted) {
      add(later);
    }
    return later;
  }

  /**
   * Keeps a reply until it is its turn.
   *
   * @return false when that is now, and whoever asks sends it
   */
  public boolean keep(Buffer packet) {
    lock.lock();
    try {
      if (waiting.isEmpty() && !sending) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    var kept = new Later(true);
    add(kept);
    fill(kept, packet);
    return true;
  }

  private void add(Later later) {
    answers.queued(COST);
    lock.lock();
    try {
      waiting.add(later);
    } finally {
      lock.unlock();
    }
  }

  private void fill(Later later, Buffer packet) {
    lock.lock();
    try {
      later.packet = packet;
      if (sending) {
        return;
      }
      sending = true;
    } finally {
      lock.unlock();
    }
    for (var next = next(); next != null; next = next()) {
      answers.sent(COST);
      send.accept(next);
    }
  }

  private @Nullable Buffer next() {
    lock.lock();
    try {
      var first = waiting.peek();
      var packet = first == null ? null : first.packet;
      if (packet == null) {
        sending = false;
      } else {
        waiting.remove();
      }
      return packet;
    } finally {
      lock.unlock();
    }
  }
}
