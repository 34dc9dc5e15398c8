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
import org.junit.jupiter.params.provider.CsvSource;
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
    assertThat(guest.passed()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aShellThatIsOpenIsSomebodyElses() {
    new UnixGuest(guest.shown("root@web1:~# ")).toShell();

    var failure = fails(SignInRules.STANDARD);

    assertThat(failure.kind()).isEqualTo(Kind.BUSY);
    assertThat(failure).hasMessageContaining("a shell is open");
    assertThat(guest.typed()).isEqualTo("\025\r");
  }

  @Test
  void aShellThatIsOpenIsUsedAndLeftAsItWas() throws Exception {
    new UnixGuest(guest.shown("root@web1:~# ")).toShell();

    var in = lead(USE);
    var before = guest.typed();

    assertThat(in.found()).isEqualTo(SignedIn.Found.ALREADY_OPEN);
    assertThat(in.leave()).isTrue();
    assertThat(guest.typed()).isEqualTo(before);
  }

  @Test
  void aShellThatIsOpenIsEndedAndWeSignIn() throws Exception {
    new UnixGuest(guest.shown("bob@web1:~$ ")).toShell();

    var in = lead(LOGOUT);

    assertThat(in.found()).isEqualTo(SignedIn.Found.SIGNED_IN);
    assertThat(guest.typed()).contains(" exit\rroot\rs3cret\r");
  }

  @Test
  void anUnfinishedLineOfAShellIsInterruptedFirst() throws Exception {
    new UnixGuest(guest.shown("root@web1:~# echo 'abc\r\n> ")).toShell();

    lead(USE);

    assertThat(guest.typed()).startsWith("\003 echo");
  }

  @Test
  void aShellThatIsNoneOfPosixStartsOne() throws Exception {
    UnixGuest.atLogin(guest).withoutPosix();

    var in = lead(SignInRules.STANDARD);

    assertThat(guest.typed()).contains("\r sh\r echo @''TOKEN@$(:)${?}\r");
    assertThat(in.leave()).isTrue();
    assertThat(guest.typed()).endsWith("\025 exit\r\025 exit\r");
  }

  @Test
  void aStrangePromptIsUsedByTheBlindOnly() throws Exception {
    new UnixGuest(guest.shown("~ => ")).prompt("~ [main] ~~ ").toShell();
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

  // --- what the guest says of the password ------------------------------------------------------

  @Test
  void aWrongPasswordIsTriedOnceAndNotAgainForAMinute() throws Exception {
    UnixGuest.atLogin(guest);
    var now = new long[1];
    var refused = new RefusedCredentials(() -> now[0]);
    var wrong = credentials("root", "wrong");

    var first =
        catchThrowableOfType(
            GuestException.class,
            () ->
                SignIn.lead(
                    guest.conversation(), Optional.of(wrong), SignInRules.STANDARD, refused));
    var again =
        catchThrowableOfType(
            GuestException.class,
            () ->
                SignIn.lead(
                    guest.conversation(), Optional.of(wrong), SignInRules.STANDARD, refused));

    assertThat(first.kind()).isEqualTo(Kind.REFUSED);
    assertThat(first).hasMessage("the guest refused the account or its password");
    assertThat(again).hasMessageContaining("not tried again for another 60 s");
    assertThat(guest.typed()).containsOnlyOnce("wrong");
    refused.check(credentials("root", "other"));
    now[0] = RefusedCredentials.PAUSE.toNanos();
    refused.check(wrong);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          You are required to change your password immediately.\\nCurrent password: |the guest wants the account's password changed; sign in at its console and do so
          Your account has expired; please contact your system administrator.\\n\\nweb1 login: |the account of the guest has expired
          This account is currently not available.\\n\\nweb1 login: |the guest gives the account no shell
          System is going down. Unprivileged users are not permitted to log in anymore.\\nweb1 login: |the guest lets nobody sign in now
          The account is locked due to 3 failed logins.\\nLogin incorrect\\nweb1 login: |the guest has locked the account
          Login timed out after 60 seconds.\\n\\nweb1 login: |the guest waited no longer for the password
          Verification code: |the guest asks for a second factor, at "Verification code:"; only a person can give it
          One-time password (OATH) for `root': |the guest asks for a second factor, at "One-time password (OATH) for `root':"; only a person can give it
          Password: |the guest asks for the password again: it refused the account or this one
          Choose: 1) restart 2) logs ? |the guest shows no prompt of a shell after the login, but "Choose: 1) restart 2) logs ?"
          """)
  void whatALoginSaysInsteadOfAShellIsTold(String text, String sentence) {
    UnixGuest.atLogin(guest).afterPassword(text.replace("\\n", "\r\n"));

    var failure = fails(SignInRules.STANDARD);

    assertThat(failure).hasMessage(sentence);
    assertThat(guest.typed()).containsOnlyOnce("s3cret");
    assertThat(guest.conversation().look()).isEqualTo(Look.LOGIN);
  }

  @Test
  void aPasswordThatTheGuestShowsIsNotTypedOn() {
    new UnixGuest(guest.shown(UnixGuest.LOGIN));
    guest.lines(name -> guest.print(name.isEmpty() ? "\r\nweb1 login: " : "Password: "));

    var failure = fails(SignInRules.STANDARD);

    assertThat(failure).hasMessageContaining("shows passwords as they are typed");
    assertThat(guest.typed()).contains("root\rs").doesNotContain("s3");
  }

  @Test
  void noPasswordIsTypedThatIsAskedForTooLate() {
    guest
        .shown(UnixGuest.LOGIN)
        .lines(name -> {
          if (name.isEmpty()) {
            guest.print("\r\nweb1 login: ");
          } else {
            guest.printAfter(Duration.ofSeconds(6), "wait\r\n");
            guest.printAfter(Duration.ofSeconds(6), "Password: ");
          }
        });

    assertThat(fails(SignInRules.STANDARD)).hasMessageContaining("later than 10 s");
    assertThat(guest.typed()).doesNotContain("s");
  }

  @Test
  void aGuestThatAsksForAPasswordGetsNoneWhereNoneIsKnown() throws Exception {
    UnixGuest.atLogin(guest);
    var bare = Credentials.of("root", Optional.empty());

    var failure =
        catchThrowableOfType(
            GuestException.class,
            () ->
                SignIn.lead(
                    guest.conversation(),
                    Optional.of(bare),
                    SignInRules.STANDARD,
                    new RefusedCredentials()));

    assertThat(failure).hasMessageContaining("none is given");
    assertThat(guest.typed()).endsWith("root\r\003");
  }

  // --- what guests print in between -------------------------------------------------------------

  @Test
  void promptsThatTheKernelWritesOverAreStillSeen() throws Exception {
    var unix = new UnixGuest(guest.shown("web1 login: [   12.345678] usb 1-1: new device\r\n"));
    guest.lines(name -> {
      if (name.isEmpty()) {
        guest.print("\r\nweb1 login: [   13.000001] usb 1-2: gone\r\n[   13.1000] again\r\n");
      } else {
        guest
            .echo(false)
            .print("Password: [   14.000000] <here> $ \r\n")
            .lines(_ -> {
              guest.echo(true);
              unix.greet();
            });
      }
    });

    lead(SignInRules.STANDARD);

    assertThat(guest.typed()).isEqualTo("\rroot\rs3cret\r echo @''TOKEN@$(:)${?}\r");
  }

  @Test
  void aGreetingThatLooksLikeAPromptDoesNotDeceive() throws Exception {
    UnixGuest.atLogin(guest)
        .afterPassword(unix -> {
          guest
              .print("Support costs 5 $ ")
              .printAfter(Duration.ofSeconds(1), "\r\nlogin: see below\r\n");
          unix.toShell();
        });

    lead(SignInRules.STANDARD);

    assertThat(guest.passed()).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void aBootingGuestIsWaitedFor() throws Exception {
    var unix = new UnixGuest(guest.shown("[    1.0000] Linux version 6.1\r\n"));
    for (int i = 0; i < 20; i++) {
      guest.printAfter(Duration.ofSeconds(1), "[  OK  ] Started service " + i + ".\r\n");
    }
    guest.lines(_ -> {}).print(UnixGuest.LOGIN);
    unix.toLogin();

    assertThat(lead(SignInRules.STANDARD).found()).isEqualTo(SignedIn.Found.SIGNED_IN);
  }
}
