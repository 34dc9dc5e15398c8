package dev.consolegw.config;

import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Commands that run in a guest, over its serial console: how we get to a shell there, and who may
 * ask for one.
 */
public final class ShellSettings {
  private ShellSettings() {}

  /**
   * How a guest is signed in to, and left.
   *
   * @param passwordFile {@link PasswordFile} reads it, whenever somebody signs in
   * @param linger for how long the link stays after its last command
   */
  public record Shell(
      Where where,
      @Doc(
              "The account that is signed in to for those whose rule has it under shell.as. Others"
                  + " bring an account and a password of their own.")
          Optional<Located<String>> user,
      @Doc(
              "A file with that account's password in its first line, which the gateway may read"
                  + " and no other. Default none: the account needs no password.")
          Optional<Located<Path>> passwordFile,
      @Doc(
              "What becomes of a shell that somebody else has left open at the console. refuse: no"
                  + " command runs. use: commands run in it, as whoever it belongs to. logout: it"
                  + " is ended first, for those with right manage.")
          @Default("refuse")
          OpenShell openShell,
      @Doc("The shell is left so long after the last command.") @Default("30s") Duration linger,
      @Doc("Types at a line that looks like neither a login prompt nor a shell's, too.")
          @Default("false")
          boolean blind) {

    /** The same, wherever in the file it stands: two readings of the same words are equal. */
    public Shell withoutPlaces() {
      return new Shell(
          Where.BUILT_IN,
          user.map(it -> Located.built(it.value())),
          passwordFile.map(it -> Located.built(it.value())),
          openShell,
          linger,
          blind);
    }
  }

  /** What becomes of a shell that is found open. */
  public enum OpenShell {
    REFUSE,
    USE,
    LOGOUT
  }

  /** What somebody may do in a guest by what the gateway keeps, beside what they bring. */
  public record ShellRights(
      @Doc(
              "Accounts of the guest that the gateway signs in to for them, with the password that"
                  + " it keeps. Needs right write. Default none.")
          List<Located<String>> as,
      @Doc("Connections to where the guest reaches, and from there to us: allow or deny.")
          @Default("deny")
          Allowed forward,
      @Doc(
              "SSH to the guest's own server, which no record can show: allow or deny. Not"
                  + " together with record: required.")
          @Default("deny")
          Allowed sshd) {
    /** Nothing. */
    public static final ShellRights NONE = new ShellRights(List.of(), Allowed.DENY, Allowed.DENY);

    /** The accounts, wherever in the file they stand. */
    public Set<String> accounts() {
      return as.stream().map(Located::value).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether anything is allowed. */
    public boolean isAny() {
      return !as.isEmpty() || forward == Allowed.ALLOW || sshd == Allowed.ALLOW;
    }
  }

  /** Whether somebody may. */
  public enum Allowed {
    DENY,
    ALLOW
  }
}
