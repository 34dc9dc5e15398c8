package dev.consolegw.gateway.session;

/**
 * What a session's exit status means; scripts rely on these numbers. 255 is the ssh client's own.
 */
public enum ExitCode {
  /** Ended by the person, by the end of input, or by a finished command. */
  OK(0),
  /** The command line or the user name is wrong. */
  USAGE(64),
  /** No such console, not yours, or an ambiguous name. */
  NO_CONSOLE(65),
  /** The console cannot be dialled, or the gateway itself cannot start. */
  UNAVAILABLE(69),
  /** The seat is taken, you were displaced or sent away, or the gateway is draining: try again. */
  TRY_AGAIN(75),
  /** Output was lost under {@code drop=close}, or you stalled too long under {@code drop=wait}. */
  OUTPUT_LOST(76),
  /** Signed in, but without the right to do this. */
  NOT_ALLOWED(77),
  /** The configuration cannot be used. */
  CONFIGURATION(78),
  /** {@code wait} did not see its pattern in time, or the guest answered nothing to a script. */
  TIMED_OUT(124);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
