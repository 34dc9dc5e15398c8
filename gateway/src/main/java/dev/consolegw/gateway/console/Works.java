package dev.consolegw.gateway.console;

import dev.consolegw.gateway.line.DialRate;
import dev.consolegw.gateway.line.Dialler;
import dev.consolegw.gateway.line.Means;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * What every console works with.
 *
 * @param limits the bounds
 * @param clock the time
 * @param timer runs short things later; anything that may take time goes on to {@code tasks}
 * @param tasks runs dials and pumps, a virtual thread each
 * @param dials when each connection may be opened
 * @param dialler opens connections
 * @param renewer asks again for rights
 * @param events told what happens, on the thread where it happens; must not block
 * @param witness puts sessions on record
 */
public record Works(
    ConsoleLimits limits,
    InstantSource clock,
    ScheduledExecutorService timer,
    Executor tasks,
    DialRate dials,
    Dialler dialler,
    Renewer renewer,
    Consumer<ConsoleEvent> events,
    Witness witness) {

  /**
   * What a connection needs of it.
   *
   * @param dialBudget how long one dial of it may take
   */
  Means line(Duration dialBudget) {
    var line = limits.line().withDialBudget(dialBudget);
    return new Means(line, clock, timer, tasks, dials, dialler);
  }
}
