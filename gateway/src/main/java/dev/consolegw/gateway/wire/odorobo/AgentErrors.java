package dev.consolegw.gateway.wire.odorobo;

import dev.consolegw.gateway.terminal.Printable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Which of the agent's errors people are told: one a second, and a failed resize only once, as an
 * agent whose console is a socket answers every single one with an error.
 */
final class AgentErrors {
  private static final int GAP_MILLIS = 1000;

  private final Consumer<Printable> tell;
  private final ScheduledExecutorService scheduler;
  private final AtomicBoolean gap = new AtomicBoolean();
  private boolean resizeFailed; // the reader's thread only

  AgentErrors(Consumer<Printable> tell, ScheduledExecutorService scheduler) {
    this.tell = tell;
    this.scheduler = scheduler;
  }

  /** On the reader's thread. */
  void add(Printable message) {
    boolean resize = message.toString().startsWith("Failed to resize");
    if (resize && resizeFailed) {
      return;
    }
    if (gap.compareAndSet(false, true)) {
      resizeFailed |= resize;
      tell.accept(Printable.of("the agent says: " + message));
      var _ = scheduler.schedule(() -> gap.set(false), GAP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
