package dev.consolegw.gateway.ssh.keys;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.RuntimeSshException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how often keys are exchanged, for each exchange costs us more than the client: of
 * strangers per address, of IPv6 per /64; of who has signed in, per connection. Signing in gives
 * back what it has cost, so that an address from which many sign in at once is not held up. Any
 * thread; the lock is held over memory only.
 */
public final class KeyExchangeLimits implements SessionListener {
  /** Exchanges that may follow each other at once. */
  static final int AT_ONCE = 100;

  /** After that, one each time this has passed. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** Addresses that are remembered, those of the newest exchanges. */
  static final int ADDRESSES = 4096;

  private static final Logger log = LoggerFactory.getLogger(KeyExchangeLimits.class);
  private static final AttributeKey<Allowance> OWN = new AttributeKey<>();
  private static final AttributeKey<Integer> SPENT = new AttributeKey<>();

  private final LongSupplier nanoTime;
  private final Map<String, Allowance> strangers = new LinkedHashMap<>(16, 0.75f, true);

  /** By the system's clock. */
  public KeyExchangeLimits() {
    this(System::nanoTime);
  }

  KeyExchangeLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What is left to somebody; fills up as time passes. */
  private static final class Allowance {
    private double left = AT_ONCE;
    private long at;
    private boolean told;

    Allowance(long now) {
      at = now;
    }

    void fill(long now) {
      left = Math.min(AT_ONCE, left + (now - at) / (double) PAUSE.toNanos());
      at = now;
      told &= left < AT_ONCE / 2.0;
    }

    boolean take() {
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    }

    /** Whether the first refusal of a row is due to be told. */
    boolean firstRefusal() {
      boolean first = !told;
      told = true;
      return first;
    }
  }

  /** Both sides have proposed; nothing has been computed yet. */
  @Override
  public void sessionNegotiationStart(
      Session session,
      Map<KexProposalOption, String> client,
      Map<KexProposalOption, String> server) {
    if (!session.isAuthenticated()) {
      var spent = session.getAttribute(SPENT);
      session.setAttribute(SPENT, spent == null ? 1 : spent + 1);
    }
    if (!take(session)) {
      refuse(session);
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    var spent = session.getAttribute(SPENT);
    if (event == Event.Authenticated && spent != null) {
      session.removeAttribute(SPENT);
      giveBack(session, spent);
    }
  }

  private synchronized boolean take(Session session) {
    var allowance = allowance(session);
    if (allowance.take()) {
      return true;
    }
    if (allowance.firstRefusal()) {
      log.warn(
          "event=too-many-key-exchanges from={} signed-in={}",
          network(session.getIoSession().getRemoteAddress()),
          session.isAuthenticated());
    }
    return false;
  }

  private synchronized void giveBack(Session session, int spent) {
    var allowance = strangers.get(network(session.getIoSession().getRemoteAddress()));
    if (allowance != null) {
      allowance.left = Math.min(AT_ONCE, allowance.left + spent);
    }
  }

  private Allowance allowance(Session session) {
    long now = nanoTime.getAsLong();
    Allowance allowance;
    if (session.isAuthenticated()) {
      allowance = session.computeAttributeIfAbsent(OWN, _ -> new Allowance(now));
    } else {
      var from = network(session.getIoSession().getRemoteAddress());
      allowance = strangers.computeIfAbsent(from, _ -> new Allowance(now));
      if (strangers.size() > ADDRESSES) {
        strangers.remove(strangers.keySet().iterator().next());
      }
    }
    allowance.fill(now);
    return allowance;
  }

  private static void refuse(Session session) {
    var why = "too many key exchanges from here; try again in a few seconds";
    try {
      session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, why);
    } catch (IOException gone) {
      log.debug("event=client-gone-before-refusal", gone);
    }
    throw new RuntimeSshException(why); // which keeps MINA from going on
  }

  /** The address; of IPv6 the /64 network, which one stranger has all of. */
  private static String network(SocketAddress remote) {
    var address =
        remote instanceof InetSocketAddress inet
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress();
    var bytes = address.getAddress();
    return bytes.length == 16
        ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) + "::/64"
        : address.getHostAddress();
  }
}
