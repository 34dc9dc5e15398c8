package dev.consolegw.gateway.session;

/**
 * How a viewer's session ends.
 *
 * @param code its exit status
 * @param text the last line on stderr, empty for none; what happened and what to do next
 * @param drain whether output printed until now is delivered first
 */
public record SessionEnd(ExitCode code, String text, boolean drain) {

  /** The gateway itself ends; also for who comes then. */
  public static final SessionEnd STOPPING =
      drained(ExitCode.TRY_AGAIN, "the gateway is stopping; try again in a minute");

  /** A bug of ours has ended it. */
  public static final SessionEnd FAILED =
      now(ExitCode.UNAVAILABLE, "the gateway failed; its log says how");

  /** Ends now: what is on its way is enough. */
  public static SessionEnd now(ExitCode code, String text) {
    return new SessionEnd(code, text, false);
  }

  /** Ends after everything printed so far has been delivered. */
  public static SessionEnd drained(ExitCode code, String text) {
    return new SessionEnd(code, text, true);
  }
}
