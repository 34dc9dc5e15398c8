package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Answers a login prompt: the account once, and the password once, where the guest asks for it
 * after our account. When it does not let us in, the line is brought back to a login prompt.
 */
final class Login {
  /** A password that is asked for later is not asked of us. */
  static final Duration ASKED = Duration.ofSeconds(10);

  /** After so long a guest that has let us in and shows nothing may have been overwritten. */
  private static final Duration WRITTEN_OVER = Duration.ofSeconds(5);

  /** The echo of a letter is waited for no longer than this. */
  private static final Duration ECHO = Duration.ofSeconds(2);

  private final Conversation guest;
  private final Credentials who;
  private final SignInRules rules;
  private final RefusedCredentials refused;
  private String promptOfPassword = "";
  private boolean passwordTyped;

  Login(Conversation guest, Credentials who, SignInRules rules, RefusedCredentials refused) {
    this.guest = guest;
    this.who = who;
    this.rules = rules;
    this.refused = refused;
  }

  /**
   * Signs in, from a login prompt to what looks like a shell's.
   *
   * @throws GuestException when the guest does not let us in
   */
  void signIn() throws GuestException {
    refused.check(who);
    guest.leaveWith(SignedIn.lastKeysAtLogin());
    guest.type(who.account(), Key.ENTER);
    long typed = guest.nanos();
    guest.until(ShownText::isFresh, ASKED);
    long echoed = guest.nanos();
    var look = guest.rest(this::isAnswer, ASKED);
    if (look == Look.PASSWORD || isAskedAbove(look)) {
      if (guest.nanos() - typed > ASKED.toNanos()) {
        throw refuse(
            "the guest asked for a password later than %d s after the account; it was not typed"
                .formatted(ASKED.toSeconds()));
      }
      typePassword(Duration.ofNanos(2 * (echoed - typed)));
      look = afterPassword();
    }
    judge(look);
  }

  /** Whether the guest has made up its mind. */
  private boolean isAnswer(Look look) {
    return switch (look) {
      case LOGIN, PASSWORD, NEW_PASSWORD, SECOND_FACTOR, SHELL, ENTER, WINDOWS -> true;
      case EMPTY -> isAskedAbove(look);
      case LOGIN_BEGUN, CONTINUATION, BOOT_LOADER, PROGRAM, OTHER -> false;
    };
  }

  /** Whether a password is asked for in a line that something else was written over. */
  private boolean isAskedAbove(Look look) {
    if (look != Look.EMPTY || passwordTyped) {
      return false;
    }
    for (var line : guest.text().lines()) {
      int colon = line.indexOf(':');
      if (colon > 0 && Look.of(line.substring(0, colon + 1)) == Look.PASSWORD) {
        return true;
      }
    }
    return false;
  }

  /** A prompt that something else was written over comes again after Enter. */
  private Look afterPassword() throws GuestException {
    var look = guest.rest(this::isAnswer, WRITTEN_OVER);
    if (look == Look.EMPTY && guest.text().isFresh()) {
      checkEcho();
      guest.press(Key.ENTER);
    }
    look = guest.rest(this::isAnswer, rules.login());
    checkEcho();
    return look;
  }

  // --- the password -----------------------------------------------------------------------------

  /**
   * One letter first: a guest that shows it would show all of them.
   *
   * @param echo in which time it would have come, as far as can be told
   */
  private void typePassword(Duration echo) throws GuestException {
    if (who.password().isEmpty()) {
      throw refuse("the guest asks for the account's password, and none is given");
    }
    var password = who.password().get().value();
    promptOfPassword = guest.text().line().stripTrailing();
    if (!password.isEmpty()) {
      int first = password.offsetByCodePoints(0, 1);
      var letter = password.substring(0, first);
      guest.type(letter);
      long wait = Math.clamp(echo.toMillis(), Conversation.QUIET.toMillis(), ECHO.toMillis());
      guest.until(text -> isShown(text.line(), letter), Duration.ofMillis(wait));
      boolean isAbove = promptOfPassword.isEmpty() && !guest.text().line().isBlank();
      if (isAbove || isShown(guest.text().line(), letter)) {
        throw refuse(
            "the guest shows passwords as they are typed; no more than one letter was typed");
      }
      password = password.substring(first);
    }
    passwordTyped = true;
    guest.type(password, Key.ENTER);
  }

