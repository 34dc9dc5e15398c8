package dev.consolegw.gateway.console.local;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.connection.Connection;
import dev.consolegw.gateway.connection.ConnectionState;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.DialLimiter;
import dev.consolegw.gateway.connection.FlowControl;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.memory.SeenOffsets;
import dev.consolegw.gateway.console.memory.StaleLogin;
import dev.consolegw.gateway.console.memory.StaleLoginFile;
import dev.consolegw.gateway.console.roster.Roster;
import dev.consolegw.gateway.console.viewer.GrantRenewal;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One serial console: the one connection to it ({@link ConnectionState}), who looks, who writes,
 * and the way of each byte. Output goes from the backend's reader into the history and wakes the
 * viewers; input goes from those who write through {@link InputQueue} to the backend.
 *
 * <p>Any thread. Guest bytes take no lock.
 */
public final class LocalConsole {
  private volatile ConsoleEntry entry;
  private final History history;
  private final ConsoleServices services;
  private final SeenOffsets seen;
  private final OutputListeners listeners = new OutputListeners();
  private final FloodBatching batching;
  private final Set<GrantRenewal> readers = ConcurrentHashMap.newKeySet();
  private final Roster roster;
  private final StaleLogin staleLogin;
  private final Attachments attachments;
  private final InputQueue queue;
  private final Connection connection;
  private volatile Instant lastOutput;
  private final DiskBackpressure backpressure;

  public LocalConsole(
      ConsoleEntry entry,
      History history,
      SeenOffsets seen,
      StaleLoginFile loginFile,
      ConsoleServices services) {
    this.entry = entry;
    this.history = history;
    this.seen = seen;
    this.services = services;
    this.lastOutput = services.clock().instant();
    this.roster = new Roster(services.limits().silentSeat());
    this.batching = new FloodBatching(services.clock(), services.timer(), this::wakeAll);
    this.connection = new Connection(entry.id(), services.line(dialBudget()), new Owner());
    this.queue = connection.queue();
    this.backpressure =
        new DiskBackpressure(
            history, services.limits(), connection.flow(), () -> goOn(FlowControl.Cause.DISK));
    this.staleLogin = new StaleLogin(entry.id(), loginFile, queue, services);
    this.attachments = new Attachments(this, roster, staleLogin, connection, services);
  }

  public ConsoleEntry entry() {
    return entry;
  }

  public History history() {
    return history;
  }

  /** What people have seen of the output, those who are here included. */
  public SeenOffsets seen() {
    roster.present().forEach(seen::note);
    return seen;
  }

  /** Remembers how far somebody has seen it who leaves. */
  void saw(LocalViewer viewer) {
    seen.left(viewer);
  }

  /** Who reads the history as it grows. */
  public OutputListeners listeners() {
    return listeners;
  }

  /** What its connection does, such as {@code live}. */
  public String state() {
    return connection.state().word();
  }

  /** When it last printed something; when it was made, if it has not since. */
  public Instant lastOutput() {
    return lastOutput;
  }

  public List<ViewerInfo> who() {
    return roster.present().stream().map(LocalViewer::presence).toList();
  }

  /** Lets somebody in, dials if nobody was there before, and gives the seat if it is to be had. */
  public AttachResult attach(AttachRequest who) {
    return attachments.attach(who);
  }

  /**
   * Ends one session, for somebody with the right to MANAGE.
   *
   * @param session its id
   * @param by who does it, with {@code grant}
   * @return who was sent away; empty when no such session is here
   */
  public Optional<ViewerInfo> kick(String session, Session by, Grant grant) {
    return attachments.kick(session, by, grant);
  }

  /**
   * Ends all sessions, for somebody with the right to MANAGE.
   *
   * @return how many
   */
  public int clear(Session by, Grant grant) {
    return attachments.clear(by, grant);
  }

  public Attachments attachments() {
    return attachments;
  }

  /**
   * Why this person may not type at this console without sitting on its seat.
   *
   * @param join whether they want to type beside the seat's holder
   */
  public Optional<SessionEnd> objection(Grant grant, boolean join) {
    return roster.objection(grant, join);
  }

  /** Why this person may not even look: somebody has the console alone, or the gateway stops. */
  public Optional<SessionEnd> closedTo(Grant grant, ViewerOptions wishes) {
    return roster.closedTo(grant, wishes.force());
  }

  /**
   * Keeps up the grant of somebody who reads the history without looking at the console.
   *
   * @param renewed gets the new grant
   * @param over called once, when the right is gone or the console is closed; any thread
   */
  public Reading reads(Grant grant, Consumer<Grant> renewed, Consumer<SessionEnd> over) {
    var watch = new GrantRenewal(services, grant, renewed, over);
    readers.add(watch);
    roster.closed().ifPresent(watch::end); // it may have been closed before it had this reader
    return () -> {
      readers.remove(watch);
      watch.close();
    };
  }

  /** Somebody reads the history; until it is closed. */
  public interface Reading extends AutoCloseable {
    @Override
    void close();
  }

  public Role role(LocalViewer viewer) {
    return roster.role(viewer);
  }

  public boolean isWriter(LocalViewer viewer) {
    return roster.holder() == viewer;
  }

  public StaleLogin staleLogin() {
    return staleLogin;
  }

  public boolean isLive() {
    return connection.isLive();
  }

  public int others(LocalViewer viewer) {
    return (int) roster.present().stream().filter(other -> other != viewer).count();
  }

