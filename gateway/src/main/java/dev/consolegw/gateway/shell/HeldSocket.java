package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A connection of a guest that holds the guest as long as it is open. Any thread. */
final class HeldSocket implements GuestSocket {
  private final SharedGuest guest;
  private final GuestSocket socket;
  private final InputStream in;
  private final HeldRight right;
  private final Ended ended;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean cut;

  /** Hears of each connection. */
  @FunctionalInterface
  interface Told {
    /** One stands, and nothing of it has been handed on. */
    Ended opened();
  }

  /** Hears of the end of one. */
  @FunctionalInterface
  interface Ended {
    /**
     * It is closed.
     *
     * @param in bytes towards the guest
     * @param out bytes from there
     */
    void closed(long in, long out);
  }

  /**
   * Closes the connection when the right to it is gone.
   *
   * @param guest left when this is closed
   * @param told hears of the beginning now, and of the end once
   */
  HeldSocket(
      SharedGuest guest,
      AuthorizedConsole authorized,
      HeldRight.Needed needed,
      GuestSocket socket,
      Told told) {
    this.guest = guest;
    this.socket = socket;
    this.in = new CutOff(socket.in());
    this.ended = told.opened();
    this.right = new HeldRight(authorized, needed, this::cut);
  }

  private void cut() {
    cut = true;
    socket.close();
  }

  @Override
  public OutputStream out() {
    return new Counted(socket.out());
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public void close() {
    cut();
    if (closed.compareAndSet(false, true)) {
      right.close();
      guest.leave();
      ended.closed(sent.get(), received.get());
    }
  }

  private final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      sent.incrementAndGet();
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      out.write(bytes, start, length);
      sent.addAndGet(length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** The end of a connection that we have closed is none that the peer has made. */
  private final class CutOff extends FilterInputStream {
    CutOff(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? -1 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      int count = super.read(into, start, length);
      count(count);
      return count;
    }

    private void count(int read) throws IOException {
      if (read >= 0) {
        received.addAndGet(read);
      } else if (cut) {
        throw new IOException("the connection was cut");
      }
    }
  }
}
