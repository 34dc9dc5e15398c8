package dev.consolegw.gateway.ssh.channel;

import java.time.Duration;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;

/**
 * What a client has made us answer and does not read. While more than {@link #MOST} bytes of it
 * wait, nothing more is read from the client, so that nobody can fill our memory with questions.
 * Output of a console does not count: it has bounds of its own, and whoever reads it slowly may
 * type all the same.
 *
 * <p>Any thread. A lock guards the count, for what was queued on one thread may be written on
 * another before the first has stopped to read.
 */
public final class Answers {
  /** Bytes that may wait before reading stops. */
  static final int MOST = 64 * 1024;

  /** It goes on when fewer wait. */
  private static final int LEAST = MOST / 2;

  private final IoSession socket;
  private final Object lock = new Object();
  private int waiting;
  private boolean stopped;
  private long stoppedAt;

  public Answers(IoSession socket) {
    this.socket = socket;
  }

  /** Whether a message of this kind is ours to send at a client's word (RFC 4250, 4.1.2). */
  public static boolean isAnswer(int message) {
    return message != SshConstants.SSH_MSG_CHANNEL_DATA
        && message != SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA
        && message != SshConstants.SSH_MSG_GLOBAL_REQUEST;
  }

  /** One of some bytes is about to be sent; {@link #sent} follows. */
  public void queued(int bytes) {
    synchronized (lock) {
      waiting += bytes;
      if (waiting > MOST && !stopped) {
        stopped = true;
        stoppedAt = System.nanoTime();
        socket.suspendRead();
      }
    }
  }

  /** It is written, or never will be. */
  public void sent(int bytes) {
    synchronized (lock) {
      waiting -= bytes;
      if (waiting < LEAST && stopped) {
        stopped = false;
        socket.resumeRead();
      }
    }
  }

  /** For how long nothing has been read for their sake; zero when reading goes on. */
  public Duration stoppedFor() {
    synchronized (lock) {
      return stopped ? Duration.ofNanos(System.nanoTime() - stoppedAt) : Duration.ZERO;
    }
  }
}
