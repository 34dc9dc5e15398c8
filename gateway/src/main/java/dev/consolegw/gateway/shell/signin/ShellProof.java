package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Proves that a shell takes what is typed: with a question whose echo is not its answer. A shell
 * that is none of POSIX, as fish and csh, has to start one.
 */
final class ShellProof {
  private static final int TRIES = 3;

  /** A shell that has not answered by then has not understood, or does not listen yet. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Conversation guest;
  private final String start;

  private ShellProof(Conversation guest, String start) {
    this.guest = guest;
    this.start = start;
  }

  /** Of a shell that was there before us, and stays when we leave. */
  static ShellProof ofOpen(Conversation guest) {
    return new ShellProof(guest, " sh");
  }

  /** Of one that we have signed in to: none of it is left below another that takes its place. */
  static ShellProof ofOurs(Conversation guest) {
    return new ShellProof(guest, " exec sh");
  }

  /** What has answered. */
  enum Shell {
    /** Nothing. */
    NONE,
    /** A shell of POSIX, which was there. */
    DIRECT,
    /** One that was started for us, below the one that was there or in its place. */
    STARTED
  }

  Shell prove() throws GuestException {
    if (isPosix(1)) {
      return Shell.DIRECT;
    }
    guest.press(Key.KILL);
    var token = token();
    if (!ask("@''" + token + "@", "@" + token + "@")) {
      return isPosix(TRIES - 1) ? Shell.DIRECT : Shell.NONE; // it may not have listened before
    }
    guest.type(start, Key.ENTER);
    guest.rest(look -> look == Look.SHELL, ANSWER);
    return isPosix(TRIES) ? Shell.STARTED : Shell.NONE;
  }

  /** The first is an error in csh, the second one in fish. */
  private boolean isPosix(int tries) throws GuestException {
    var token = token();
    for (int i = 0; i < tries && !guest.isOver(); i++) {
      if (i > 0) {
        guest.press(Key.KILL); // whatever became of the last one
      }
      if (ask("@''" + token + "@$(:)${?}", "@" + token + "@")) {
        return true;
      }
    }
    return false;
  }

  private boolean ask(String echoed, String answer) throws GuestException {
    guest.type(" echo " + echoed, Key.ENTER);
    guest.rest(look -> look == Look.SHELL || isAnswered(answer), ANSWER);
    return isAnswered(answer);
  }

  /** Whether a line holds it that has ended: what follows it is there, too. */
  private boolean isAnswered(String answer) {
    for (var line : guest.text().lines()) {
      if (line.contains(answer)) {
        return true;
      }
    }
    return false;
  }

  private static String token() {
    var bytes = new byte[4];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
