package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.Outage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outages in what a log prints, so that few looks at the index serve many blocks. Of those that
 * are there when it begins it knows the last {@value #MOST}: a connection that came and went all
 * night is no wall of notices. Those that come later, to somebody who follows, come one by one.
 *
 * <p>On a disk thread, one at a time.
 */
final class OutageNotices {
  static final int MOST = 20;

  private final HistoryReader history;
  private final long to;

  /** Offsets before this were looked at. */
  private long lookedUpTo = -1;

  private @Nullable Outage next;
  private boolean leftSomeOut;

  OutageNotices(HistoryReader history, long to) {
    this.history = history;
    this.to = to;
  }

  /** The first outage at or after an offset; offsets never decrease. */
  Optional<Outage> from(long offset) {
    var known = next;
    if (known != null && known.offset() >= offset) {
      return Optional.of(known);
    }
    if (lookedUpTo < 0) {
      next = firstToTell(offset);
    } else if (known != null || offset >= lookedUpTo) {
      lookedUpTo = history.end(); // before the look: what comes meanwhile is looked for again
      next = history.nextOutage(offset).filter(one -> one.offset() < to).orElse(null);
    }
    return Optional.ofNullable(next).filter(one -> one.offset() >= offset);
  }

  private @Nullable Outage firstToTell(long offset) {
    lookedUpTo = history.end();
    var last = history.lastOutages(offset, to, MOST + 1);
    leftSomeOut = last.size() > MOST;
    return last.isEmpty() ? null : last.get(leftSomeOut ? 1 : 0);
  }

  /** Whether there are earlier ones that are not told. */
  boolean leftSomeOut() {
    return leftSomeOut;
  }
}
