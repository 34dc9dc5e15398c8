package dev.consolegw.gateway.wire.vspc;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Why a guest is not read at the moment. A host that is held back for long is read a little now and
 * then all the same: that its VM is about to move stands behind what it has printed, and a host
 * that hears nothing of that for 5 s gives the move up.
 *
 * <p>Any thread. Its lock is held over the link's own switch, which posts a task.
 */
final class ReadPause {
  /** When the first piece is read of who is held back. */
  static final Duration FIRST = Duration.ofSeconds(2);

  /**
   * How far apart the next ones are: what a host and the systems between have is through in time.
   */
  static final Duration NEXT = Duration.ofMillis(250);

  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
  private @Nullable VspcLink link;
  private @Nullable Future<?> sip;

  /** A cause. */
  enum Cause {
    /** Whoever reads it is behind. */
    READER,
    /** Nobody does yet, and enough is kept. */
    UNTAKEN
  }

  ReadPause(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** There is this cause, too. */
  void add(Cause cause) {
    lock.lock();
    try {
      causes.add(cause);
      if (sip == null && causes.contains(Cause.READER)) {
        sip = sipIn(FIRST);
      }
      apply();
    } finally {
      lock.unlock();
    }
  }

  /** This cause is gone. */
  void remove(Cause cause) {
    lock.lock();
    try {
      causes.remove(cause);
      if (sip != null && !causes.contains(Cause.READER)) {
        sip.cancel(false);
        sip = null;
      }
      apply();
    } finally {
      lock.unlock();
    }
  }

  /** The guest is read from this link now; from none when it is null. */
  void follow(@Nullable VspcLink other) {
    lock.lock();
    try {
      link = other;
      apply();
    } finally {
      lock.unlock();
    }
  }

  /** This link has brought something; that was the piece if it is held back. */
  void brought(VspcLink by) {
    lock.lock();
    try {
      if (!causes.isEmpty() && by.equals(link)) {
        apply();
      }
    } finally {
      lock.unlock();
    }
  }

  private void apply() {
    if (link != null && causes.isEmpty()) {
      link.resume();
    } else if (link != null) {
      link.pause();
    }
  }

  private Future<?> sipIn(Duration delay) {
    return timer.schedule(this::sip, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sip() {
    lock.lock();
    try {
      if (sip == null) {
        return; // called off a moment ago
      }
      if (link != null && !causes.contains(Cause.UNTAKEN)) {
        link.resume();
      }
      sip = sipIn(NEXT);
    } finally {
      lock.unlock();
    }
  }
}
