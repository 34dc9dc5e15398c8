package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.config.value.Secret;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.signin.SignInRules.OpenShell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {
  static final SignInRules USE =
      new SignInRules(OpenShell.USE, false, false, false, SignInRules.LOGIN);
  static final SignInRules LOGOUT =
      new SignInRules(OpenShell.LOGOUT, false, false, false, SignInRules.LOGIN);
  static final SignInRules FORCE =
      new SignInRules(OpenShell.USE, false, true, false, SignInRules.LOGIN);
  static final SignInRules BLIND =
      new SignInRules(OpenShell.USE, true, false, false, SignInRules.LOGIN);

  private final ScriptedGuest guest = new ScriptedGuest();

  static Credentials credentials(String account, String password) {
    try {
      return Credentials.of(account, Optional.of(new Secret(password)));
    } catch (GuestException e) {
      throw new AssertionError(e);
    }
  }

  private SignedIn lead(SignInRules rules) throws GuestException {
    return SignIn.lead(
        guest.conversation(),
        Optional.of(credentials("root", "s3cret")),
        rules,
        new RefusedCredentials());
  }

  private GuestException fails(SignInRules rules) {
    return catchThrowableOfType(GuestException.class, () -> lead(rules));
  }

  @Test
  void signsInAtALoginPromptAndOutAgain() throws Exception {
    UnixGuest.atLogin(guest);

    var in = lead(SignInRules.STANDARD);

    assertThat(in.found()).isEqualTo(SignedIn.Found.SIGNED_IN);
    assertThat(guest.typed()).isEqualTo("\rroot\rs3cret\r echo @''TOKEN@$(:)${?}\r");
    assertThat(guest.passed()).isLessThan(Duration.ofSeconds(1));
    assertThat(in.leave()).isTrue();
    assertThat(guest.typed()).endsWith("\025 exit\r");
    assertThat(guest.conversation().look()).isEqualTo(Look.LOGIN);
  }

  @Test
  void waitsForTheLoginPromptBehindAProgramInPlaceOfTheShell() throws Exception {
    UnixGuest.atLogin(guest);
    var in = lead(SignInRules.STANDARD);
    guest.conversation().send("program".getBytes(StandardCharsets.US_ASCII));
    var before = guest.passed();

    guest.printAfter(
        Duration.ofSeconds(4), "\r\nDebian GNU/Linux 12 web1 ttyS0\r\n\r\nweb1 login: ");

    assertThat(in.awaitReturn()).isTrue();
    assertThat(guest.passed().minus(before)).isLessThan(SignedIn.LEAVING);
  }

  @Test
  void doesNotWaitLongForALoginPromptThatNeverComes() throws Exception {
    UnixGuest.atLogin(guest);
    var in = lead(SignInRules.STANDARD);
    guest.conversation().send("program".getBytes(StandardCharsets.US_ASCII));
    var before = guest.passed();

    assertThat(in.awaitReturn()).isFalse();
    assertThat(guest.passed().minus(before)).isEqualTo(SignedIn.LEAVING);
  }

  @Test
  void aLineThatHasShownNothingGetsEnterAndNothingElse() throws Exception {
    new UnixGuest(guest);

    lead(SignInRules.STANDARD);

    assertThat(guest.typed()).startsWith("\rroot\r");
  }

  @Test
  void aLineOfASilentWireGetsEnterWhateverItHasShownBefore() throws Exception {
    new UnixGuest(guest.shown(UnixGuest.LOGIN));

    lead(new SignInRules(OpenShell.REFUSE, false, false, true, SignInRules.LOGIN));

    assertThat(guest.typed()).startsWith("\rroot\r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Password: ",
        "[sudo] password for alice: ",
        "New password: ",
        "Verification code: ",
        "Do you want to continue? [Y/n] ",
        "lines 1-24/80",
        "--More--",
        ":",
        "(END)",
        "mysql> ",
        "postgres=# ",
        ">>> ",
        "ftp> ",
        "grub> ",
        "Reading package lists... 45%",
        "root@web1:~# rm -rf /srv/old",
        "(initramfs) ",
        "\033[?1049h\033[1;1Hsome text $ ",
        "\033[H\033[2Jtop\r\n\033[6;1H",
        "  1 Install\r\n\033[12;34H",
        "C:\\Windows> ",
        "SAC>"
      })
  void nothingIsTypedWhereSomethingElseWaitsForKeys(String shown) {
    guest.shown("earlier\r\n" + shown);

    var failure = fails(USE);

    assertThat(guest.typed()).isEmpty();
    assertThat(failure.kind()).isIn(Kind.BUSY, Kind.UNSUPPORTED);
    assertThat(guest.passed()).isLessThanOrEqualTo(Conversation.STRANGE);
  }

  @Test
  void aShellThatIsOpenIsSomebodyElses() {
    new UnixGuest(guest.shown("root@web1:~# ")).inShell();

    var failure = fails(SignInRules.STANDARD);

    assertThat(failure.kind()).isEqualTo(Kind.BUSY);
    assertThat(failure).hasMessageContaining("a shell is open");
    assertThat(guest.typed()).isEqualTo("\025\r");
  }

  @Test
  void aShellThatIsOpenIsUsedAndLeftAsItWas() throws Exception {
    new UnixGuest(guest.shown("root@web1:~# ")).inShell();

    var in = lead(USE);
    var before = guest.typed();

    assertThat(in.found()).isEqualTo(SignedIn.Found.ALREADY_OPEN);
    assertThat(in.leave()).isTrue();
    assertThat(guest.typed()).isEqualTo(before);
  }

  @Test
  void aShellThatIsOpenIsEndedAndWeSignIn() throws Exception {
    new UnixGuest(guest.shown("bob@web1:~$ ")).inShell();

    var in = lead(LOGOUT);

    assertThat(in.found()).isEqualTo(SignedIn.Found.SIGNED_IN);
    assertThat(guest.typed()).contains(" exit\rroot\rs3cret\r");
  }

  @Test
  void nobodysShellIsEndedForCredentialsThatWereRefusedAMomentAgo() {
    new UnixGuest(guest.shown("bob@web1:~$ ")).inShell();
    var refused = new RefusedCredentials();
    var who = credentials("root", "wrong");
    refused.add(who);

    var failure =
        catchThrowableOfType(
            GuestException.class,
            () -> SignIn.lead(guest.conversation(), Optional.of(who), LOGOUT, refused));

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(guest.typed()).isEqualTo("\025\r");
  }

  @Test
  void anUnfinishedLineOfAShellIsInterruptedFirst() throws Exception {
    new UnixGuest(guest.shown("root@web1:~# echo 'abc\r\n> ")).inShell();

    lead(USE);

    assertThat(guest.typed()).startsWith("\003 echo");
  }

  @Test
  void aShellThatIsNoneOfPosixStartsOne() throws Exception {
    UnixGuest.atLogin(guest).withoutPosix();

    var in = lead(SignInRules.STANDARD);

    assertThat(guest.typed()).contains("\r exec sh\r echo @''TOKEN@$(:)${?}\r");
    assertThat(in.leave()).isTrue();
    assertThat(guest.typed()).containsOnlyOnce(" exit\r");
  }

  @Test
  void aStrangePromptIsUsedByTheBlindOnly() throws Exception {
    new UnixGuest(guest.shown("~ => ")).prompt("~ [main] ~~ ").inShell();
    assertThat(fails(USE).kind()).isEqualTo(Kind.BUSY);

    var in = lead(new SignInRules(OpenShell.USE, true, true, false, SignInRules.LOGIN));

    assertThat(in.found()).isEqualTo(SignedIn.Found.ALREADY_OPEN);
  }

  @Test
  void forceInterruptsWhatIsInTheWay() throws Exception {
    guest
        .shown("Continue? [Y/n] ")
        .lines(_ -> guest.print("Y or n? "))
        .keys(c -> {
          if (c == 3) {
            new UnixGuest(guest).toShell();
          }
        });

    lead(FORCE);

    assertThat(guest.typed()).startsWith("\025\r\003 echo");
  }

  @Test
  void aProgramThatWasLeftBehindIsEndedBeforeAnybodyLooks() throws Exception {
    guest
        .shown("")
        .echo(false)
        .keys(c -> {
          if (c == 3) {
            new UnixGuest(guest.echo(true)).toShell();
          }
        });

    SignIn.endProgram(guest.conversation(), "\301RESET\003".getBytes(StandardCharsets.ISO_8859_1));
    var in = lead(USE);

    assertThat(in.found()).isEqualTo(SignedIn.Found.ALREADY_OPEN);
    assertThat(guest.typed()).startsWith("\301RESET\003\025\r echo");
  }

  @Test
  void aLoginThatTakesTheEndOfAProgramForANameIsBroughtBackToItsPrompt() throws Exception {
    UnixGuest.atLogin(guest);

    SignIn.endProgram(guest.conversation(), "\301RESET\r".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(guest.typed()).isEqualTo("\301RESET\r\003");
    assertThat(guest.conversation().look()).isEqualTo(Look.LOGIN);
    assertThat(lead(USE).found()).isEqualTo(SignedIn.Found.SIGNED_IN);
  }

  @Test
  void whoNamesNoAccountGetsAnOpenShellOnly() {
    UnixGuest.atLogin(guest);

    var failure =
        catchThrowableOfType(
            GuestException.class,
            () ->
                SignIn.lead(guest.conversation(), Optional.empty(), USE, new RefusedCredentials()));

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure).hasMessageContaining("no account is named");
    assertThat(guest.typed()).isEqualTo("\r");
  }
}
