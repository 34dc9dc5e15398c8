package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.time.Duration;

/** A shell's prompt at a guest's console that is ours until we leave. One thread at a time. */
public final class SignedIn {
  /** So long leaving may take. */
  public static final Duration LEAVING = Duration.ofSeconds(5);

  /** So long a shell may take to end. */
  private static final Duration ENDING = Duration.ofSeconds(2);

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
   * Waits for the login prompt where something else than us has ended the shell, as a program in
   * its place: whoever comes next shall not find the line between the two. Blocks for {@link
   * #LEAVING} at most.
   *
   * @return whether it is there
   * @throws GuestException when the line is gone
   */
  public boolean awaitLogin() throws GuestException {
    guest.within(LEAVING);
    return guest.until(text -> Look.of(text) == Look.LOGIN, LEAVING);
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
      if (look == Look.LOGIN || look == Look.ENTER) {
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
