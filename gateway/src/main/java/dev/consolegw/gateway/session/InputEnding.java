package dev.consolegw.gateway.session;

import java.time.Duration;

/**
 * How a session ends whose input has ended, or was lost.
 *
 * @param lost bytes that were typed and thrown away
 * @param isLive whether the console is connected
 * @param isSilent whether that connection has shown nothing yet, so that keys wait for it
 * @param stall how long the far side may take no input
 */
public record InputEnding(long lost, boolean isLive, boolean isSilent, Duration stall) {
  /** What is said of a connection that shows nothing; it goes on with what became of the bytes. */
  public static final String SILENT =
      "no output: the VM is quiet or another client holds this console; %d typed bytes were";

  /** After everything that has become of the input. */
  public SessionEnd of(EndOfInputTimer.Outcome outcome) {
    return lost > 0 ? loss() : nothingLost(outcome);
  }

  /** Some of it did not reach the guest. */
  public SessionEnd loss() {
    return SessionEnd.drained(
        ExitCode.UNAVAILABLE,
        isLive && isSilent
            ? SILENT.formatted(lost) + " not sent; +wake=CR presses Enter first"
            : lost + " typed bytes were not sent: the console was not connected; try again");
  }

  private SessionEnd nothingLost(EndOfInputTimer.Outcome outcome) {
    return switch (outcome) {
      case QUIET -> SessionEnd.drained(ExitCode.OK, "");
      case LOST -> loss();
      case STUCK ->
          SessionEnd.drained(
              ExitCode.UNAVAILABLE,
              "the guest took nothing of what was typed for %d s; the rest was not sent"
                  .formatted(stall.toSeconds()));
      case UNANSWERED ->
          isLive
              ? SessionEnd.drained(
                  ExitCode.TIMED_OUT,
                  "the guest printed nothing for %d s after the last byte was typed;"
                          .formatted(ViewerOptionsParser.QUIET.toSeconds())
                      + " +eof=60s waits longer")
              : SessionEnd.drained(
                  ExitCode.UNAVAILABLE,
                  "disconnected before the guest printed anything after the last byte was typed");
    };
  }
}
