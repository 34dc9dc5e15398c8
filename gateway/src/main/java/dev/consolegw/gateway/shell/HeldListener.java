package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.shell.HeldRight.Needed;
import dev.consolegw.gateway.shell.guest.GuestListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A port of a guest that holds the guest as long as it is listened at. Any thread. */
final class HeldListener implements GuestListener {
  private final SharedGuest guest;
  private final AuthorizedConsole authorized;
  private final GuestListener listener;
  private final HeldSocket.Told told;
  private final HeldRight right;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Listens no more when the right to it is gone.
   *
   * @param guest left when this is closed
   * @param told hears of the end of each connection
   */
  HeldListener(
      SharedGuest guest,
      AuthorizedConsole authorized,
      GuestListener listener,
      HeldSocket.Told told) {
    this.told = told;
    this.guest = guest;
    this.authorized = authorized;
    this.listener = listener;
    this.right = new HeldRight(authorized, Needed.CONNECTIONS, listener::close);
  }

  @Override
  public int port() {
    return listener.port();
  }

  /** Each connection holds the guest by itself, and has its right watched over. */
  @Override
  public Accepted accept() throws IOException {
    var accepted = listener.accept();
    guest.stay();
    var socket = new HeldSocket(guest, authorized, Needed.CONNECTIONS, accepted.socket(), told);
    return new Accepted(socket, accepted.peer());
  }

  @Override
  public void close() {
    listener.close();
    if (closed.compareAndSet(false, true)) {
      right.close();
      guest.leave();
    }
  }
}
