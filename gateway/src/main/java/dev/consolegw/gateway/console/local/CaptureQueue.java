package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Consoles that are to be connected though nobody has asked for them, while the gateway already
 * serves: a few are opened at a time, so that whoever asks for one, this or another, does not wait
 * for all. A console that has left the queue is the opener's, also while it is opened.
 *
 * <p>Any thread. The lock guards all fields, and is held while an opening begins, which waits for
 * nothing.
 */
final class CaptureQueue {
  /** So many are opened at once. What opens them has more threads than that. */
  static final int AT_ONCE = 2;

  /** When those are tried again that could not be opened. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Opener opener;
  private final ScheduledExecutorService timer;
  private final Map<ConsoleId, ConsoleEntry> waiting = new LinkedHashMap<>();
  private final Map<ConsoleId, ConsoleEntry> failed = new LinkedHashMap<>();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private int opening;
  private boolean closed;

  /** Opens consoles and connects them. */
  @FunctionalInterface
  interface Opener {
    /**
     * Begins to open one. Called with the lock of the queue, so it does not wait; the future is
     * done when the console is connected, or cannot be, and its failure is somebody else's.
     */
    CompletableFuture<?> open(ConsoleEntry entry);
  }

  CaptureQueue(Opener opener, ScheduledExecutorService timer) {
    this.opener = opener;
    this.timer = timer;
  }

  /** Adds some behind the others; one that waits already is known better now. */
  void add(List<ConsoleEntry> entries) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      for (var entry : entries) {
        failed.remove(entry.id());
        waiting.put(entry.id(), entry);
      }
    } finally {
      lock.unlock();
    }
    openMore();
  }

  /** Adds one that could not be opened, to be tried again in a minute. */
  void addAgain(ConsoleEntry entry) {
    lock.lock();
    try {
      if (closed || failed.put(entry.id(), entry) != null || failed.size() > 1) {
        return; // others wait for the timer already
      }
    } finally {
      lock.unlock();
    }
    var _ = timer.schedule(this::tryAgain, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tryAgain() {
    lock.lock();
    try {
      failed.forEach(waiting::putIfAbsent);
      failed.clear();
    } finally {
      lock.unlock();
    }
    openMore();
  }

  /** Takes one out: it is gone, or captured no more. */
  void remove(ConsoleId id) {
    lock.lock();
    try {
      waiting.remove(id);
      failed.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /** Done when for the first time none waits and none is being opened. */
  CompletableFuture<Void> emptied() {
    tellIfEmpty();
    return emptied;
  }

  /** Opens none any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      failed.clear();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void openMore() {
    for (var next = next(); next != null; next = next()) {
      if (next.isDone()) {
        opened(); // not from within, or a thousand that are open already would be a deep stack
      } else {
        var _ =
            next.whenComplete((_, _) -> {
              opened();
              openMore();
            });
      }
    }
    tellIfEmpty();
  }

  private @Nullable CompletableFuture<?> next() {
    lock.lock();
    try {
      if (opening >= AT_ONCE || waiting.isEmpty()) {
        return null;
      }
      var first = waiting.values().iterator();
      var entry = first.next();
      first.remove();
      opening++;
      return opener.open(entry);
    } finally {
      lock.unlock();
    }
  }

  private void opened() {
    lock.lock();
    try {
      opening--;
    } finally {
      lock.unlock();
    }
  }

  private void tellIfEmpty() {
    boolean empty;
    lock.lock();
    try {
      empty = opening == 0 && waiting.isEmpty() && !closed;
    } finally {
      lock.unlock();
    }
    if (empty) {
      emptied.complete(null);
    }
  }
}
