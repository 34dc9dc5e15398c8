package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import java.time.Duration;

/**
 * Finds out who is at a console: looks before it types, then presses Enter, and looks again. What
 * is no prompt of a login or a shell is left alone.
 */
final class Probe {
  /** A guest that shows nothing for so long, whatever is pressed, is silent. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  /** So often keys are pressed before the console counts as in use. */
  private static final int PRESSES = 4;

  private final Conversation guest;
  private final SignInRules rules;
  private boolean atLogin; // when Enter was pressed, as far as was known

  Probe(Conversation guest, SignInRules rules) {
    this.guest = guest;
    this.rules = rules;
  }

  /**
   * Comes to a prompt: {@link Look#LOGIN}, {@link Look#SHELL}, or, when we are blind, any other.
   *
   * @throws GuestException when something else is there
   */
  Look reach() throws GuestException {
    var look = guest.restsAt();
    begin(look);
    for (int pressed = 1; pressed <= PRESSES; pressed++) {
      look = guest.rest(Probe::isTold, SILENCE);
      if (guest.isOver() && guest.hasPrinted()) {
        throw new GuestException(
            Kind.UNREACHABLE,
            "the guest came to no prompt within %d s".formatted(rules.login().toSeconds()));
      }
      if (isPrompt(look) || (look == Look.OTHER && rules.blind())) {
        return look;
      }
      goOn(look, pressed);
    }
    throw inTheWay(look);
  }

  /** Whether the line tells who is there. */
  private static boolean isTold(Look look) {
    return look != Look.EMPTY && look != Look.OTHER && look != Look.LOGIN_BEGUN;
  }

  private static boolean isPrompt(Look look) {
    return look == Look.LOGIN || look == Look.SHELL;
  }

  private void begin(Look look) throws GuestException {
    switch (look) {
      case EMPTY, ENTER, LOGIN -> {
        atLogin = true;
        guest.press(Key.ENTER);
      }
      case CONTINUATION -> guest.press(Key.INTERRUPT);
      case LOGIN_BEGUN -> {
        atLogin = true;
        pressEnter();
      }
      case SHELL -> pressEnter();
      case PASSWORD, NEW_PASSWORD, SECOND_FACTOR -> {
        check(rules.force(), look);
        guest.press(Key.INTERRUPT);
      }
      case OTHER -> {
        check(rules.force() || rules.blind(), look);
        pressEnter();
      }
      case WINDOWS, BOOT_LOADER, PROGRAM -> {
        check(rules.force(), look);
        pressEnter();
      }
    }
  }

  private void check(boolean mayType, Look look) throws GuestException {
    if (!mayType) {
      throw inTheWay(look);
    }
  }

  private void pressEnter() throws GuestException {
    if (rules.silent()) {
      guest.press(Key.ENTER);
    } else {
      guest.press(Key.KILL, Key.ENTER);
    }
  }

  /** After the first look at what was pressed. */
  private void goOn(Look look, int pressed) throws GuestException {
    boolean isForced = rules.force() && pressed == 1;
    switch (look) {
      case ENTER -> guest.press(Key.ENTER);
      case CONTINUATION -> guest.press(Key.INTERRUPT);
      case LOGIN_BEGUN -> guest.press(Key.KILL, Key.ENTER);
      case EMPTY, OTHER, PROGRAM -> {
        check(isForced && guest.hasPrinted(), look);
        guest.press(Key.INTERRUPT);
      }
      case PASSWORD, NEW_PASSWORD, SECOND_FACTOR -> {
        check(isForced || isOurs(pressed), look);
        guest.press(Key.INTERRUPT);
      }
      case LOGIN, SHELL, WINDOWS, BOOT_LOADER -> throw inTheWay(look);
    }
  }

  /** login(1) takes Enter for an account without a name, and asks for its password. */
  private boolean isOurs(int pressed) {
    return atLogin && pressed == 1;
  }

  private GuestException inTheWay(Look look) {
    return switch (look) {
      case PASSWORD, NEW_PASSWORD, SECOND_FACTOR ->
          new GuestException(
              Kind.BUSY,
              "the guest's console asks somebody else for a password; try again in a minute");
      case WINDOWS ->
          new GuestException(
              Kind.UNSUPPORTED, "the guest's console is one of Windows; no shell of Unix is there");
      case BOOT_LOADER ->
          new GuestException(
              Kind.BUSY, "the guest stands in its boot loader, at " + guest.told().asValue());
      case EMPTY -> silent();
      case LOGIN, LOGIN_BEGUN, SHELL, CONTINUATION, ENTER, PROGRAM, OTHER -> inUse();
    };
  }

  private GuestException inUse() {
    var told = guest.told();
    var where = told.toString().isEmpty() ? "" : ", at " + told.asValue();
    return new GuestException(
        Kind.BUSY,
        "the guest's console is in use by a program%s; leave it, or add +force".formatted(where));
  }

  private GuestException silent() {
    return guest.hasPrinted()
        ? new GuestException(
            Kind.BUSY,
            "the guest's console is in use by a program that shows no prompt; leave it, or add"
                + " +force")
        : new GuestException(
            Kind.UNREACHABLE,
            "the guest's console is silent: nothing came for %d s after Enter was pressed"
                .formatted(SILENCE.toSeconds()));
  }
}
