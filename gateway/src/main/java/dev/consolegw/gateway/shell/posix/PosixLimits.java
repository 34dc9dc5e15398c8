package dev.consolegw.gateway.shell.posix;

import java.time.Duration;

/**
 * What one guest may cost, and how long it is waited for.
 *
 * @param waiting commands that may wait for the one that runs
 * @param patience how long an answer may take before it is asked for again
 * @param tries how often something is asked for or sent before the line is given up
 * @param idle how often a guest with nothing to do is asked whether it is there; it ends by itself
 *     when it has not been asked for 90 to 180 s
 * @param linger how long the outputs of a command are read after it has ended, where a child of it
 *     keeps them open
 * @param hangUp from SIGHUP to SIGKILL for a command that nobody wants any more
 */
public record PosixLimits(
    int waiting, Duration patience, int tries, Duration idle, Duration linger, Duration hangUp) {

  /** What holds where nothing else is said. */
  public static final PosixLimits DEFAULT =
      new PosixLimits(
          16,
          Duration.ofSeconds(3),
          8,
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));
}
