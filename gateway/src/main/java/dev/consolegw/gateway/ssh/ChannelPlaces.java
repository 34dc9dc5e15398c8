package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.ssh.channel.SessionPlace;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * The places of one connection for channels of one kind, each of which is also a session of its
 * person. Any thread.
 */
final class ChannelPlaces {
  private final Budgets budgets;
  private final RefusalLog refusals;
  private final AtomicInteger taken = new AtomicInteger();

  /** None is taken yet. */
  ChannelPlaces(Budgets budgets, RefusalLog refusals) {
    this.budgets = budgets;
    this.refusals = refusals;
  }

  /**
   * Takes one.
   *
   * @param most how many there may be
   * @param address where they come from, for the log
   * @throws SshChannelOpenException when there is none, with what to tell the client
   */
  SessionPlace take(Identity who, int most, String address) throws SshChannelOpenException {
    if (taken.getAndUpdate(count -> Math.min(count + 1, most)) >= most) {
      refusals.refused(who, "channels", address);
      throw shortage("this connection has %d sessions already; end one of them".formatted(most));
    }
    var share = budgets.sessions().share(who);
    if (!share.tryUse(1)) {
      share.close();
      taken.decrementAndGet();
      refusals.refused(who, "sessions-per-person", address);
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
}
