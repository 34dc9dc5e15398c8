package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.ssh.channel.PacketPool;
import dev.consolegw.gateway.ssh.channel.SessionPlace;
import dev.consolegw.gateway.ssh.forward.ForwardingChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * The channels of one connection: how many there may be, each of which is also a session of its
 * person, what they are charged to, and what one says for the others. Any thread.
 */
final class ConnectionChannels {
  private static final Set<String> ACCOUNT =
      Set.of(ConsoleName.USER_VARIABLE, ConsoleName.PASSWORD_VARIABLE);

  private final SshConnection connection;
  private final Budgets budgets;
  private final RefusalLog refusals;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger forwarded = new AtomicInteger();
  private volatile Map<String, String> account = Map.of();

  /** There are none yet. */
  ConnectionChannels(SshConnection connection, Budgets budgets, RefusalLog refusals) {
    this.connection = connection;
    this.budgets = budgets;
    this.refusals = refusals;
  }

  /**
   * Takes a place for one that the client asks for.
   *
   * @param most how many this connection may have
   * @throws SshChannelOpenException when there is none, with what to tell the client
   */
  SessionPlace admit(int most) throws SshChannelOpenException {
    return take(asked, most);
  }

  /** The same for one that the client is asked to take: somebody has come to a port of a guest. */
  SessionPlace admitForwarded(int most) throws SshChannelOpenException {
    return take(forwarded, most);
  }

  private SessionPlace take(AtomicInteger taken, int most) throws SshChannelOpenException {
    var who = connection.who();
    var from = connection.origin();
    if (taken.getAndUpdate(count -> Math.min(count + 1, most)) >= most) {
      refusals.refused(who, "channels", from);
      throw shortage("this connection has %d sessions already; end one of them".formatted(most));
    }
    var share = budgets.sessions().share(who);
    if (!share.tryUse(1)) {
      share.close();
      taken.decrementAndGet();
      refusals.refused(who, "sessions-per-person", from);
      throw shortage("you have as many sessions as one person may have; end one of them");
    }
    return new SessionPlace(() -> {
      taken.decrementAndGet();
      share.close();
    });
  }

  private static SshChannelOpenException shortage(String why) {
    return new SshChannelOpenException(0, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, why);
  }

  /** What a channel that carries a connection is charged to. */
  ForwardingChannel.Charged charge(SessionPlace place, PacketPool pool) {
    return new ForwardingChannel.Charged(place, connection.input(), connection.output(), pool);
  }

  /** One has set these variables. */
  void said(Map<String, String> environment) {
    if (ACCOUNT.stream().anyMatch(environment::containsKey)) {
      var named = new HashMap<>(environment);
      named.keySet().retainAll(ACCOUNT);
      account = Map.copyOf(named);
    }
  }

  /** The variables with the account of a guest that one has set last; ports can set none. */
  Map<String, String> account() {
    return account;
  }
}