  /** One line to everybody but the one who caused it. */
  public void others(LocalViewer viewer, String line) {
    roster.present().stream().filter(other -> other != viewer).forEach(other -> other.notice(line));
  }

  private void all(String line) {
    roster.present().forEach(viewer -> viewer.notice(line));
  }

  public InputQueue queue() {
    return queue;
  }

  /** Sends a break, a size or a reset for the seat's holder, or for a command. */
  public void control(ConsoleInput input, Consumer<Delivery> told) {
    queue.control(input, told);
  }

  public void sendSize(LocalViewer viewer) {
    var size = viewer.size();
    if (size != null && isWriter(viewer)) {
      queue.control(size, _ -> {});
    }
  }

  /** Its directory knows more of it by now. */
  public void know(ConsoleEntry now) {
    var news = now.status().since(entry.status());
    if (!now.notes().equals(entry.notes())) {
      history.note(now.notes());
    }
    entry = now;
    if (isLive() && !news.isEmpty()) {
      all(news);
    }
  }

  /** Something about its server has changed: what failed before may work now. */
  void tryAgain() {
    connection.hurry();
  }

  /** How long one dial of it may take. */
  public Duration dialBudget() {
    return entry.dialBudget().orElse(services.limits().line().dialBudget());
  }

  /** Connects from the start and keeps connected. */
  void capture() {
    connection.want(DialLimiter.Urgency.CAPTURED);
  }

  /** Ends everything, each viewer with the same line; done when every session has ended. */
  CompletableFuture<Void> close(SessionEnd ending) {
    var present = roster.close();
    connection.close();
    listeners.more(); // they find it closed
    roster.closed().ifPresent(why -> readers.forEach(reader -> reader.end(why)));
    return CompletableFuture.allOf(
            present.stream()
                .map(viewer -> viewer.endAndTell(ending))
                .toArray(CompletableFuture[]::new))
        .thenCompose(_ -> seen.save());
  }

  /** What its connection tells it. */
  private final class Owner implements Connection.Owner {
    @Override
    public boolean wantsConnection() {
      return entry.captured() || isWatched();
    }

    @Override
    public boolean isWatched() {
      return !roster.present().isEmpty();
    }

    @Override
    public void connected() {
      history.linkBack();
      services.events().publish(new ConsoleEvent.Connected(entry.id()));
      roster.present().forEach(LocalViewer::connected);
      var writer = roster.holder();
      if (writer != null) {
        sendSize(writer);
      }
    }

    @Override
    public void unreachable(Reason why, int attempt) {
      services.events().publish(new ConsoleEvent.DialFailed(entry.id(), attempt, why));
      roster.present().forEach(viewer -> viewer.unreachable(why));
    }

    @Override
    public void disconnected(Reason why, int unsent) {
      history.linkLost();
      services.events().publish(new ConsoleEvent.Disconnected(entry.id(), why));
      roster.present().forEach(viewer -> viewer.disconnected(why));
      var writer = roster.holder();
      if (unsent > 0 && writer != null) {
        writer.notice(unsent + " typed bytes were not sent");
      }
    }

    @Override
    public void hungUp(Reason why) {
      history.linkLost();
      services.events().publish(new ConsoleEvent.Disconnected(entry.id(), why));
    }

    @Override
    public void stillSilent() {
      int thrown = queue.discard();
      var writer = roster.holder();
      if (writer != null) {
        writer.notice(
            "no output: the VM is quiet or another client holds this console; "
                + thrown
                + " typed bytes were thrown away");
      }
    }

    @Override
    public void printed(ConsoleOutput.Printed output) {
      switch (output) {
        case ConsoleOutput.Bytes(ByteBuffer bytes) -> {
          int count = bytes.remaining();
          staleLogin.printed(bytes.duplicate());
          LocalConsole.this.printed(count, history.append(bytes));
        }
        case ConsoleOutput.Backlog(ByteBuffer bytes) -> {
          int count = bytes.remaining();
          staleLogin.printed(bytes.duplicate());
          LocalConsole.this.printed(
              count, history.appendBacklog(bytes, LocalConsole.this::wakeAll));
        }
      }
    }

    @Override
    public void notice(String line) {
      all(line);
    }
  }

  private void printed(int count, long end) {
    lastOutput = services.clock().instant();
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
    var writers = roster.writers();
    writers.forEach(LocalViewer::signal);
    if (others) {
      roster.present().stream().filter(one -> !writers.contains(one)).forEach(LocalViewer::signal);
      listeners.more();
    }
  }

  private void wakeAll() {
    roster.present().forEach(LocalViewer::signal);
    listeners.more();
  }

  /** Somebody has read on: the guest may go on unless the writer is still far behind. */
  public void progressed() {
    if (!holdsBack()) {
      return;
    }
    var writer = roster.holder();
    if (writer == null
        || !writer.paces()
        || history.end() - writer.cursor() <= services.limits().resumeAt()) {
      goOn(FlowControl.Cause.WRITER);
    }
  }

  /** Whether the guest has to wait at the moment, and so cannot say whether it has more to say. */
  boolean holdsBack() {
    return connection.flow().isPaused();
  }

  /** When the guest last had its chance to print: now, while it has to wait. */
  public Instant lastSign() {
    return holdsBack() ? services.clock().instant() : lastOutput;
  }

  /** It was in the midst of printing, and counts as quiet only from now on. */
  private void goOn(FlowControl.Cause cause) {
    lastOutput = services.clock().instant();
    connection.flow().resume(cause);
  }
}
