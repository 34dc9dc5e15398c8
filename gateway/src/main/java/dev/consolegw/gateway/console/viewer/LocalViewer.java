package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.SessionTap;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.console.roster.Participant;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.InputEnding;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.Traffic;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.terminal.input.InputPart;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One looker on a console: who it is, what it may do, and the start and end of its session. What it
 * is shown is the business of its {@link OutputPump}.
 *
 * <p>Any thread.
 */
public final class LocalViewer implements Viewer, Participant {
  private final ViewerHost host;
  private final AttachRequest who;
  private final ConsoleServices services;
  private final SessionTap tap;
  private final ScreenReplay screen;
  private final long came;
  private final OutputPump pump;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final SessionLease lease;
  private final InputGate gate;
  private final ConnectionNotices connectionNotices;
  private final ConnectTimeout timeout;
  private final AtomicReference<@Nullable Subscription> output = new AtomicReference<>();

  public LocalViewer(ViewerHost host, AttachRequest who, ConsoleServices services, SessionTap tap) {
    this.host = host;
    this.who = who;
    this.services = services;
    this.tap = tap;
    this.came = who.came().orElse(host.console().history().end());
    this.lease = new SessionLease(this, who.grant(), services);
    this.screen = new ScreenReplay(this, host.console().history(), services);
    this.pump = new OutputPump(this, who.sink(), screen, services);
    this.gate = new InputGate(this, who.sink(), services);
    this.connectionNotices = new ConnectionNotices(services, this::notice);
    this.timeout = new ConnectTimeout(this, connectionNotices, services);
  }

  public Session session() {
    return who.session();
  }

  @Override
  public Grant grant() {
    return lease.grant();
  }

  @Override
  public ViewerOptions options() {
    return who.options();
  }

  @Override
  public Console console() {
    return host.console();
  }

  ViewerHost host() {
    return host;
  }

  /** What it does here at the moment. */
  public Role role() {
    return host.role(this);
  }

  /** From where on it may be shown what was printed: as far back as its right goes. */
  long readsFrom() {
    return grant().readsPast() ? 0 : came;
  }

  /** Asks again whether it may be here. */
  public void recheckGrant() {
    lease.recheck();
  }

  /** Who writes down what this viewer does. */
  SessionTap tap() {
    return tap;
  }

  @Override
  public String title() {
    return Viewer.title(grant().person(), session().address());
  }

  @Override
  public Duration silentFor() {
    return who.sink().silentFor();
  }

  /** Up to where the person has seen the output; nothing when nothing was shown to a person. */
  public OptionalLong seenUpTo() {
    return who.sink().isRead() && pump.hasShown()
        ? OptionalLong.of(pump.cursor())
        : OptionalLong.empty();
  }

  public Traffic traffic() {
    return new Traffic(gate.sent(), pump.delivered());
  }

  @Override
  public ViewerInfo info() {
    return new ViewerInfo(
        session().id(),
        grant().person(),
        session().address(),
        role(),
        session().since(),
        Duration.between(lease.lastKey(), services.clock().instant()),
        silentFor(),
        traffic());
  }

  // --- what the person does -------------------------------------------------------------------

  @Override
  public void signal() {
    pump.signal();
  }

  @Override
  public void act(ViewerAction action) {
    action.word().ifPresent(this::used);
    switch (action) {
      case ViewerAction.Type(var bytes) -> {
        lease.typed();
        gate.type(bytes);
      }
      case ViewerAction.Report(var cause, var bytes) -> {
        if (cause == InputPart.Cause.MOUSE) {
          lease.typed(); // somebody is there
        }
        gate.report(cause, bytes);
      }
      case ViewerAction.RestoreTerminal() -> pump.restoreTerminal();
      case ViewerAction.TypeSize() -> gate.typeSize();
      case ViewerAction.Send(var input, var name) -> gate.send(input, name);
      case ViewerAction.TypePastSeat(var bytes, var ack) -> gate.typePastSeat(bytes, ack);
      case ViewerAction.SendPastSeat(var input, var name, var told) ->
          gate.sendPastSeat(input, name, told);
      case ViewerAction.Resize(var size) -> {
        gate.resize(size);
        screen.sized(size);
      }
      case ViewerAction.Unsized() -> screen.unsized();
      case ViewerAction.TakeSeat() -> host.takeSeat(this);
      case ViewerAction.GiveSeat() -> giveSeat();
      case ViewerAction.Discard() -> notice(discardUnsent() + " bytes thrown away");
      case ViewerAction.Replay(var what) -> pump.replay(what);
      case ViewerAction.Redraw() -> pump.redraw();
      case ViewerAction.Say(var message) ->
          host.tellOthers(this, title() + " says: " + Printable.of(message));
      case ViewerAction.Look _ -> {}
      case ViewerAction.EndOfInput() -> gate.inputEnded();
      case ViewerAction.Leave() -> end(SessionEnd.now(ExitCode.OK, ""));
    }
  }

  private void used(String what) {
    services.events().publish(new SessionEvent.Used(console().entry().id(), session(), what));
  }

  private void giveSeat() {
    notice(
        host.giveSeat(this)
            ? "you gave the seat up" + options().keyHint("; ", 't', " takes it back")
            : "you have no seat to give");
  }

  /** Throws away what this viewer has waiting. Returns how many bytes that were. */
  public int discardUnsent() {
    return gate.discardUnsent();
  }