  /** It may have come too late to be seen in time. */
  private void checkEcho() throws GuestException {
    var password = who.password().orElseThrow().value();
    for (var line : guest.text().all()) {
      if (!password.isEmpty() && isShown(line, password)) {
        throw refuse("the guest shows passwords as they are typed; this one stands in its history");
      }
    }
  }

  private boolean isShown(String line, String typed) {
    var bytes = typed.getBytes(StandardCharsets.UTF_8);
    var shown = new String(bytes, StandardCharsets.ISO_8859_1); // a character of it is a byte
    return !promptOfPassword.isEmpty()
        && line.startsWith(promptOfPassword)
        && !shown.isBlank()
        && line.substring(promptOfPassword.length()).strip().startsWith(shown.strip());
  }

  // --- what the guest says ----------------------------------------------------------------------

  private void judge(Look look) throws GuestException {
    switch (look) {
      case SHELL -> {}
      case LOGIN, ENTER -> throw atLoginAgain();
      case PASSWORD -> {
        refused.add(who);
        throw refuse("the guest asks for the password again: it refused the account or this one");
      }
      case NEW_PASSWORD -> throw refuse(LoginAnswer.MUST_CHANGE.sentence());
      case SECOND_FACTOR ->
          throw refuse(
              "the guest asks for a second factor, at %s; only a person can give it"
                  .formatted(guest.told().asValue()));
      case WINDOWS -> throw unsupported("the guest is one of Windows; no shell of Unix is there");
      case EMPTY, LOGIN_BEGUN, CONTINUATION, BOOT_LOADER, PROGRAM, OTHER -> judgeStrange(look);
    }
  }

  private GuestException atLoginAgain() {
    var answer = LoginAnswer.of(guest.text());
    if (passwordTyped) {
      refused.add(who);
    } else if (answer == LoginAnswer.WRONG) { // a getty that was started anew, as when booting
      return new GuestException(
          Kind.UNREACHABLE,
          "the guest asked for an account again instead of a password; try again");
    }
    return refuse(answer.sentence());
  }

  private void judgeStrange(Look look) throws GuestException {
    boolean isLine = look == Look.OTHER || look == Look.CONTINUATION;
    if (isLine && rules.blind() && !guest.isOver()) {
      return;
    }
    if (look == Look.EMPTY || look == Look.LOGIN_BEGUN || guest.isOver()) {
      retreat();
      throw new GuestException(
          Kind.UNREACHABLE, "the guest's login did not answer; what it runs may be too busy");
    }
    throw unsupported(
        "the guest shows no prompt of a shell after the login, but %s"
            .formatted(guest.told().asValue()));
  }

  private GuestException unsupported(String sentence) {
    retreat();
    return new GuestException(Kind.UNSUPPORTED, sentence);
  }

  private GuestException refuse(String sentence) {
    retreat();
    return new GuestException(Kind.REFUSED, sentence);
  }

  /** Back to a login prompt, if that can be. */
  void retreat() {
    guest.within(SignedIn.LEAVING);
    try {
      if (guest.look() == Look.SHELL) {
        guest.type(" exit", Key.ENTER);
      } else if (guest.look() != Look.LOGIN) {
        guest.press(Key.INTERRUPT);
      }
      var each = SignedIn.LEAVING.dividedBy(2);
      if (guest.rest(look -> look == Look.LOGIN, each) != Look.LOGIN) {
        guest.press(Key.END);
        guest.rest(look -> look == Look.LOGIN, each);
      }
      if (guest.look() == Look.LOGIN) {
        guest.leaveWith(new byte[0]);
      }
    } catch (GuestException gone) {
      // The first failure is the one to tell.
    }
  }
}
