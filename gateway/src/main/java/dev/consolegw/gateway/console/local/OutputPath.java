package dev.consolegw.gateway.console.local;

import dev.consolegw.gateway.connection.Connection;
import dev.consolegw.gateway.connection.FlowControl;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.memory.StaleLogin;
import dev.consolegw.gateway.console.roster.Roster;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.history.History;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The way of what one guest prints: into the history, and from there a signal to everybody who
 * reads it. Holds the guest back while its writer or the disk is behind.
 *
 * <p>{@link #printed} and {@link #backlog} run on the backend's reader, one at a time, and take no
 * lock for long; the others on any thread.
 */
final class OutputPath {
  private final History history;
  private final Roster<LocalViewer> roster;
  private final StaleLogin staleLogin;
  private final Connection connection;
  private final ConsoleServices services;
  private final OutputSubscriptions subscriptions = new OutputSubscriptions();
  private final FloodBatching batching;
  private final DiskBackpressure backpressure;
  private volatile @Nullable FilterSlot filter; // since the first, which most never have
  private volatile Instant lastOutput;

  OutputPath(
      History history,
      Roster<LocalViewer> roster,
      StaleLogin staleLogin,
      Connection connection,
      ConsoleServices services) {
    this.history = history;
    this.roster = roster;
    this.staleLogin = staleLogin;
    this.connection = connection;
    this.services = services;
    this.lastOutput = services.clock().instant();
    this.batching = new FloodBatching(services.clock(), services.timer(), subscriptions::more);
    this.backpressure =
        new DiskBackpressure(
            history.reader(),
            services.limits(),
            connection.flow(),
            () -> goOn(FlowControl.Cause.DISK));
  }

  /** Who reads the history as it grows. */
  OutputSubscriptions subscriptions() {
    return subscriptions;
  }

  /** When it last printed something; when it was made, if it has not since. */
  Instant lastOutput() {
    return lastOutput;
  }

  /** Who takes out of the output what is not meant for people. */
  synchronized FilterSlot filter() {
    var known = filter;
    if (known == null) {
      known = new FilterSlot(this::show);
      filter = known;
    }
    return known;
  }

  /** The guest has printed this. */
  void printed(ByteBuffer bytes) {
    var slot = filter;
    if (slot == null) {
      show(bytes);
    } else {
      slot.printed(bytes);
    }
  }

  private void show(ByteBuffer bytes) {
    int count = bytes.remaining();
    var now = services.clock().instant();
    staleLogin.printed(bytes.duplicate(), now);
    printed(count, history.append(bytes), now);
  }

  /** The far side shows again what may be in the history already. */
  void backlog(ByteBuffer bytes) {
    int count = bytes.remaining();
    var now = services.clock().instant();
    staleLogin.printed(bytes.duplicate(), now);
    printed(count, history.appendBacklog(bytes, subscriptions::more), now);
  }

  private void printed(int count, long end, Instant now) {
    lastOutput = now;
    backpressure.printed(end);
    wake(batching.printed(count));
    var writer = roster.holder();
    if (writer != null && writer.paces() && end - writer.cursor() >= services.limits().pauseAt()) {
      connection.flow().pause(FlowControl.Cause.WRITER);
      writer.stalls();
      progressed(); // it may have read on, or left, before the pause
    }
  }

  private void wake(boolean others) {
    roster.writers().forEach(this::show); // first, and also within a round
    if (others) {
      subscriptions.more();
    }
  }

  /** From here, if that is short; it saves a thread's waking for each key that comes back. */
  private void show(LocalViewer writer) {
    if (!services.brief().tryRun(writer::showBriefly)) {
      writer.signal();
    }
  }

  /** Somebody has read on: the guest may go on unless the writer is still far behind. */
  void progressed() {
    if (!holdsBack()) {
      return;
    }
    var writer = roster.holder();
    if (writer == null
        || !writer.paces()
        || history.reader().end() - writer.cursor() <= services.limits().resumeAt()) {
      goOn(FlowControl.Cause.WRITER);
    }
  }

  /** Whether the guest has to wait at the moment, and so cannot say whether it has more to say. */
  private boolean holdsBack() {
    return connection.flow().isPaused();
  }

  /** When the guest last had its chance to print: now, while it has to wait. */
  Instant lastSign() {
    return holdsBack() ? services.clock().instant() : lastOutput;
  }

  /** It was in the midst of printing, and counts as quiet only from now on. */
  private void goOn(FlowControl.Cause cause) {
    lastOutput = services.clock().instant();
    connection.flow().resume(cause);
  }
}
