package dev.consolegw.authz;

import dev.consolegw.config.ShellSettings.Allowed;
import dev.consolegw.config.ShellSettings.ShellRights;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What somebody may do in a guest by what the gateway keeps or carries. Whoever may write can run
 * commands with an account and a password of their own; that needs none of this.
 *
 * @param accounts of the guest that the gateway signs in to for them
 * @param forward whether connections go through the guest
 * @param sshd whether they reach the guest's own SSH server, past every record
 */
public record ShellTerms(Set<String> accounts, boolean forward, boolean sshd) {
  /** What holds where nobody says anything: nothing. */
  public static final ShellTerms NONE = new ShellTerms(Set.of(), false, false);

  public ShellTerms {
    accounts = Set.copyOf(accounts);
  }

  /** What the settings mean. */
  public static ShellTerms of(ShellRights said) {
    return new ShellTerms(
        said.accounts(), said.forward() == Allowed.ALLOW, said.sshd() == Allowed.ALLOW);
  }

  /** All that one of them allows. */
  public static ShellTerms union(Collection<ShellTerms> all) {
    var accounts = new HashSet<String>();
    all.forEach(one -> accounts.addAll(one.accounts()));
    return new ShellTerms(
        accounts,
        all.stream().anyMatch(ShellTerms::forward),
        all.stream().anyMatch(ShellTerms::sshd));
  }
}
