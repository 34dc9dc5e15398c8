package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks again for somebody's right when it is due, for as long as they use it. While nobody answers
 * they go on until the grant expires. Any thread; it asks on a task's own.
 */
public final class GrantRenewal implements AutoCloseable {
  /** How soon it asks again where there was no answer. */
  static final Duration AGAIN = Duration.ofSeconds(10);

  private final ConsoleServices services;
  private final Consumer<Grant> renewed;
  private final Consumer<SessionEnd> over;
  private final ReentrantLock lock = new ReentrantLock();
  private Grant grant;
  private @Nullable Future<?> next;
  private boolean closed;

  /**
   * Begins to watch.
   *
   * @param renewed gets the new grant, whose right may be another
   * @param over called once, when the right is gone or {@link #end} is called
   */
  public GrantRenewal(
      ConsoleServices services, Grant grant, Consumer<Grant> renewed, Consumer<SessionEnd> over) {
    this.services = services;
    this.grant = grant;
    this.renewed = renewed;
    this.over = over;
    askAt(grant.renewAt());
  }

  private void askAt(Instant when) {
    if (when.equals(Instant.MAX)) {
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        var delay = Duration.between(services.clock().instant(), when);
        next =
            services
                .timer()
                .schedule(
                    () -> services.tasks().execute(this::ask),
                    Math.max(0, delay.toMillis()),
                    TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void ask() {
    if (isClosed()) {
      return;
    }
    switch (services.renewer().renew(grant)) {
      case Renewal.Renewed(Grant anew) -> {
        grant = anew;
        renewed.accept(anew);
        askAt(anew.renewAt());
      }
      case Renewal.Gone(String reason) -> end(SessionEnd.now(ExitCode.NOT_ALLOWED, reason));
      case Renewal.Unknown(String why) -> unanswered(why);
    }
  }

  private void unanswered(String why) {
    var now = services.clock().instant();
    if (now.isBefore(grant.expires())) {
      var again = now.plus(AGAIN);
      askAt(again.isBefore(grant.expires()) ? again : grant.expires());
    } else {
      end(
          SessionEnd.now(
              ExitCode.UNAVAILABLE,
              "your right to this console could not be confirmed in time: " + why));
    }
  }

  /** It is over, for whatever reason; only the first is told. */
  public void end(SessionEnd why) {
    if (stop()) {
      over.accept(why);
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    boolean _ = stop();
  }

  /** Whether it went on until now. */
  private boolean stop() {
    lock.lock();
    try {
      boolean went = !closed;
      closed = true;
      if (next != null) {
        next.cancel(false);
      }
      return went;
    } finally {
      lock.unlock();
    }
  }
}
