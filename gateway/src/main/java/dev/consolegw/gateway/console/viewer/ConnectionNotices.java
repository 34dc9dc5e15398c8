package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.console.ConsoleServices;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer is told of the line: one sentence a change, the end of a line together with what
 * the next dial says of it. Of a line that comes and goes, only a few sentences; from then on once
 * a minute how it is, until it has been quiet for a minute. Of a line that stays away, how long
 * already, ever more rarely. Of a machine that is being taken away nothing: its end is one
 * sentence.
 *
 * <p>Any thread; the lock is held over memory only.
 */
final class ConnectionNotices {
  /** Sentences within {@link #PERIOD} until they are summed up. */
  static final int AT_ONCE = 6;

  static final Duration PERIOD = Duration.ofMinutes(1);

  /**
   * When it is first said that the console is still away; each time is twice as late as the last.
   */
  static final Duration STILL = Duration.ofMinutes(5);

  /** How long the end of a line waits for somebody who knows the reason. */
  static final Duration EXPLAINED = Duration.ofSeconds(3);

  /** How long a machine that is being taken away may take before that is worth a word. */
  static final Duration LEAVING = Duration.ofSeconds(30);

  private final ConsoleServices services;
  private final Consumer<String> notice;
  private @Nullable Reason trouble;
  private @Nullable Instant away;
  private @Nullable Reason loss; // not told yet
  private @Nullable Future<?> telling;
  private Duration still = STILL;
  private Instant began = Instant.MIN;
  private int said;
  private int untold;
  private String latest = "";
  private @Nullable Future<?> summary;
  private boolean ended;

  ConnectionNotices(ConsoleServices services, Consumer<String> notice) {
    this.services = services;
    this.notice = notice;
  }

  /** Why it was not connected when it was last tried; null while it is. */
  synchronized @Nullable Reason trouble() {
    return trouble;
  }

  /**
   * It is connected.
   *
   * @param again whether that is worth a word
   */
  synchronized void connected(boolean again) {
    tellLoss();
    trouble = null;
    away = null;
    if (again) {
      tell("connected again");
    }
  }

  /**
   * It was connected, and has ended.
   *
   * @param explained whether the next dial brings a better reason
   */
  synchronized void lost(Reason why, boolean explained) {
    isAway();
    loss = why;
    if (explained) {
      tellLossIn(EXPLAINED);
    } else {
      tellLoss();
    }
  }

  private void tellLossIn(Duration time) {
    telling = services.timer().schedule(this::tellLossNow, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void tellLossNow() {
    var why = trouble;
    var since = Duration.between(isAway(), services.clock().instant());
    if (why != null && why.kind() == Reason.Kind.LEAVING && since.compareTo(LEAVING) < 0) {
      tellLossIn(LEAVING.minus(since));
    } else if (why != null) {
      tellLoss(why);
    } else {
      tellLoss();
    }
  }

  private void tellLoss() {
    if (loss != null) {
      tellLoss(loss);
    }
  }

  private void tellLoss(Reason why) {
    loss = null;
    cancel(telling);
    tell("disconnected: " + why.text() + "; " + until(why));
  }

  /**
   * A dial has failed.
   *
   * @param told whether the viewer waits for the line, and so wants to know
   */
  synchronized void unreachable(Reason why, boolean told) {
    boolean news = !why.equals(trouble);
    trouble = why;
    var since = isAway();
    if (!told) {
      return;
    }
    var lasted = Duration.between(since, services.clock().instant());
    if (news && why.kind() != Reason.Kind.LEAVING) {
      if (loss == null) {
        tell(news(why));
      } else {
        tellLoss(why);
      }
    } else if (lasted.compareTo(still) >= 0) {
      still = still.multipliedBy(2);
      tell("still trying after %d min: %s".formatted(lasted.toMinutes(), why.text()));
    }
  }

  private static String news(Reason why) {
    return switch (why.kind()) {
      case STOPPED, AWAY -> why.text() + "; " + until(why);
      case ENDED, UNREACHABLE, BUSY, NOT_FOUND, REFUSED, PROTOCOL, LEAVING, GONE, LOCAL ->
          "trying again: " + why.text();
    };
  }

  private static String until(Reason why) {
    return switch (why.kind()) {
      case STOPPED -> "waiting for it to start";
      case AWAY -> "waiting for it to call again";
      case ENDED, UNREACHABLE, BUSY, NOT_FOUND, REFUSED, PROTOCOL, LEAVING, GONE, LOCAL ->
          "trying again";
    };
  }

  private Instant isAway() {
    var since = away;
    if (since == null) {
      since = services.clock().instant();
      away = since;
      still = STILL;
    }
    return since;
  }

  private void tell(String line) {
    if (ended) {
      return;
    }
    if (summary != null) {
      latest = line;
      untold++;
      return;
    }
    var now = services.clock().instant();
    if (began.plus(PERIOD).isBefore(now)) {
      began = now;
      said = 0;
    }
    notice.accept(line);
    if (++said == AT_ONCE) {
      notice.accept("the line comes and goes; from now on you are told once a minute");
      later();
    }
  }

  private void later() {
    summary = services.timer().schedule(this::sumUp, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void sumUp() {
    summary = null;
    if (ended || untold == 0) {
      said = 0;
      return;
    }
    notice.accept("%s (the last of %d changes)".formatted(latest, untold));
    untold = 0;
    later();
  }

  /** The viewer leaves. */
  synchronized void end() {
    ended = true;
    cancel(summary);
    cancel(telling);
  }

  private static void cancel(@Nullable Future<?> waiting) {
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
