package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.meter.ConsoleMeters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every connection works with.
 *
 * @param limits the bounds
 * @param clock the time
 * @param timer runs short things later; anything that may take time goes on to {@code tasks}
 * @param tasks runs what follows from time, a virtual thread each
 * @param dials when each dial may begin; the same for all connections
 * @param dialer opens connections
 * @param meters count what goes through them
 */
public record ConnectionServices(
    Limits limits,
    InstantSource clock,
    ScheduledExecutorService timer,
    Executor tasks,
    DialLimiter dials,
    BackendDialer dialer,
    ConsoleMeters meters) {

  /** The same with another time for one dial; itself, if that is no other. */
  public ConnectionServices with(Duration dialBudget) {
    return dialBudget.equals(limits.dialBudget)
        ? this
        : new ConnectionServices(
            limits.withDialBudget(dialBudget), clock, timer, tasks, dials, dialer, meters);
  }

  /**
   * Every bound of a connection, by name.
   *
   * @param linger how long a connection outlives its last viewer
   * @param dialBudget how long one dial may take, and a newcomer waits for a console
   * @param settle how long a connection must last to count as a success
   * @param silentFor how long keys are kept for a connection that has shown no output yet
   */
  public record Limits(Duration linger, Duration dialBudget, Duration settle, Duration silentFor) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10));

    /** The same with another time for one dial. */
    public Limits withDialBudget(Duration time) {
      return new Limits(linger, time, settle, silentFor);
    }
  }
}
