package dev.consolegw.gateway.console;

import dev.consolegw.authz.Person;
import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.line.Delivery;
import dev.consolegw.gateway.line.Typing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose login may still be open at the guest: who typed last, until the guest has stood at a login
 * prompt for {@link #SETTLED}. When the last writer has left, the next person is told, or the line
 * is reset, as the terms say.
 *
 * <p>Any thread. The lock is held over memory only.
 */
final class LastWriter {
  /** How long a prompt must stand while people are here; {@code Last login: } may come in two. */
  static final Duration SETTLED = Duration.ofSeconds(1);

  private final ConsoleId console;
  private final WriterFile file;
  private final Typing typing;
  private final Works works;
  private final LoginPrompt prompt = new LoginPrompt();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Viewer typist;
  private volatile @Nullable Trace trace;

  /** Reads the file: on a thread that may wait for it. */
  LastWriter(ConsoleId console, WriterFile file, Typing typing, Works works) {
    this.console = console;
    this.file = file;
    this.typing = typing;
    this.works = works;
    this.trace = file.read().flatMap(this::survived).orElse(null);
    resetIfDue();
  }

  /** Nobody has outlived the gateway. */
  private Optional<Trace> survived(Trace old) {
    return old.state() == Trace.State.WRITES ? old.left(old.at()) : Optional.of(old);
  }

  /** Somebody's keys go out. Cheap: called for each key. */
  void typed(Viewer viewer) {
    prompt.typed();
    if (typist == viewer) {
      return;
    }
    var terms = viewer.grant().terms();
    var now = works.clock().instant();
    lock.lock();
    try {
      typist = viewer;
      remember(
          new Trace(
              viewer.grant().person(),
              viewer.session().address(),
              terms.onLeave(),
              now,
              Trace.State.WRITES));
    } finally {
      lock.unlock();
    }
  }

  /** The guest printed something. One thread at a time. */
  void printed(ByteBuffer bytes) {
    if (prompt.printed(bytes, works.clock().instant()) && trace != null) {
      watch(SETTLED);
    }
  }

  private void watch(Duration delay) {
    if (!watching.getAndSet(true)) {
      var _ = works.timer().schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    watching.set(false);
    var shown = prompt.shown();
    if (shown == null) {
      return;
    }
    var left = SETTLED.minus(Duration.between(shown, works.clock().instant()));
    if (left.isPositive()) {
      watch(left);
    } else {
      forgetIfLoggedOut();
    }
  }

  /** The last writer has left. */
  void left() {
    forgetIfLoggedOut();
    lock.lock();
    try {
      typist = null;
      var current = trace;
      if (current != null && current.state() == Trace.State.WRITES) {
        remember(current.left(works.clock().instant()).orElse(null));
      }
    } finally {
      lock.unlock();
    }
    resetIfDue();
  }

  private void resetIfDue() {
    var due = trace;
    if (due != null && due.state() == Trace.State.RESET_DUE) {
      typing.control(new ConsoleInput.Reset(), became -> wasReset(due, became));
    }
  }

  private void wasReset(Trace due, Delivery became) {
    switch (became) {
      case SENT -> {
        change(due, Trace.State.RESET);
        works.events().accept(new ConsoleEvent.Cleaned(console, due.person()));
      }
      case UNSUPPORTED -> change(due, Trace.State.LEFT);
      case LOST -> typing.beginWith(new ConsoleInput.Reset(), later -> wasReset(due, later));
    }
  }

  private void change(Trace from, Trace.State to) {
    lock.lock();
    try {
      if (from.equals(trace)) {
        remember(from.with(to));
      }
    } finally {
      lock.unlock();
    }
  }

  /** What somebody who comes should know; nothing for the same person. */
  Optional<String> greeting(Person newcomer) {
    forgetIfLoggedOut();
    return Optional.ofNullable(trace)
        .filter(last -> !last.person().equals(newcomer))
        .flatMap(this::sentence);
  }

  /** The same for somebody who was here already when the last writer left. */
  Optional<String> news(Viewer viewer) {
    return Optional.ofNullable(trace)
        .filter(last -> last.at().isAfter(viewer.session().since()))
        .flatMap(_ -> greeting(viewer.grant().person()));
  }

  private Optional<String> sentence(Trace last) {
    var who =
        "last writer %s left %s"
            .formatted(
                Viewer.title(last.person(), Printable.of(last.address()).toString()),
                ago(Duration.between(last.at(), works.clock().instant())));
    return switch (last.state()) {
      case WRITES, RESET_DUE -> Optional.empty();
      case LEFT ->
          Optional.of(who + "; no logout was seen, the guest may still be logged in as them");
      case RESET -> Optional.of(who + "; the line was reset, but no logout was seen since");
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
    if (prompt.shown() == null || trace == null) {
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

  private void remember(@Nullable Trace now) {
    trace = now;
    file.save(Optional.ofNullable(now).filter(it -> it.policy() != Leaving.KEEP));
  }
}
