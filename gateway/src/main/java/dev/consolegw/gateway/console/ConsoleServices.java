package dev.consolegw.gateway.console;

import dev.consolegw.gateway.budget.BriefWork;
import dev.consolegw.gateway.connection.ConnectionServices;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.mirror.OutputMirror;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every console works with.
 *
 * @param limits the bounds
 * @param clock the time, for all that ages; no clock that is set stretches it
 * @param timer runs short things later; anything that may take time goes on to {@code tasks}
 * @param tasks runs dials and pumps, a virtual thread each
 * @param brief what readers of wires may do of that by themselves
 * @param connection what their connections work with
 * @param renewer asks again for rights
 * @param events told what happens, on the thread where it happens; must not block
 * @param recorder puts sessions on record
 * @param mirror copies what they print
 * @param screens makes screens of what they have printed
 */
public record ConsoleServices(
    ConsoleLimits limits,
    InstantSource clock,
    ScheduledExecutorService timer,
    Executor tasks,
    BriefWork brief,
    ConnectionServices connection,
    GrantRenewer renewer,
    Events events,
    SessionRecorder recorder,
    OutputMirror mirror,
    Screens screens) {

  /**
   * What the connection of one works with.
   *
   * @param dialBudget how long one dial of it may take
   */
  public ConnectionServices connection(Duration dialBudget) {
    return connection.with(dialBudget);
  }

  /** What is counted of all consoles together. */
  public ConsoleMeters meters() {
    return connection.meters();
  }
}
