package dev.consolegw.gateway.console;

import dev.consolegw.gateway.connection.ConnectionServices;
import java.time.Duration;

/**
 * Every bound of a console, by name.
 *
 * @param lag how many bytes a viewer may fall behind before it skips to the live end
 * @param pauseAt lag of a pacing writer at which the guest is held back, in bytes
 * @param resumeAt lag at which it goes on again, in bytes
 * @param stall how long a pacing writer may stand still before it loses its session
 * @param unwritten output in memory at which the guest waits for the disk, in bytes
 * @param diskWait how long it waits for it at most; a stalled disk stops nobody
 * @param silentSeat how long a client may answer nothing before the seat is free to others
 * @param viewersPerPerson sessions of one person that may look at it at a time
 * @param breaks breaks and resets a second that reach it from one person
 * @param connection those of its connection
 */
public record ConsoleLimits(
    int lag,
    int pauseAt,
    int resumeAt,
    Duration stall,
    int unwritten,
    Duration diskWait,
    Duration silentSeat,
    int viewersPerPerson,
    int breaks,
    ConnectionServices.Limits connection) {

  public static final ConsoleLimits DEFAULT =
      new ConsoleLimits(
          1 << 20,
          192 << 10,
          96 << 10,
          Duration.ofMinutes(2),
          2 << 20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          16,
          5,
          ConnectionServices.Limits.DEFAULT);

  /** The same with another time after which a silent client's seat is free. */
  public ConsoleLimits withSilentSeat(Duration time) {
    return new ConsoleLimits(
        lag,
        pauseAt,
        resumeAt,
        stall,
        unwritten,
        diskWait,
        time,
        viewersPerPerson,
        breaks,
        connection);
  }

  /** The same with other shares of one person. */
  public ConsoleLimits perPerson(int viewers, int breaksPerSecond) {
    return new ConsoleLimits(
        lag,
        pauseAt,
        resumeAt,
        stall,
        unwritten,
        diskWait,
        silentSeat,
        viewers,
        breaksPerSecond,
        connection);
  }
}
