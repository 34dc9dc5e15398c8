package dev.consolegw.gateway.console.viewer;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerOptions;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one viewer waits for a console that cannot be dialled, and what it is told meanwhile.
 */
final class ConnectTimeout {
  /**
   * The first dial is waited for so much longer, if it has not failed by then: on its way there may
   * be hops that have to be dialled first.
   */
  static final Duration UNDER_WAY = Duration.ofSeconds(15);

  private final LocalViewer viewer;
  private final ConnectionNotices notices;
  private final ConsoleServices services;
  private volatile @Nullable Future<?> over;
  private volatile boolean isOverdue; // the next failure is the last

  ConnectTimeout(LocalViewer viewer, ConnectionNotices notices, ConsoleServices services) {
    this.viewer = viewer;
    this.notices = notices;
    this.services = services;
  }

  /** Waits from now on, within the wish or else for one dial. */
  void begin() {
    var wish = viewer.options().stay();
    if (wish.isPresent()) {
      viewer.notice("waiting for the console to come up");
    }
    var budget = wish.orElse(viewer.host().dialBudget());
    if (budget.compareTo(ViewerOptions.FOREVER) < 0) {
      after(budget, wish.isPresent() ? this::giveUp : this::firstDialIsLate);
    }
  }

  private void after(Duration time, Runnable task) {
    over = services.timer().schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void firstDialIsLate() {
    isOverdue = true;
    if (notices.trouble() == null && !viewer.hasBegun()) {
      after(UNDER_WAY, this::giveUp);
    } else {
      giveUp();
    }
  }

  /** A dial has failed. */
  void unreachable(Reason why) {
    if (why.kind() == Reason.Kind.GONE) {
      viewer.end(SessionEnd.drained(ExitCode.NO_CONSOLE, why.text().toString()));
      return;
    }
    boolean stays = viewer.hasBegun() || viewer.options().stay().isPresent();
    boolean over = !stays && (isOverdue || isHopeless(why));
    notices.unreachable(why, !over && (stays || waitsLong()));
    if (over) {
      giveUp();
    }
  }

  private static boolean isHopeless(Reason why) {
    return switch (why.kind()) {
      case BUSY, NOT_FOUND, REFUSED, PROTOCOL, STOPPED, AWAY, GONE -> true;
      case ENDED, UNREACHABLE, LEAVING, LOCAL -> false;
    };
  }

  /** Longer than people wait without a word. */
  private boolean waitsLong() {
    return viewer.console().entry().dialBudget().isPresent();
  }

  private void giveUp() {
    if (!viewer.hasBegun()) {
      var why = notices.trouble();
      viewer.end(
          SessionEnd.now(
              ExitCode.UNAVAILABLE,
              why == null ? "the console did not answer in time" : lastWord(why)));
    }
  }

  private String lastWord(Reason why) {
    if (viewer.options().stay().isPresent()) {
      return why.text().toString();
    }
    return switch (why.kind()) {
      case STOPPED -> why.text() + "; start it, or wait for it with +wait";
      case AWAY -> why.text() + "; wait for it with +wait";
      case ENDED, UNREACHABLE, BUSY, NOT_FOUND, REFUSED, PROTOCOL, LEAVING, GONE, LOCAL ->
          why.text().toString();
    };
  }

  void end() {
    var waiting = over;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
