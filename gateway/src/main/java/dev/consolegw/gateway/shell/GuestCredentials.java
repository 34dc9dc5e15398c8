package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.config.ShellSettings.OpenShell;
import dev.consolegw.config.ShellSettings.Shell;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * As whom somebody would sign in at a guest, and by what right.
 *
 * @param account empty for whoever is signed in there already
 * @param password what the person has brought; empty where none was, or where it is kept for them
 * @param kept the file with the password that is kept for them
 */
record GuestCredentials(Optional<String> account, Optional<Secret> password, Optional<Path> kept) {

  /**
   * What the environment says counts first, then the user name of {@code ssh -J}, then the settings
   * of the console.
   *
   * @param needed what they are for
   * @throws Refusal when nobody is named, or the person may not be who is
   */
  static GuestCredentials of(Caller caller, AuthorizedConsole authorized, HeldRight.Needed needed)
      throws Refusal {
    var settings = authorized.console().entry().shell();
    var brought =
        variable(caller, ConsoleName.PASSWORD_VARIABLE)
            .map(Secret::new)
            .or(() -> caller.inside().flatMap(Caller.GuestLogin::password));
    var standard = settings.flatMap(Shell::user).map(Located::value);
    var account =
        variable(caller, ConsoleName.USER_VARIABLE)
            .or(() -> caller.inside().map(Caller.GuestLogin::account))
            .or(() -> standard);
    if (account.isEmpty()) {
      return nobody(settings, needed);
    }
    if (brought.isPresent()) {
      return new GuestCredentials(account, brought, Optional.empty());
    }
    var file = settings.flatMap(Shell::passwordFile).map(Located::value);
    if (file.isEmpty() || !account.equals(standard)) {
      return new GuestCredentials(account, Optional.empty(), Optional.empty());
    }
    if (!mayBe(account.get(), authorized.grant())) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "you may not sign in as %s with the password that is kept here; bring one in %s, or ask the gateway's operator"
              .formatted(Printable.of(account.get()).asValue(), ConsoleName.PASSWORD_VARIABLE));
    }
    return new GuestCredentials(account, Optional.empty(), file);
  }

  private static GuestCredentials nobody(Optional<Shell> settings, HeldRight.Needed needed)
      throws Refusal {
    if (settings.filter(shell -> shell.openShell() == OpenShell.USE).isEmpty()) {
      var variables = ConsoleName.USER_VARIABLE + " and " + ConsoleName.PASSWORD_VARIABLE;
      throw new Refusal(
          ExitCode.USAGE,
          "no account of the guest is named; "
              + switch (needed) {
                case COMMANDS -> "set %s, or come through ssh -J as that user".formatted(variables);
                case CONNECTIONS, SSHD ->
                    "come through ssh -J as that user, or leave -N out and run a command: %s come with a session only, before -L and -D are used"
                        .formatted(variables);
              });
    }
    return new GuestCredentials(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Optional<String> variable(Caller caller, String name) {
    return Optional.ofNullable(caller.environment().get(name)).filter(text -> !text.isEmpty());
  }

  /** Whether somebody may be this account without showing its password. */
  static boolean mayBe(String account, Grant grant) {
    return grant.shell().accounts().contains(account);
  }

  /**
   * Whether these are the same as those with which a guest was signed in to, so that what one of
   * them began is not another's to use.
   */
  boolean match(GuestCredentials other) {
    return account.equals(other.account)
        && password.equals(other.password)
        && kept.equals(other.kept);
  }
}
