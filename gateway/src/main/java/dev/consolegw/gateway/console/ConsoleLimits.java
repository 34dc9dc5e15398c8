package dev.consolegw.gateway.console;

import java.time.Duration;

/**
 * Every bound of a console, by name.
 *
 * @param viewers how many may look at one console at once
 * @param lag how many bytes a viewer may fall behind before it skips to the live end
 * @param pauseAt lag of a pacing writer at which the guest is held back, in bytes
 * @param resumeAt lag at which it goes on again, in bytes
 * @param stall how long a pacing writer may stand still before it loses its session
 * @param linger how long a connection outlives its last viewer
 * @param dialBudget how long a newcomer waits for a console that cannot be dialled
 * @param settle how long a connection must last to count as a success
 * @param unwritten output in memory at which the guest waits for the disk, in bytes
 * @param diskWait how long it waits for it at most; a stalled disk stops nobody
 * @param silentFor how long keys are kept for a line that has shown no output yet
 * @param silentSeat how long a client may answer nothing before the seat is free to others
 */
public record ConsoleLimits(
    int viewers,
    int lag,
    int pauseAt,
    int resumeAt,
    Duration stall,
    Duration linger,
    Duration dialBudget,
    Duration settle,
    int unwritten,
    Duration diskWait,
    Duration silentFor,
    Duration silentSeat) {

  public static final ConsoleLimits DEFAULT =
      new ConsoleLimits(
          64,
          1 << 20,
          192 << 10,
          96 << 10,
          Duration.ofMinutes(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          2 << 20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15));

  /** The same with another time after which a silent client's seat is free. */
  public ConsoleLimits withSilentSeat(Duration time) {
    return new ConsoleLimits(
        viewers,
        lag,
        pauseAt,
        resumeAt,
        stall,
        linger,
        dialBudget,
        settle,
        unwritten,
        diskWait,
        silentFor,
        time);
  }
}
