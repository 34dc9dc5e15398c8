package dev.consolegw.gateway.ssh.keys;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how often keys are exchanged, for each exchange costs us more than the client: of
 * strangers per address, of IPv6 per /64; of who has signed in, per person, whose connections share
 * what there is. Signing in gives back what it has cost, so that an address from which many sign in
 * at once is not held up. Any thread; the lock is held over memory only.
 */
public final class KeyExchangeLimits implements SessionListener {
  /** Exchanges that may follow each other at once. */
  static final int AT_ONCE = 100;

  /** After that, one each time this has passed. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** Addresses that are remembered, and people, those of the newest exchanges. */
  static final int REMEMBERED = 4096;

  private static final Logger log = LoggerFactory.getLogger(KeyExchangeLimits.class);
  private static final AttributeKey<Integer> SPENT = new AttributeKey<>();

  private final LongSupplier nanoTime;
  private final Map<String, Allowance> strangers = new Newest<>();
  private final Map<Set<Person>, Allowance> people = new Newest<>();

  /** By the system's clock. */
  public KeyExchangeLimits() {
    this(System::nanoTime);
  }

  KeyExchangeLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class Newest<K> extends LinkedHashMap<K, Allowance> {
    private static final long serialVersionUID = 1L;

    Newest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, Allowance> eldest) {
      return size() > REMEMBERED;
    }
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

  /**
   * The client has proposed; nothing has been computed yet.
   *
   * @param who has signed in
   * @throws SshException when it is one too many, with what to tell the client
   */
  public void begin(Session session, Optional<Identity> who) throws SshException {
    var from = network(session.getIoSession().getRemoteAddress());
    if (who.isPresent()) {
      if (!take(people, who.get().owners(), from, who.get().credential().auditName())) {
        throw tooMany(
            "your connections exchange keys too often; try again in a few seconds,"
                + " without a low RekeyLimit");
      }
      return;
    }
    var spent = session.getAttribute(SPENT);
    session.setAttribute(SPENT, spent == null ? 1 : spent + 1);
    if (!take(strangers, from, from, "none")) {
      throw tooMany("too many key exchanges from here; try again in a few seconds");
    }
  }

  private static SshException tooMany(String why) {
    return new SshException(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, why);
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    var spent = session.getAttribute(SPENT);
    if (event == Event.Authenticated && spent != null) {
      session.removeAttribute(SPENT);
      giveBack(session, spent);
    }
  }

  private synchronized <K> boolean take(
      Map<K, Allowance> allowances, K whose, String from, String key) {
    long now = nanoTime.getAsLong();
    var allowance = allowances.computeIfAbsent(whose, _ -> new Allowance(now));
    allowance.fill(now);
    boolean taken = allowance.take();
    if (!taken && allowance.firstRefusal()) {
      log.warn("event=too-many-key-exchanges from={} key={}", from, key);
    }
    return taken;
  }

  private synchronized void giveBack(Session session, int spent) {
    var allowance = strangers.get(network(session.getIoSession().getRemoteAddress()));
    if (allowance != null) {
      allowance.left = Math.min(AT_ONCE, allowance.left + spent);
    }
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
