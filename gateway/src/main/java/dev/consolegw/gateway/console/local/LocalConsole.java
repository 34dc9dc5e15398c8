package dev.consolegw.gateway.console.local;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.budget.PersonalRate;
import dev.consolegw.gateway.connection.Connection;
import dev.consolegw.gateway.connection.ConnectionState;
import dev.consolegw.gateway.connection.DialLimiter;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.ConsoleStatus;
import dev.consolegw.gateway.console.OutputFilter;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.memory.SeenOffsets;
import dev.consolegw.gateway.console.memory.StaleLogin;
import dev.consolegw.gateway.console.memory.StaleLoginFile;
import dev.consolegw.gateway.console.roster.Roster;
import dev.consolegw.gateway.console.stay.GrantRenewal;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.mirror.OutputMirror;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One serial console: the one connection to it ({@link ConnectionState}), who looks, who writes,
 * and the way of each byte. Output goes from the backend's reader into the history and wakes the
 * viewers ({@link OutputPath}); input goes from those who write through {@link InputQueue} to the
 * backend.
 *
 * <p>Any thread. Its own lock guards who reads; what guards memory on the way of guest bytes is
 * held for a copy at most.
 */
public final class LocalConsole implements Console {
  private static final Reason ANOTHER_WAY =
      Reason.of(Reason.Kind.LOCAL, "the gateway's configuration says another way to it now");

