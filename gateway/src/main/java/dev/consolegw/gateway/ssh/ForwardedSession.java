package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection through a guest, among all who are here until it is closed. Any thread. */
final class ForwardedSession implements SessionRegistry.ClientSession, GuestSocket {
  private final Session session;
  private final GuestSocket socket;
  private final SessionRegistry registry;

  private ForwardedSession(Session session, GuestSocket socket, SessionRegistry registry) {
    this.session = session;
    this.socket = socket;
    this.registry = registry;
  }

  /**
   * Enters one.
   *
   * @throws Refusal when the gateway stops; then the socket is closed
   */
  static ForwardedSession enter(Session session, GuestSocket socket, SessionRegistry registry)
      throws Refusal {
    var entered = new ForwardedSession(session, socket, registry);
    if (!registry.add(entered)) {
      socket.close();
      throw new Refusal(SessionEnd.STOPPING.code(), SessionEnd.STOPPING.text());
    }
    return entered;
  }

  @Override
  public SessionRegistry.Kind kind() {
    return SessionRegistry.Kind.FORWARD;
  }

  @Override
  public Session session() {
    return session;
  }

  /** A connection has no words for why. */
  @Override
  public void end(SessionEnd why) {
    socket.close();
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
    registry.remove(this);
  }
}
