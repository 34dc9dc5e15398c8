package dev.consolegw.gateway.console;

import dev.consolegw.gateway.backend.Reason;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one viewer waits for a console that cannot be dialled, and what it is told meanwhile.
 */
final class Patience {
  private final Viewer viewer;
  private final LineNews line;
  private final Works works;
  private volatile @Nullable Future<?> over;

  Patience(Viewer viewer, LineNews line, Works works) {
    this.viewer = viewer;
    this.line = line;
    this.works = works;
  }

  /** Waits from now on, within the wish or else for one dial. */
  void begin() {
    var wish = viewer.wishes().stay();
    if (wish.isPresent()) {
      viewer.notice("waiting for the console to come up");
    }
    var budget = wish.orElse(viewer.console().dialBudget());
    if (budget.compareTo(Wishes.FOREVER) < 0) {
      over = works.timer().schedule(this::giveUp, budget.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** A dial has failed. */
  void unreachable(Reason why) {
    if (why.kind() == Reason.Kind.GONE) {
      viewer.end(Ending.drained(ExitCode.NO_CONSOLE, why.text().toString()));
      return;
    }
    boolean stays = viewer.hasBegun() || viewer.wishes().stay().isPresent();
    boolean over = !stays && isHopeless(why);
    line.unreachable(why, !over && (stays || waitsLong()));
    if (over) {
      giveUp();
    }
  }

  private static boolean isHopeless(Reason why) {
    return switch (why.kind()) {
      case BUSY, NOT_FOUND, REFUSED, PROTOCOL, STOPPED, GONE -> true;
      case ENDED, UNREACHABLE, LEAVING, LOCAL -> false;
    };
  }

  /** Longer than people wait without a word. */
  private boolean waitsLong() {
    return viewer.console().entry().dialBudget().isPresent();
  }

  private void giveUp() {
    if (!viewer.hasBegun()) {
      var why = line.trouble();
      viewer.end(
          Ending.now(
              ExitCode.UNAVAILABLE,
              why == null ? "the console did not answer in time" : lastWord(why)));
    }
  }

  private String lastWord(Reason why) {
    boolean mayWait = why.kind() == Reason.Kind.STOPPED && viewer.wishes().stay().isEmpty();
    return mayWait ? why.text() + "; start it, or wait for it with +wait" : why.text().toString();
  }

  void end() {
    var waiting = over;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
