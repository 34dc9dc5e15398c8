package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A shell's prompt at a guest's console that is ours until we leave. One thread at a time. */
public final class SignedIn {
  /** So long leaving may take. */
  public static final Duration LEAVING = Duration.ofSeconds(5);

  /** So long a shell may take to end. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private static final int MOST_PRESSES = 2;

  /** Ends whatever runs, and then a shell, typed blindly; a login prompt comes again after it. */
  private static final byte[] OUT = "\003\025 exit\r\004".getBytes(StandardCharsets.US_ASCII);

  private final Conversation guest;
  private final Found found;
  private final boolean isBelow;

  /** How the shell came to be. */
  public enum Found {
    /** It was open, and stays so when we leave. */
    ALREADY_OPEN,
    /** We signed in, and sign out when we leave. */
    SIGNED_IN
  }

  SignedIn(Conversation guest, Found found, boolean isBelow) {
    this.guest = guest;
    this.found = found;
    this.isBelow = isBelow;
  }

  public Found found() {
    return found;
  }

  /** What is typed where the line is lost while its shell is ours; nothing where it is not. */
  public byte[] lastKeys() {
    return switch (found) {
      case SIGNED_IN -> lastKeysAtLogin();
      case ALREADY_OPEN -> new byte[0];
    };
  }

  /** The same while we are signing in. */
  static byte[] lastKeysAtLogin() {
    return OUT.clone();
  }

  /**
   * Hands the console back, when the guest stands at the prompt again: at a login prompt where we
   * signed in, else as it was. Blocks for {@link #LEAVING} at most.
   *
   * @return whether that is known to be so
   * @throws GuestException when the line is gone
   */
  public boolean leave() throws GuestException {
    guest.within(LEAVING);
    return switch (found) {
      case SIGNED_IN -> logOut(guest);
      case ALREADY_OPEN -> !isBelow || end();
    };
  }

  /**
   * A program of ours types from now on, until {@link #awaitReturn}.
   *
   * @throws GuestException when the line is gone
   */
  public void handOver() throws GuestException {
    guest.handOver();
  }

  /**
   * The same where a program of ours has had the terminal, mostly in the place of the shell: waits
   * until it has left. Whoever comes next shall not find the line between the two. Where somebody
   * else has the line by now nothing is typed, but what it prints is still looked at.
   *
   * @return whether the console is known to be as it was
   * @throws GuestException when something had to be typed, and the line is gone
   */
  public boolean awaitReturn() throws GuestException {
    guest.readOn();
    guest.within(LEAVING);
    return switch (found) {
      case SIGNED_IN -> awaitLogin();
      case ALREADY_OPEN ->
          guest.until(text -> text.isFresh() && Look.of(text) == Look.SHELL, ENDING)
              && (!isBelow || end());
    };
  }

  private boolean awaitLogin() throws GuestException {
    int presses = 0;
    while (guest.until(SignedIn::isBack, LEAVING) && !guest.isOver()) {
      var look = guest.restsAt();
      if (isOut(look)) {
        return true;
      }
      if (look == Look.SHELL) {
        return logOut(guest);
      }
      if (isAsked(look) && presses++ == MOST_PRESSES) {
        return false;
      }
      clear(look);
    }
    return false;
  }

  /** A guest that has restarted took words for our program as somebody's name. */
  private void clear(Look look) throws GuestException {
    if (isAsked(look)) {
      guest.within(LEAVING); // what asks for a name may have to be started anew
      if (look == Look.PASSWORD) {
        guest.press(Key.INTERRUPT);
      } else {
        guest.press(Key.KILL, Key.ENTER);
      }
    }
  }

  private static boolean isBack(ShownText text) {
    var look = Look.of(text);
    return text.isFresh() && (isOut(look) || look == Look.SHELL || isAsked(look));
  }

  private static boolean isAsked(Look look) {
    return look == Look.LOGIN_BEGUN || look == Look.PASSWORD;
  }

  private static boolean isOut(Look look) {
    return look == Look.LOGIN || look == Look.ENTER;
  }

  /** Ends the shell that we started below the one that was there. */
  private boolean end() throws GuestException {
    guest.type(" exit", Key.ENTER);
    return guest.rest(look -> look == Look.SHELL, ENDING) == Look.SHELL;
  }

  /** Ends one shell after the other until nobody is signed in. */
  static boolean logOut(Conversation guest) throws GuestException {
    while (!guest.isOver()) {
      guest.press(Key.KILL);
      guest.type(" exit", Key.ENTER);
      var look =
          guest.rest(
              each -> each == Look.LOGIN || each == Look.SHELL || each == Look.ENTER, ENDING);
      if (isOut(look)) {
        return true;
      }
      if (look != Look.SHELL) {
        guest.press(Key.INTERRUPT);
        guest.rest(each -> each == Look.LOGIN || each == Look.SHELL, ENDING);
      }
    }
    return guest.look() == Look.LOGIN;
  }
}
