package dev.consolegw.gateway.shell.signin;

import java.time.Duration;

/**
 * What may be done to get at a shell.
 *
 * @param openShell what becomes of a shell that somebody left open
 * @param blind whether a line that looks like no prompt is taken for one
 * @param force whether to type where a program seems to be in the way
 * @param silent whether the line lets one Enter through and nothing more, until the guest has
 *     printed something
 * @param login how long all of it may take
 */
public record SignInRules(
    OpenShell openShell, boolean blind, boolean force, boolean silent, Duration login) {
  /** How long signing in may take. */
  public static final Duration LOGIN = Duration.ofSeconds(30);

  /** Nothing that could be in anybody's way. */
  public static final SignInRules STANDARD =
      new SignInRules(OpenShell.REFUSE, false, false, false, LOGIN);

  /** What becomes of a shell that is open already. */
  public enum OpenShell {
    /** It is somebody else's: nothing is done. */
    REFUSE,
    /** It is used, whosever it is, and left as it was. */
    USE,
    /** It is ended, and we sign in. */
    LOGOUT
  }
}
