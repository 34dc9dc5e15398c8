package dev.consolegw.gateway.console.memory;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose login may still be open at the guest: who typed last, until the guest has stood at a login
 * prompt for {@link #SETTLED}. When the last writer has left, the next person is told, or the
 * console is reset, as the terms say.
 *
 * <p>Any thread. The lock is held over memory only.
 */
public final class StaleLogin {
  /** How long a prompt must stand while people are here; {@code Last login: } may come in two. */
  static final Duration SETTLED = Duration.ofSeconds(1);

  private final ConsoleId console;
  private final StaleLoginFile file;
  private final InputQueue queue;
  private final ConsoleServices services;
  private final LoginPromptDetector prompt = new LoginPromptDetector();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Session typist;
  private volatile @Nullable StaleLoginRecord stale;

  /** Reads the file: on a thread that may wait for it. */
  public StaleLogin(
      ConsoleId console, StaleLoginFile file, InputQueue queue, ConsoleServices services) {
    this.console = console;
    this.file = file;
    this.queue = queue;
    this.services = services;
    this.stale = file.read().flatMap(this::survived).orElse(null);
    resetIfDue();
  }

  /** Nobody has outlived the gateway. */
  private Optional<StaleLoginRecord> survived(StaleLoginRecord old) {
    return old.state() == StaleLoginRecord.State.WRITES ? old.left(old.at()) : Optional.of(old);
  }

  /** Somebody's keys go out. Cheap: called for each key. */
  public void typed(Session session, Grant grant) {
    prompt.typed();
    if (session.equals(typist)) {
      return;
    }
    var now = services.clock().instant();
    lock.lock();
    try {
      typist = session;
      remember(
          new StaleLoginRecord(
              grant.person(),
              session.address(),
              grant.terms().onLeave(),
              now,
              StaleLoginRecord.State.WRITES));
    } finally {
      lock.unlock();
    }
  }

  /** The guest printed something. One thread at a time. */
  public void printed(ByteBuffer bytes, Instant now) {
    if (prompt.printed(bytes, now) && stale != null) {
      watch(SETTLED);
    }
  }

  private void watch(Duration delay) {
    if (!watching.getAndSet(true)) {
      var _ = services.timer().schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    watching.set(false);
    var shown = prompt.shown();
    if (shown == null) {
      return;
    }
    var left = SETTLED.minus(Duration.between(shown, services.clock().instant()));
    if (left.isPositive()) {
      watch(left);
    } else {
      forgetIfLoggedOut();
    }
  }

  /** The last writer has left. */
  public void left() {
    forgetIfLoggedOut();
    lock.lock();
    try {
      typist = null;
      var current = stale;
      if (current != null && current.state() == StaleLoginRecord.State.WRITES) {
        remember(current.left(services.clock().instant()).orElse(null));
      }
    } finally {
      lock.unlock();
    }
    resetIfDue();
  }

  private void resetIfDue() {
    var due = stale;
    if (due != null && due.state() == StaleLoginRecord.State.RESET_DUE) {
      queue.control(new ConsoleInput.Reset(), became -> wasReset(due, became));
    }
  }

  private void wasReset(StaleLoginRecord due, Delivery became) {
    switch (became) {
      case SENT -> {
        change(due, StaleLoginRecord.State.RESET);
        services.events().publish(new ConsoleEvent.Cleaned(console, due.person()));
      }
      case UNSUPPORTED -> change(due, StaleLoginRecord.State.LEFT);
      case LOST -> queue.beginWith(new ConsoleInput.Reset(), later -> wasReset(due, later));
    }
  }

  private void change(StaleLoginRecord from, StaleLoginRecord.State to) {
    lock.lock();
    try {
      if (from.equals(stale)) {
        remember(from.with(to));
      }
    } finally {
      lock.unlock();
    }
  }

  /** What somebody who comes should know; nothing for the same person. */
  public Optional<String> greeting(Person newcomer) {
    forgetIfLoggedOut();
    return Optional.ofNullable(stale)
        .filter(last -> !last.person().equals(newcomer))
        .flatMap(this::sentence);
  }

  /** The same for somebody who was here already when the last writer left. */
  public Optional<String> news(Session session, Grant grant) {
    return Optional.ofNullable(stale)
        .filter(last -> last.at().isAfter(session.since()))
        .flatMap(_ -> greeting(grant.person()));
  }

  private Optional<String> sentence(StaleLoginRecord last) {
    var who =
        "last writer %s left %s"
            .formatted(
                Viewer.title(last.person(), Printable.of(last.address()).toString()),
                ago(Duration.between(last.at(), services.clock().instant())));
    return switch (last.state()) {
      case WRITES, RESET_DUE -> Optional.empty();
      case LEFT ->
          Optional.of(who + "; no logout was seen, the guest may still be logged in as them");
      case RESET -> Optional.of(who + "; the console was reset, but no logout was seen since");
    };
  }

  private static String ago(Duration time) {
    if (time.toMinutes() < 1) {
      return Math.max(0, time.toSeconds()) + " s ago";
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + " min ago";
    }
    return time.toDays() < 1 ? time.toHours() + " h ago" : time.toDays() + " days ago";
  }

  private void forgetIfLoggedOut() {
    if (prompt.shown() == null || stale == null) {
      return;
    }
    lock.lock();
    try {
      typist = null;
      remember(null);
    } finally {
      lock.unlock();
    }
  }

  private void remember(@Nullable StaleLoginRecord now) {
    stale = now;
    file.save(Optional.ofNullable(now).filter(it -> it.policy() != Leaving.KEEP));
  }
}
