package dev.consolegw.gateway.console.stay;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.meter.Tally;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again for somebody's right when it is due, for as long as they use it. While nobody answers,
 * be it for a fault of our own, they go on until the grant expires; then it ends, whatever has
 * become of the question. Any thread; it asks on a task's own.
 */
public final class GrantRenewal implements AutoCloseable {
  /** How soon it asks again where there was no answer. */
  public static final Duration AGAIN = Duration.ofSeconds(10);

  /** How often it looks at the time, which passes while the timer of a suspended machine stands. */
  static final Duration LOOK = Duration.ofSeconds(10);

  /** It asks no sooner than this after an answer, however short a life that gives. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(GrantRenewal.class);

  private final ConsoleServices services;
  private final Consumer<Grant> renewed;
  private final Consumer<SessionEnd> over;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Grant grant;
  private Instant askAt;
  private Instant holdsUntil;
  private String silence = "no answer yet";
  private boolean asking;
  private boolean askOnceMore;
  private boolean closed;
  private @Nullable Future<?> next;

  private boolean failedBefore;

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
    this.askAt = grant.renewAt();
    this.holdsUntil = grant.expires();
    look();
  }

  /** Asks now, whenever it is due: who decides may have other words than before. */
  public void askNow() {
    lock.lock();
    try {
      askOnceMore = asking; // the one under way may have had the old answer
      askAt = Instant.MIN;
    } finally {
      lock.unlock();
    }
    look();
  }

  /** Does what is due by now, and comes again. */
  private void look() {
    boolean expired;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      var now = services.clock().instant();
      expired = !now.isBefore(holdsUntil);
      if (!expired && !asking && !now.isBefore(askAt)) {
        asking = true;
        services.tasks().execute(this::ask);
      }
      if (!expired) {
        comeAgain(now);
      }
    } finally {
      lock.unlock();
    }
    if (expired) {
      var meter = services.meters().unconfirmed();
      end(
          meter,
          SessionEnd.now(
              ExitCode.UNAVAILABLE,
              "your right to this console could not be confirmed in time: " + silence));
    }
  }

  private void comeAgain(Instant now) {
    if (next != null) {
      next.cancel(false);
    }
    var due = asking || holdsUntil.isBefore(askAt) ? holdsUntil : askAt;
    if (!due.equals(Instant.MAX)) {
      var left = now.plus(LOOK).isBefore(due) ? LOOK : Duration.between(now, due);
      next =
          services
              .timer()
              .schedule(this::look, Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
    }
  }

  private void ask() {
    Renewal answer = new Renewal.Unknown("the gateway failed; its log says how");
    try {
      answer = services.renewer().renew(asked());
      if (answer instanceof Renewal.Renewed(Grant anew)) {
        take(anew);
      }
      failedBefore = false;
    } catch (RuntimeException bug) {
      answer = failed(bug);
    } finally {
      settle(answer);
    }
    if (answer instanceof Renewal.Gone(String reason)) {
      var meter = services.meters().revoked();
      end(meter, SessionEnd.now(ExitCode.NOT_ALLOWED, reason));
    }
    look();
  }

  private Grant asked() {
    lock.lock();
    try {
      return grant;
    } finally {
      lock.unlock();
    }
  }

  private void take(Grant anew) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      grant = anew;
    } finally {
      lock.unlock();
    }
    renewed.accept(anew);
  }

  /** The first of several in a row has its stack trace in the log. */
  private Renewal failed(RuntimeException bug) {
    if (!failedBefore) {
      log.error("event=grant-renewal-failed console=\"{}\"", asked().console().id(), bug);
    }
    failedBefore = true;
    return new Renewal.Unknown("the gateway failed; its log says how");
  }

  private void settle(Renewal answer) {
    lock.lock();
    try {
      var now = services.clock().instant();
      asking = false;
      askAt =
          switch (answer) {
            case Renewal.Renewed(Grant anew) -> {
              holdsUntil = later(anew.expires(), now.plus(AGAIN));
              yield later(anew.renewAt(), now.plus(PAUSE));
            }
            case Renewal.Gone _ -> Instant.MAX;
            case Renewal.Unknown(String why) -> {
              silence = why;
              yield now.plus(AGAIN);
            }
          };
      if (askOnceMore) {
        askOnceMore = false;
        askAt = Instant.MIN;
      }
    } finally {
      lock.unlock();
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** It is over, for whatever reason; only the first is told. */
  public void end(SessionEnd why) {
    if (stop()) {
      over.accept(why);
    }
  }

  /** The same, which is counted. */
  private void end(Tally meter, SessionEnd why) {
    if (stop()) {
      meter.one();
      over.accept(why);
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
