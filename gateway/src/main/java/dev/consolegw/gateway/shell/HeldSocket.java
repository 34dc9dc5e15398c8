package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection of a guest that holds the guest as long as it is open. Any thread. */
final class HeldSocket implements GuestSocket {
  private final SharedGuest guest;
  private final GuestSocket socket;
  private final HeldRight right;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Closes the connection when the right to it is gone.
   *
   * @param guest left when this is closed
   */
  HeldSocket(SharedGuest guest, AuthorizedConsole authorized, GuestSocket socket) {
    this.guest = guest;
    this.socket = socket;
    this.right = new HeldRight(authorized, socket::close);
  }

  @Override
  public OutputStream out() {
    return socket.out();
  }

  @Override
  public InputStream in() {
    return socket.in();
  }

  @Override
  public void close() {
    socket.close();
    if (closed.compareAndSet(false, true)) {
      right.close();
      guest.leave();
    }
  }
}
