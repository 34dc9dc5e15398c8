package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.console.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everybody who reads a console's history as it grows: its viewers, and those who follow its log
 * without looking at it. None of them has a queue; each is told that there is more, and reads. Any
 * thread.
 */
final class OutputSubscriptions {
  /** How many may follow the log of one console. */
  static final int FOLLOWERS = 64;

  private volatile List<Reader> all = List.of(); // another when somebody comes or goes
  private int followers;

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
    add(reader);
    return () -> remove(reader);
  }

  /** The same for one of those who follow; nobody when there are too many. */
  Optional<Subscription> follow(Runnable more) {
    var reader = new Reader(more);
    synchronized (this) {
      if (followers == FOLLOWERS) {
        return Optional.empty();
      }
      followers++;
      add(reader);
    }
    return Optional.of(() -> leave(reader));
  }

  private synchronized void leave(Reader follower) {
    if (remove(follower)) {
      followers--;
    }
  }

  private synchronized void add(Reader reader) {
    all = Stream.concat(all.stream(), Stream.of(reader)).toList();
  }

  private synchronized boolean remove(Reader reader) {
    boolean known = all.contains(reader);
    all = all.stream().filter(each -> !each.equals(reader)).toList();
    return known;
  }

  /** The history has grown. */
  void more() {
    for (var reader : all) {
      reader.more.run();
    }
  }
}
