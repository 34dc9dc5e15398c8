package dev.consolegw.gateway.ops;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a process is alive: all its parts have run what they were given. One that has
 * not answered yet is not asked again. Any thread; only memory is touched with the lock.
 */
public final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final Map<String, Executor> parts;
  private final Runnable alive;
  private final Set<String> silent = new TreeSet<>();

  /**
   * Asks nobody yet.
   *
   * @param parts by name; each runs what it is given, on a thread of its own
   * @param alive called when all have answered, on the thread of the last one
   */
  public Watchdog(Map<String, Executor> parts, Runnable alive) {
    this.parts = Map.copyOf(parts);
    this.alive = alive;
  }

  /** Asks all parts, unless some have yet to answer from before; then it says which. */
  public void ask() {
    var before = begin();
    if (!before.isEmpty()) {
      log.error("event=not-alive silent=\"{}\"", String.join(", ", before));
      return;
    }
    parts.forEach((name, part) -> part.execute(() -> answered(name)));
  }

  /** Who is silent yet; nobody, when a round begins. */
  private synchronized Set<String> begin() {
    var before = new TreeSet<>(silent);
    if (before.isEmpty()) {
      silent.addAll(parts.keySet());
    }
    return before;
  }

  private void answered(String name) {
    if (isLast(name)) {
      alive.run();
    }
  }

  private synchronized boolean isLast(String name) {
    return silent.remove(name) && silent.isEmpty();
  }
}
