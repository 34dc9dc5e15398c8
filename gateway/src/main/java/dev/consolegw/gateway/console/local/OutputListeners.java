package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.console.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those who read a console's history as it grows without looking at the console: {@code log
 * --follow}. They hold no connection. Any thread.
 */
final class OutputListeners {
  /** How many one console may have. */
  static final int MOST = 64;

  private final List<Follower> all = new CopyOnWriteArrayList<>();

  /** One of them. */
  private final class Follower implements Subscription {
    private final Runnable more;

    private Follower(Runnable more) {
      this.more = more;
    }

    /** Is told no more. */
    @Override
    public void close() {
      all.remove(this);
    }
  }

  /**
   * Lets somebody follow; nobody when there are too many.
   *
   * @param more runs after each output, where it came; must not block
   */
  Optional<Subscription> join(Runnable more) {
    var follower = new Follower(more);
    all.add(follower);
    if (all.size() > MOST) {
      follower.close();
      return Optional.empty();
    }
    return Optional.of(follower);
  }

  /** The history has grown. */
  void more() {
    for (var follower : all) {
      follower.more.run();
    }
  }
}
