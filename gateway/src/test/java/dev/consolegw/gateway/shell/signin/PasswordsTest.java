package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a guest says of a password, and what it gets of one. */
class PasswordsTest {
  private final ScriptedGuest guest = new ScriptedGuest();

  private SignedIn lead() throws GuestException {
    var who = Optional.of(SignInTest.credentials("root", "s3cret"));
    return SignIn.lead(guest.conversation(), who, SignInRules.STANDARD, new RefusedCredentials());
  }

  private GuestException fails() {
    return catchThrowableOfType(GuestException.class, this::lead);
  }

  @Test
  void aWrongPasswordIsTriedOnceAndNotAgainForAMinute() throws Exception {
    UnixGuest.atLogin(guest);
    var now = new long[1];
    var refused = new RefusedCredentials(() -> now[0]);
    var wrong = SignInTest.credentials("root", "wrong");

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
    refused.check(SignInTest.credentials("root", "other"));
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

    var failure = fails();

    assertThat(failure).hasMessage(sentence);
    assertThat(guest.typed()).containsOnlyOnce("s3cret");
    assertThat(guest.conversation().look()).isEqualTo(Look.LOGIN);
  }

  @Test
  void aPasswordThatTheGuestShowsIsNotTypedOn() {
    new UnixGuest(guest.shown(UnixGuest.LOGIN));
    guest.lines(name -> guest.print(name.isEmpty() ? "\r\nweb1 login: " : "Password: "));

    var failure = fails();

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

    assertThat(fails()).hasMessageContaining("later than 10 s");
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

  @Test
  void aSlowGuestThatShowsPasswordsIsFoundOut() {
    guest.shown(UnixGuest.LOGIN).slow(Duration.ofMillis(400)).inChunks(_ -> 9);
    guest.lines(name -> guest.print(name.isEmpty() ? "web1 login: " : "Password: "));

    assertThat(fails()).hasMessageContaining("shows passwords");
    assertThat(guest.typed()).contains("root\rs").doesNotContain("s3");
  }

  @Test
  void aGettyThatBeginsAnewRefusesNobody() throws Exception {
    UnixGuest.atLogin(guest);
    var refused = new RefusedCredentials();
    guest.lines(_ -> guest.print(UnixGuest.LOGIN));
    var who = SignInTest.credentials("root", "s3cret");

    var failure =
        catchThrowableOfType(
            GuestException.class,
            () ->
                SignIn.lead(guest.conversation(), Optional.of(who), SignInRules.STANDARD, refused));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    refused.check(who);
  }

  @Test
  void aFullScreenProgramInsteadOfAShellIsTold() {
    UnixGuest.atLogin(guest).afterPassword("\033[?1049h\033[H\033[24;1H[0] 0:bash*");

    assertThat(fails().kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(guest.passed()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anAccountWithoutAPasswordIsLetIn() throws Exception {
    var unix = UnixGuest.atLogin(guest);
    guest.lines(name -> {
      if (name.isEmpty()) {
        guest.print("\r\nweb1 login: ");
      } else {
        unix.greet();
      }
    });

    assertThat(lead().found()).isEqualTo(SignedIn.Found.SIGNED_IN);
    assertThat(guest.typed()).doesNotContain("s3cret");
  }
}