  private volatile ConsoleEntry entry;
  private volatile Optional<ConsoleStatus.ToldSize> told = Optional.empty();
  private final History history;
  private final ConsoleServices services;
  private final SeenOffsets seen;
  private volatile Set<GrantRenewal> readers = Set.of(); // another as soon as somebody reads
  private final Roster<LocalViewer> roster;
  private final PersonalRate breaks;
  private final StaleLogin staleLogin;
  private final Attachments attachments;
  private final InputQueue queue;
  private final Connection connection;
  private final OutputPath output;
  private final OutputMirror.Copy copy;

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
    this.roster =
        new Roster<>(services.limits().silentSeat(), services.limits().viewersPerPerson());
    this.breaks = new PersonalRate(services.limits().breaks(), services.clock());
    this.connection = new Connection(entry.id(), services.connection(dialBudget()), new Owner());
    this.queue = connection.queue();
    this.staleLogin = new StaleLogin(entry.id(), loginFile, queue, services);
    this.output = new OutputPath(history, roster, staleLogin, connection, services);
    this.attachments = new Attachments(this, services);
    this.copy = services.mirror().begin(entry, history.reader());
    Subscription _ = output.subscriptions().join(copy::more);
  }

  @Override
  public ConsoleEntry entry() {
    return entry;
  }

  @Override
  public HistoryReader history() {
    return history.reader();
  }

  @Override
  public ConsoleStatus status() {
    var viewers = roster.present().stream().map(LocalViewer::info).toList();
    return new ConsoleStatus(
        connection.state().word(), queue.isSilent(), output.lastOutput(), viewers, told);
  }

  @Override
  public AttachResult attach(AttachRequest who) {
    return attachments.attach(who);
  }

  @Override
  public Optional<ViewerInfo> kick(String session, Session by, Grant grant) {
    return attachments.kick(session, by, grant);
  }

  @Override
  public int clear(Session by, Grant grant) {
    return attachments.clear(by, grant);
  }

  @Override
  public Optional<SessionEnd> closedTo(Grant grant, ViewerOptions options) {
    return roster.closedTo(grant, options.force());
  }

  @Override
  public Subscription read(Grant grant, Consumer<Grant> renewed, Consumer<SessionEnd> over) {
    var watch = new GrantRenewal(services, grant, renewed, over);
    enter(watch);
    roster.closed().ifPresent(watch::end); // it may have been closed before it had this reader
    return () -> {
      readers.remove(watch);
      watch.close();
    };
  }

  private synchronized void enter(GrantRenewal watch) {
    if (readers.isEmpty()) {
      readers = ConcurrentHashMap.newKeySet();
    }
    readers.add(watch);
  }

  @Override
  public Optional<Subscription> follow(Runnable more) {
    return output.subscriptions().follow(more);
  }

  @Override
  public Optional<OutputFilter.Placed> filter(OutputFilter filter) {
    return output.filter().take(filter);
  }

  Attachments attachments() {
    return attachments;
  }

  Connection connection() {
    return connection;
  }

  OutputPath output() {
    return output;
  }

  InputQueue queue() {
    return queue;
  }

  /** How often each person may break into what the guest does. */
  PersonalRate breaks() {
    return breaks;
  }

  Roster<LocalViewer> roster() {
    return roster;
  }

  /** What people have seen of the output; {@link Attachments#noteSeen} adds those who are here. */
  SeenOffsets seen() {
    return seen;
  }

  /** Writes down what those have seen who are here or were. */
  void saveSeen() {
    attachments.noteSeen();
    CompletableFuture<Void> _ = seen.save();
  }

  /** The guest was told this size. */
  void told(ConsoleStatus.ToldSize size) {
    told = Optional.of(size);
  }

  StaleLogin staleLogin() {
    return staleLogin;
  }

  boolean isLive() {
    return connection.isLive();
  }

  /** Tells everybody who looks. */
  void all(String line) {
    roster.present().forEach(viewer -> viewer.notice(line));
  }

  /** Its directory knows more of it by now. */
  public void know(ConsoleEntry now) {
    var news = now.status().since(entry.status());
    if (!now.notes().equals(entry.notes())) {
      history.note(now.notes());
    }
    history.keep(now.keep(), now.keepFor());
    boolean released = entry.captured() && !now.captured();
    entry = now;
    copy.know(now);
    if (released && roster.present().isEmpty()) {
      connection.linger();
    }
    if (isLive() && !news.isEmpty()) {
      all(news);
    }
  }

  /** Something about its server has changed: what failed before may work now. */
  void tryAgain() {
    connection.hurry();
  }

  /** It is reached by another way now. */
  void dialAnew() {
    connection.dialAnew(ANOTHER_WAY);
  }

  /** How long one dial of it may take. */
  Duration dialBudget() {
    return entry.dialBudget().orElse(services.limits().connection().dialBudget());
  }

  /** Connects from the start and keeps connected. */
  void capture() {
    connection.want(DialLimiter.Urgency.CAPTURED);
  }

  /** Hangs up soon, unless somebody looks: it is not captured any more. */
  void lingerIfUnwatched() {
    if (roster.present().isEmpty()) {
      connection.linger();
    }
  }

  /** Asks again for the grants of all who look and read. */
  void recheckGrants() {
    roster.present().forEach(LocalViewer::recheckGrant);
    readers.forEach(GrantRenewal::askNow);
  }

  /** Ends everything, each viewer with the same line; done when every session has ended. */
  CompletableFuture<Void> close(SessionEnd ending) {
    // Each has its ending before its connection goes, which would be another reason.
    var ends =
        roster.close().stream()
            .map(viewer -> viewer.endAndTell(ending))
            .toArray(CompletableFuture[]::new);
    connection.close();
    output.subscriptions().more(); // they find it closed
    roster.closed().ifPresent(why -> readers.forEach(reader -> reader.end(why)));
    return CompletableFuture.allOf(ends).thenCompose(_ -> seen.save());
  }

  /** After {@link #close}: nobody appends any more. Waits for the disk. */
  void closeHistory() throws IOException {
    copy.end();
    history.close();
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
      history.connectionBack();
      services.events().publish(new ConsoleEvent.Connected(entry.id()));
      roster.present().forEach(LocalViewer::connected);
      var writer = roster.holder();
      if (writer != null) {
        writer.tellSize();
      }
    }

    @Override
    public void unreachable(Reason why, int attempt) {
      services.events().publish(new ConsoleEvent.DialFailed(entry.id(), attempt, why));
      roster.present().forEach(viewer -> viewer.unreachable(why));
    }

    @Override
    public void disconnected(Reason why, int unsent) {
      history.connectionLost();
      services.events().publish(new ConsoleEvent.Disconnected(entry.id(), why));
      roster.present().forEach(viewer -> viewer.disconnected(why));
      var writer = roster.holder();
      if (unsent > 0 && writer != null) {
        writer.notice(unsent + " typed bytes were not sent");
      }
    }

    @Override
    public void hungUp(Reason why) {
      history.connectionLost();
      services.events().publish(new ConsoleEvent.Disconnected(entry.id(), why));
    }

    @Override
    public void stillSilent() {
      int thrown = queue.discard();
      roster.writers().forEach(writer -> writer.stillSilent(thrown));
    }

    @Override
    public void printed(ConsoleOutput.Printed said) {
      switch (said) {
        case ConsoleOutput.Bytes(ByteBuffer bytes) -> output.printed(bytes);
        case ConsoleOutput.Backlog(ByteBuffer bytes) -> output.backlog(bytes);
      }
    }

    @Override
    public void notice(String line) {
      all(line);
    }
  }
}
