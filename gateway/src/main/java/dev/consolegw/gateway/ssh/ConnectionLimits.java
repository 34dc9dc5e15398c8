package dev.consolegw.gateway.ssh;

import dev.consolegw.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how many connections may stand before they have signed in, from one address and in all,
 * and how many in all after that. What is too much is closed before a byte is exchanged.
 */
final class ConnectionLimits implements SessionListener {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimits.class);

  private final Settings.Ssh limits;
  private final Map<Session, InetAddress> strangers = new HashMap<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final Set<Session> known = new HashSet<>();

  ConnectionLimits(Settings.Ssh limits) {
    this.limits = limits;
  }

  @Override
  public void sessionCreated(Session session) {
    var from = network(session.getIoSession().getRemoteAddress());
    if (!admit(session, from)) {
      log.warn("event=too-many-connections from={}", from.getHostAddress());
      session.close(true);
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated) {
      signedIn(session);
    }
  }

  @Override
  public void sessionClosed(Session session) {
    leave(session);
  }

  private synchronized boolean admit(Session session, InetAddress from) {
    int here = perAddress.getOrDefault(from, 0);
    if (here >= limits.strangersPerAddress()
        || strangers.size() >= limits.strangers()
        || strangers.size() + known.size() >= limits.connections()) {
      return false;
    }
    strangers.put(session, from);
    perAddress.put(from, here + 1);
    return true;
  }

  private synchronized void signedIn(Session session) {
    if (forget(session)) {
      known.add(session);
    }
  }

  private synchronized void leave(Session session) {
    if (!forget(session)) {
      known.remove(session);
    }
  }

  private boolean forget(Session session) {
    var from = strangers.remove(session);
    if (from == null) {
      return false;
    }
    perAddress.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
    return true;
  }

  /** The address; of IPv6 the /64 network, which one stranger has all of. */
  private static InetAddress network(java.net.SocketAddress remote) {
    var address =
        remote instanceof InetSocketAddress inet
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress();
    var bytes = address.getAddress();
    if (bytes.length == 16) {
      Arrays.fill(bytes, 8, 16, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
