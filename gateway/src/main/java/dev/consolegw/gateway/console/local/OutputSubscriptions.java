package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.console.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everybody who reads a console's history as it grows: its viewers, and those who follow its log
 * without looking at it. None of them has a queue; each is told that there is more, and reads. Any
 * thread.
 */
final class OutputSubscriptions {
  /** How many may follow the log of one console. */
  static final int FOLLOWERS = 64;

  private final List<Reader> all = new CopyOnWriteArrayList<>();
  private final AtomicInteger followers = new AtomicInteger();

  /** One of them. Each is itself alone, even with the same {@code more} as another. */
  private static final class Reader {
    private final Runnable more;

    private Reader(Runnable more) {
      this.more = more;
    }
  }

  /**
   * Tells somebody from now on.
   *
   * @param more runs after each output, where it came; must not block
   */
  Subscription join(Runnable more) {
    var reader = new Reader(more);
    all.add(reader);
    return () -> all.remove(reader);
  }

  /** The same for one of those who follow; nobody when there are too many. */
  Optional<Subscription> follow(Runnable more) {
    if (followers.incrementAndGet() > FOLLOWERS) {
      followers.decrementAndGet();
      return Optional.empty();
    }
    var reader = new Reader(more);
    all.add(reader);
    return Optional.of(() -> {
      if (all.remove(reader)) {
        followers.decrementAndGet();
      }
    });
  }

  /** The history has grown. */
  void more() {
    for (var reader : all) {
      reader.more.run();
    }
  }
}
