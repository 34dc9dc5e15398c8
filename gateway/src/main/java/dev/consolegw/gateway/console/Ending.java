package dev.consolegw.gateway.console;

/**
 * How a viewer's session ends.
 *
 * @param code its exit status
 * @param text the last line on stderr, empty for none; what happened and what to do next
 * @param drain whether output printed until now is delivered first
 */
public record Ending(ExitCode code, String text, boolean drain) {

  /** Ends now: what is on its way is enough. */
  public static Ending now(ExitCode code, String text) {
    return new Ending(code, text, false);
  }

  /** Ends after everything printed so far has been delivered. */
  public static Ending drained(ExitCode code, String text) {
    return new Ending(code, text, true);
  }
}
