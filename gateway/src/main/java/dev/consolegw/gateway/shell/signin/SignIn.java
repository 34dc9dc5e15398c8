package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.signin.SignedIn.Found;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * From what a guest shows on its console to a shell's prompt that is ours.
 *
 * <pre>
 *  Probe ── login prompt ──▶ Login ── let in ──▶ ShellProof ──▶ SignedIn
 *    │                         ▲ └─ refused: back to a login prompt
 *    └── a shell is open ── LOGOUT, USE ──────────▲    or REFUSE
 * </pre>
 */
public final class SignIn {
  /** For so long it is waited for the end of what was left at a console. */
  public static final Duration ENDING = Duration.ofSeconds(2);

  private final Conversation guest;
  private final Optional<Credentials> who;
  private final SignInRules rules;
  private final RefusedCredentials refused;

  private SignIn(
      Conversation guest,
      Optional<Credentials> who,
      SignInRules rules,
      RefusedCredentials refused) {
    this.guest = guest;
    this.who = who;
    this.rules = rules;
    this.refused = refused;
  }

  /**
   * Signs in. Blocks, for {@link SignInRules#login} and {@link SignedIn#LEAVING} at most; meant for
   * a virtual thread, which may be interrupted.
   *
   * @param guest what the guest prints must come to it meanwhile
   * @param who empty for whoever is signed in there already
   * @param refused which credentials this guest has refused of late
   * @throws GuestException when no shell is to be had; the console is as it was then, or at a login
   *     prompt, as far as the guest takes keys
   */
  public static SignedIn lead(
      Conversation guest, Optional<Credentials> who, SignInRules rules, RefusedCredentials refused)
      throws GuestException {
    return new SignIn(guest, who, rules, refused).lead();
  }

  /**
   * Has a program of ours end that an earlier gateway has left at the console; only where one must
   * be, since anybody else has it typed: a login takes it for a name, and is brought back to its
   * prompt. Blocks until the guest has printed what comes of it, or for {@link #ENDING} and {@link
   * SignedIn#LEAVING}. Signing in comes next.
   *
   * @param reset what it takes for its end, and an Enter
   * @throws GuestException when the line is gone
   */
  public static void endProgram(Conversation guest, byte[] reset) throws GuestException {
    guest.within(ENDING);
    guest.send(reset);
    if (guest.rest(SignIn::isTelling, ENDING) == Look.PASSWORD) {
      guest.within(SignedIn.LEAVING);
      guest.press(Key.INTERRUPT);
      guest.rest(look -> look == Look.LOGIN, SignedIn.LEAVING);
    }
  }

  private static boolean isTelling(Look look) {
    return look == Look.SHELL || look == Look.LOGIN || look == Look.PASSWORD;
  }

  /** Whether a line that a guest has printed is a login prompt. */
  public static boolean isLoginPrompt(byte[] line) {
    return Look.of(new String(line, StandardCharsets.ISO_8859_1)) == Look.LOGIN;
  }

  private SignedIn lead() throws GuestException {
    guest.within(rules.login());
    var look = new Probe(guest, rules).reach();
    if (look == Look.LOGIN) {
      return signIn();
    }
    return switch (rules.openShell()) {
      case REFUSE -> throw somebodyElses();
      case USE -> new SignedIn(guest, Found.ALREADY_OPEN, proveOpen() == ShellProof.Shell.STARTED);
      case LOGOUT -> {
        refused.check(account());
        proveOpen();
        if (!SignedIn.logOut(guest)) {
          throw new GuestException(
              Kind.BUSY,
              "the shell that is open at the guest's console did not end; end it there, or use it");
        }
        yield signIn();
      }
    };
  }

  private GuestException somebodyElses() {
    return new GuestException(
        Kind.BUSY,
        "a shell is open at the guest's console, and it may be somebody else's; end it there, or"
            + " allow its use with open-shell");
  }

  private ShellProof.Shell proveOpen() throws GuestException {
    var shell = ShellProof.ofOpen(guest).prove();
    if (shell == ShellProof.Shell.NONE) {
      throw new GuestException(
          Kind.BUSY,
          "the guest's console is in use by a program that answers no question of a shell, at "
              + guest.told().asValue());
    }
    return shell;
  }

  private Credentials account() throws GuestException {
    if (who.isEmpty()) {
      throw new GuestException(
          Kind.REFUSED, "no account is named to sign in with at the guest's console");
    }
    return who.get();
  }

  private SignedIn signIn() throws GuestException {
    var login = new Login(guest, account(), rules, refused);
    login.signIn();
    try {
      if (ShellProof.ofOurs(guest).prove() != ShellProof.Shell.NONE) {
        return new SignedIn(guest, Found.SIGNED_IN, false);
      }
    } catch (GuestException lost) {
      login.retreat();
      throw lost;
    }
    var told = guest.told();
    boolean isOver = guest.isOver();
    login.retreat();
    if (isOver) {
      throw new GuestException(
          Kind.UNREACHABLE,
          "no shell answered within %d s at the guest".formatted(rules.login().toSeconds()));
    }
    throw new GuestException(
        Kind.UNSUPPORTED,
        "what the guest starts for %s is no shell that we know: it stands at %s"
            .formatted(account().account(), told.asValue()));
  }
}
