package dev.consolegw.gateway.console.stay;

import dev.consolegw.authz.Terms;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long one session may last: without a key, and in all. Each end is announced a minute before,
 * or half-way when the limit is shorter than two. Any thread.
 */
public final class SessionTimeouts {
  private static final Duration NOTICE = Duration.ofMinutes(1);

  /** How often it looks at the time, which passes while the timer of a suspended machine stands. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Viewer viewer;
  private final ConsoleServices services;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Instant lastKey;

  // Guarded by the lock.
  private Optional<Duration> idle = Optional.empty();
  private Optional<Duration> total = Optional.empty();
  private Instant since;
  private boolean warnedOfIdle;
  private boolean warnedOfTotal;
  private @Nullable Future<?> next;
  private boolean over;

  public SessionTimeouts(Viewer viewer, ConsoleServices services) {
    this.viewer = viewer;
    this.services = services;
    this.lastKey = services.clock().instant();
    this.since = lastKey;
  }

  /** The session begins. */
  public void begin(Terms terms) {
    lastKey = services.clock().instant();
    lock.lock();
    try {
      since = lastKey;
    } finally {
      lock.unlock();
    }
    apply(terms);
  }

  /** These terms count from now on, for the time since the session began. */
  public void apply(Terms terms) {
    lock.lock();
    try {
      idle = terms.idle();
      total = terms.total();
    } finally {
      lock.unlock();
    }
    look();
  }

  /** The person has typed. */
  public void typed() {
    lastKey = services.clock().instant();
  }

  /** When the person has typed last, or has come. */
  public Instant lastKey() {
    return lastKey;
  }

  public void cancel() {
    lock.lock();
    try {
      over = true;
      if (next != null) {
        next.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says and ends what is due by now, and comes again. */
  private void look() {
    var now = services.clock().instant();
    Optional<String> end;
    List<String> warnings = List.of();
    lock.lock();
    try {
      if (over || (idle.isEmpty() && total.isEmpty())) {
        return;
      }
      var lasted = Duration.between(since, now);
      var quiet = Duration.between(lastKey, now);
      end = end(lasted, quiet);
      over = end.isPresent();
      if (!over) {
        warnings = warnings(lasted, quiet);
        comeAgain(lasted, quiet);
      }
    } finally {
      lock.unlock();
    }
    warnings.forEach(viewer::notice);
    end.ifPresent(
        why -> viewer.end(SessionEnd.drained(ExitCode.TRY_AGAIN, "the session is over: " + why)));
  }

  private Optional<String> end(Duration lasted, Duration quiet) {
    return total
        .filter(limit -> lasted.compareTo(limit) >= 0)
        .map(limit -> "it has lasted " + words(limit) + ", its limit")
        .or(() ->
            idle.filter(limit -> quiet.compareTo(limit) >= 0)
                .map(limit -> "nothing was typed for " + words(limit)));
  }

  private List<String> warnings(Duration lasted, Duration quiet) {
    var warnings = new ArrayList<String>();
    boolean totalSoon = total.filter(limit -> isSoon(limit, lasted)).isPresent();
    if (totalSoon && !warnedOfTotal) {
      var limit = total.orElseThrow();
      warnings.add(
          "this session ends in %s: it may last %s"
              .formatted(words(limit.minus(lasted)), words(limit)));
    }
    boolean idleSoon = idle.filter(limit -> isSoon(limit, quiet)).isPresent();
    if (idleSoon && !warnedOfIdle) {
      var limit = idle.orElseThrow();
      warnings.add(
          "this session ends in %s unless you type: nothing was typed for %s"
              .formatted(words(limit.minus(quiet)), words(quiet)));
    }
    warnedOfTotal = totalSoon;
    warnedOfIdle = idleSoon;
    return warnings;
  }

  private static boolean isSoon(Duration limit, Duration passed) {
    return passed.compareTo(toNotice(limit)) >= 0;
  }

  private void comeAgain(Duration lasted, Duration quiet) {
    long left =
        Stream.of(
                total.map(limit -> untilNext(limit, lasted)),
                idle.map(limit -> untilNext(limit, quiet)))
            .flatMap(Optional::stream)
            .mapToLong(Duration::toMillis)
            .reduce(LOOK.toMillis(), Math::min);
    if (next != null) {
      next.cancel(false);
    }
    next = services.timer().schedule(this::look, Math.max(1, left), TimeUnit.MILLISECONDS);
  }

  /** Until the notice, or, after that, the end. */
  private static Duration untilNext(Duration limit, Duration passed) {
    return (isSoon(limit, passed) ? limit : toNotice(limit)).minus(passed);
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
