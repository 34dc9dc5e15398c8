package dev.consolegw.gateway.wire.vspc;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a host is still there, found out by a question that every host answers: the VM's name.
 * Any thread; no lock.
 */
final class Liveness {
  /** How long it has to answer. */
  static final Duration ANSWER = Duration.ofSeconds(3);

  private final ScheduledExecutorService timer;
  private final AtomicReference<@Nullable Consumer<Boolean>> asking = new AtomicReference<>();

  Liveness(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Asks. Whoever asks while somebody else does is told that it lives. */
  void ask(VspcLink host, Consumer<Boolean> alive) {
    if (!asking.compareAndSet(null, alive)) {
      alive.accept(true);
      return;
    }
    host.say(Suboption.GET_VM_NAME);
    var _ = timer.schedule(() -> tell(alive), ANSWER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tell(Consumer<Boolean> alive) {
    if (asking.compareAndSet(alive, null)) {
      alive.accept(false);
    }
  }

  /** It has answered something. */
  void answered() {
    var whoever = asking.getAndSet(null);
    if (whoever != null) {
      whoever.accept(true);
    }
  }
}
