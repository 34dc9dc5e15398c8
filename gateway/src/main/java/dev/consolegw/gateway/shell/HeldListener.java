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
  private final HeldSocket.Told connections;
  private final Runnable ended;
  private final HeldRight right;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Hears of a port that is listened at. */
  interface Told {
    /** Nobody who calls there has been taken yet; what this returns runs when it is over. */
    Runnable listening();

    /** Hears of each connection that is taken there. */
    HeldSocket.Told connections();
  }

  /**
   * Listens no more when the right to it is gone.
   *
   * @param guest left when this is closed
   * @param told hears that it is listened at, of each connection, and of the end
   */
  HeldListener(SharedGuest guest, AuthorizedConsole authorized, GuestListener listener, Told told) {
    this.connections = told.connections();
    this.guest = guest;
    this.authorized = authorized;
    this.listener = listener;
    this.ended = told.listening();
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
    var socket =
        new HeldSocket(guest, authorized, Needed.CONNECTIONS, accepted.socket(), connections);
    return new Accepted(socket, accepted.peer());
  }

  @Override
  public void close() {
    listener.close();
    if (closed.compareAndSet(false, true)) {
      right.close();
      guest.leave();
      ended.run();
    }
  }
}
