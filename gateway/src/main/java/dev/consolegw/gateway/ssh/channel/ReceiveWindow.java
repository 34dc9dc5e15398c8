package dev.consolegw.gateway.ssh.channel;

import dev.consolegw.gateway.budget.Budgets;
import java.io.IOException;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.LocalWindow;

/**
 * What a client may send on one channel ahead of our taking it (RFC 4254, 5.2): {@link #SMALL}
 * bytes until something begins that may read them, then up to {@link #FULL}, as far as its
 * connection may be promised so much. Whatever the others do, it is never less than the small one,
 * so that every channel goes on.
 *
 * <p>Any thread.
 */
public final class ReceiveWindow extends LocalWindow {
  /** Bytes that a client may send before its channel is anything. */
  public static final int SMALL = Budgets.ALWAYS;

  /** Bytes that it may send ahead once it is. */
  public static final int FULL = 128 * 1024;

  private final UnreadInput input;
  private final Adjust adjust;
  private long untaken;
  private long kept;
  private long promised; // beside SMALL
  private boolean open;
  private boolean gone;

  /** Tells the client that it may send so many bytes more. */
  @FunctionalInterface
  public interface Adjust {
    void by(long bytes) throws IOException;
  }

  /**
   * @param input what the channel's connection has sent
   */
  public ReceiveWindow(AbstractChannel channel, UnreadInput input, Adjust adjust) {
    super(channel, false);
    this.input = input;
    this.adjust = adjust;
  }

  @Override
  public void init(PropertyResolver resolver) {
    super.init(resolver);
    synchronized (lock) {
      updateSize(SMALL);
    }
  }

  /**
   * So many bytes have come; {@link #release} follows. What still comes for a channel that is
   * closing is thrown away, and nobody's.
   */
  @Override
  public void consume(long bytes) throws IOException {
    synchronized (lock) {
      super.consume(bytes);
      if (!gone) {
        untaken += bytes;
        input.came(bytes);
      }
    }
  }

  /** So many bytes of its requests are kept for as long as the channel is there. */
  public void keep(int bytes) {
    synchronized (lock) {
      if (!gone) {
        kept += bytes;
        input.came(bytes);
      }
    }
  }

  /** So many bytes are taken, or thrown away. */
  @Override
  public void release(long bytes) throws IOException {
    synchronized (lock) {
      if (gone) {
        return;
      }
      untaken -= bytes;
    }
    input.taken(bytes);
    widen();
  }

  /** Somebody may read now. */
  public void open() throws IOException {
    synchronized (lock) {
      open = true;
    }
    widen();
  }

  private void widen() throws IOException {
    long more;
    synchronized (lock) {
      more = gone ? 0 : more();
      updateSize(getSize() + more);
    }
    if (more > 0) {
      adjust.by(more);
    }
  }

  /** Nothing while it is not worth a packet. */
  private long more() {
    long may = getSize() + untaken;
    if (open && getSize() <= FULL / 2) {
      promised += input.promise(FULL - SMALL - promised);
    }
    long more = SMALL + promised - may;
    if (2 * getSize() <= SMALL + promised && 2 * more >= Math.min(SMALL + promised, FULL / 2)) {
      return more;
    }
    long unused = Math.min(promised, more);
    promised -= unused;
    input.unpromise(unused);
    return 0;
  }

  /** The channel is closing: what is here is nobody's any more. */
  public void forget() {
    long left;
    long unused;
    synchronized (lock) {
      if (gone) {
        return;
      }
      gone = true;
      left = untaken + kept;
      unused = promised;
    }
    input.unpromise(unused);
    input.taken(left);
  }
}