  /** Tells the guest the size of this viewer's terminal, when it has the seat. */
  public void tellSize() {
    gate.tellSize();
  }

  @Override
  public void end(SessionEnd ending) {
    pump.end(ending);
  }

  /** The same; done when the session has ended. */
  public CompletableFuture<Void> endAndTell(SessionEnd ending) {
    end(ending);
    return over;
  }

  @Override
  public CompletionStage<Void> gone() {
    return over.minimalCompletionStage();
  }

  /** The pump has shown its last byte. */
  void ended(SessionEnd ending) {
    gate.end(who.sink().lastInput());
    var subscribed = output.getAndSet(() -> {});
    if (subscribed != null) {
      subscribed.close();
    }
    lease.end();
    connectionNotices.end();
    pump.forget();
    screen.forget();
    timeout.end();
    host.detach(this, ending);
    tap.ended(ending);
    over.complete(null);
  }

  // --- what happens to the console ------------------------------------------------------------

  /**
   * Admitted: begins at once when the console is connected, else waits for it within its budget.
   */
  public void arrive(boolean live) {
    var mine = host.subscribe(pump::more);
    if (!output.compareAndSet(null, mine)) {
      mine.close(); // it was sent away meanwhile
    }
    lease.begin();
    gate.begin();
    if (live) {
      begin();
    } else {
      timeout.begin();
    }
  }

  private void begin() {
    pump.begin();
    var remark = console().entry().status().remark();
    if (!remark.isEmpty()) {
      notice(remark);
    }
  }

  /**
   * The one stable line that tells a program what it is attached to.
   *
   * @param from the offset of the first byte that is shown
   * @param live where the replay ends; the same where there is none
   */
  String attachLine(long from, long live) {
    var entry = console().entry();
    var server = entry.server();
    return "attached server=%s id=%s port=%s session=%s role=%s others=%d%s offset=%d"
        .formatted(
            Printable.of(server.name()).asValue(),
            Printable.of(server.id()).asValue(),
            Printable.of(entry.id().port()).asValue(),
            session().id(),
            role(),
            host.others(this),
            from < live ? " live=" + live : "",
            from);
  }

  /** The pump goes from here on. */
  void begun() {
    gate.begun();
  }

  public void connected() {
    gate.allow(); // before anybody hears of it, who may then type at once
    boolean again = pump.hasBegun();
    if (again) {
      pump.reconnected();
    }
    connectionNotices.connected(again);
    if (!again) {
      begin();
    }
    if (again) {
      who.sink().connectedAgain();
    }
  }

  public void unreachable(Reason why) {
    timeout.unreachable(why);
  }

  public void disconnected(Reason why) {
    if (gate.cutOff() > 0 && !options().pty() && !options().shell()) {
      // What it types next would follow a gap that it knows nothing of.
      end(gate.lossEnds());
    } else if (options().hangUp()) {
      end(SessionEnd.drained(ExitCode.OK, "the far side closed: " + why.text()));
    } else {
      boolean explained = why.kind() != Reason.Kind.AWAY && console().entry().status().isKnown();
      connectionNotices.lost(why, explained);
      who.sink().disconnected();
    }
  }

  public void displaced(LocalViewer by) {
    if (role().writes()) {
      pump.atOnce(by.title() + " took the seat; you write together");
      return;
    }
    if (options().pty()) {
      pump.atOnce(
          by.title()
              + " took the seat; you are watching"
              + options().keyHint(", ", 't', " asks for it back"));
    } else {
      end(SessionEnd.now(ExitCode.TRY_AGAIN, by.title() + " took the seat"));
    }
    int _ = discardUnsent(); // the end of who has no terminal is decided by then
  }

  /**
   * The connection has shown nothing for so long that what was typed was thrown away.
   *
   * @param thrown how many bytes, of everybody who types
   */
  public void stillSilent(int thrown) {
    if (options().pty()) {
      notice(InputEnding.SILENT.formatted(thrown) + " thrown away; press Enter alone first");
    } else if (gate.lost() > 0) {
      end(gate.lossEnds());
    }
  }

  /** Somebody would write who may not simply take the seat. */
  public void asked(LocalViewer by) {
    notice(by.title() + " asks for the seat" + options().keyHint("; ", 'g', " gives it up"));
  }

  /** Somebody else gave the seat up. */
  public void gaveUp(String what, boolean isFree) {
    boolean may = isFree && grant().right().includes(Right.WRITE);
    notice(what + (may ? options().keyHint("; ", 't', " takes it") : ""));
  }

  public void watching(String because) {
    notice(because + "; you are watching" + options().keyHint(", ", 't', " asks for the seat"));
  }

  boolean hasBegun() {
    return pump.hasBegun();
  }

  @Override
  public void notice(String line) {
    pump.notice(line);
  }

  /** There is more output, on the thread that brings it: shows it from here when it is little. */
  public void showBriefly() {
    pump.showBriefly();
  }

  public long cursor() {
    return pump.cursor();
  }

  /** Whether the guest waits for this viewer. */
  public boolean paces() {
    return options().drop() == ViewerOptions.Drop.WAIT && pump.hasBegun();
  }

  /** The guest waits for this viewer now: it must read on within the limit, or lose its session. */
  public void stalls() {
    pump.watchProgress();
  }
}
