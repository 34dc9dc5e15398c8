package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection of a guest that holds the guest as long as it is open. Any thread. */
final class HeldSocket implements GuestSocket {
  private final SharedGuest guest;
  private final GuestSocket socket;
  private final InputStream in;
  private final HeldRight right;
  private volatile boolean cut;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Closes the connection when the right to it is gone.
   *
   * @param guest left when this is closed
   */
  HeldSocket(
      SharedGuest guest,
      AuthorizedConsole authorized,
      HeldRight.Needed needed,
      GuestSocket socket) {
    this.guest = guest;
    this.socket = socket;
    this.in = new CutOff(socket.in());
    this.right = new HeldRight(authorized, needed, this::cut);
  }

  private void cut() {
    cut = true;
    socket.close();
  }

  @Override
  public OutputStream out() {
    return socket.out();
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
    }
  }

  /** The end of a connection that we have closed is none that the peer has made. */
  private final class CutOff extends FilterInputStream {
    CutOff(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return checked(super.read());
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      return checked(super.read(into, start, length));
    }

    private int checked(int result) throws IOException {
      if (result < 0 && cut) {
        throw new IOException("the connection was cut");
      }
      return result;
    }
  }
}
