package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Terms;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How long one session may last: without a key, and in all. Each end is announced a minute before,
 * or half-way when the limit is shorter than two. Any thread.
 */
final class SessionTimeouts {
  private static final Duration NOTICE = Duration.ofMinutes(1);

  private final LocalViewer viewer;
  private final ConsoleServices services;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Instant lastKey;
  private @Nullable Future<?> idle;
  private @Nullable Future<?> total;
  private boolean warned;
  private boolean over;

  SessionTimeouts(LocalViewer viewer, ConsoleServices services) {
    this.viewer = viewer;
    this.services = services;
    this.lastKey = services.clock().instant();
  }

  /** The session begins. */
  void begin(Terms terms) {
    var now = services.clock().instant();
    lock.lock();
    try {
      total = terms.total().map(limit -> later(toNotice(limit), () -> last(limit))).orElse(null);
      idle = terms.idle().map(limit -> later(toNotice(limit), () -> look(limit))).orElse(null);
      lastKey = now;
    } finally {
      lock.unlock();
    }
  }

  /** The person has typed. */
  void typed() {
    lastKey = services.clock().instant();
  }

  /** When the person has typed last, or has come. */
  Instant lastKey() {
    return lastKey;
  }

  void cancel() {
    lock.lock();
    try {
      over = true;
      Optional.ofNullable(idle).ifPresent(timer -> timer.cancel(false));
      Optional.ofNullable(total).ifPresent(timer -> timer.cancel(false));
    } finally {
      lock.unlock();
    }
  }

  private void last(Duration limit) {
    var left = limit.minus(toNotice(limit));
    viewer.notice("this session ends in %s: it may last %s".formatted(words(left), words(limit)));
    replaceTotal(later(left, () -> end("it has lasted " + words(limit) + ", its limit")));
  }

  private void look(Duration limit) {
    var quiet = Duration.between(lastKey, services.clock().instant());
    if (quiet.compareTo(limit) >= 0) {
      end("nothing was typed for " + words(limit));
      return;
    }
    boolean soon = quiet.compareTo(toNotice(limit)) >= 0;
    if (soon && !warned) {
      viewer.notice(
          "this session ends in %s unless you type: nothing was typed for %s"
              .formatted(words(limit.minus(quiet)), words(quiet)));
    }
    warned = soon;
    replaceIdle(later((soon ? limit : toNotice(limit)).minus(quiet), () -> look(limit)));
  }

  private void end(String why) {
    viewer.end(SessionEnd.drained(ExitCode.TRY_AGAIN, "the session is over: " + why));
  }

  private void replaceIdle(Future<?> next) {
    lock.lock();
    try {
      idle = kept(next);
    } finally {
      lock.unlock();
    }
  }

  private void replaceTotal(Future<?> next) {
    lock.lock();
    try {
      total = kept(next);
    } finally {
      lock.unlock();
    }
  }

  private Future<?> kept(Future<?> next) {
    if (over) {
      next.cancel(false);
    }
    return next;
  }

  private Future<?> later(Duration delay, Runnable what) {
    return services.timer().schedule(what, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
  }

  private static Duration toNotice(Duration limit) {
    var half = limit.dividedBy(2);
    return half.compareTo(NOTICE) < 0 ? half : limit.minus(NOTICE);
  }

  /** As people say it, to the second. */
  static String words(Duration time) {
    var seconds = time.plusMillis(500).toSeconds();
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
