package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.SessionTap;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.console.local.LocalConsole;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.EndOfInputTimer;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.Traffic;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One looker on a console: who it is, what it may do, and the start and end of its session. What it
 * is shown is the business of its {@link OutputPump}.
 *
 * <p>Any thread.
 */
public final class LocalViewer {
  private final LocalConsole console;
  private final AttachRequest who;
  private final ConsoleServices services;
  private final SessionTap tap;
  private final OutputPump pump;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final EndOfInputTimer inputEnd;
  private final SessionLimits limits;
  private final ViewerInput keyboard;
  private final ConnectionNotices line;
  private final ConnectTimeout timeout;
  private volatile ConsoleInput.@Nullable WindowChange size;

  public LocalViewer(
      LocalConsole console, AttachRequest who, ConsoleServices services, SessionTap tap) {
    this.console = console;
    this.who = who;
    this.services = services;
    this.tap = tap;
    this.limits = new SessionLimits(this, who.grant(), services);
    this.pump = new OutputPump(this, console, who.sink(), services);
    this.inputEnd =
        new EndOfInputTimer(
            who.wishes().endOfInput(),
            services.timer(),
            services.clock(),
            console::lastSign,
            () -> end(SessionEnd.drained(ExitCode.OK, "")));
    this.keyboard = new ViewerInput(this, who.sink(), inputEnd, services);
    this.line = new ConnectionNotices(services, this::notice);
    this.timeout = new ConnectTimeout(this, line, services);
  }

  public Session session() {
    return who.session();
  }

  public Grant grant() {
    return limits.grant();
  }

  public ViewerOptions wishes() {
    return who.wishes();
  }

  public LocalConsole console() {
    return console;
  }

  public Role role() {
    return console.role(this);
  }

  /** Who writes down what this viewer does. */
  SessionTap tap() {
    return tap;
  }

  /** Who this is, for other people's eyes. */
  public String title() {
    return title(grant().person(), session().address());
  }

  public static String title(Person person, String address) {
    return Printable.of(person.name()) + " from " + address;
  }

  public Duration silentFor() {
    return who.sink().silentFor();
  }

  /** Up to where the person has seen the output; nothing when nothing was shown to a person. */
  public OptionalLong seenUpTo() {
    return who.sink().isRead() && pump.delivered() > 0
        ? OptionalLong.of(pump.cursor())
        : OptionalLong.empty();
  }

  public Traffic traffic() {
    return new Traffic(keyboard.sent(), pump.delivered());
  }

  public ViewerInfo presence() {
    return new ViewerInfo(
        session().id(),
        grant().person(),
        session().address(),
        role(),
        session().since(),
        Duration.between(limits.lastKey(), services.clock().instant()),
        silentFor(),
        traffic());
  }

  // --- what the person does -------------------------------------------------------------------

  /** There may be room on the screen, or something new to show. */
  public void signal() {
    pump.signal();
  }

  /**
   * Types. Every byte is acknowledged once through {@link ViewerSink#taken}.
   *
   * @param bytes the caller's again when this returns
   */
  public void keys(ByteBuffer bytes) {
    limits.typed();
    keyboard.keys(bytes);
  }

  /** Types a text of our own making. */
  public void type(String text) {
    keyboard.type(text);
  }

  /** Throws away what this viewer has waiting. Returns how many bytes that were. */
  public int discardUnsent() {
    return keyboard.discardUnsent();
  }

  /** The terminal has this size; the guest is told while this viewer has the seat. */
  public void resize(ConsoleInput.WindowChange newSize) {
    size = newSize;
    tap.sized(newSize);
    console.sendSize(this);
  }

  /** The terminal's newest size; null when it has told none. */
  public ConsoleInput.@Nullable WindowChange size() {
    return size;
  }

  /** Sends a break or a reset, if this viewer writes, and says what came of it. */
  public void send(ConsoleInput input, String what) {
    keyboard.send(input, what);
  }

  /**
   * Sends for somebody who does not sit on the seat but may; see {@link LocalConsole#objection}.
   */
  public void instruct(ConsoleInput input, String what, Consumer<Delivery> told) {
    services.events().publish(new SessionEvent.Sent(console.entry().id(), session(), what));
    console.control(input, told);
  }

  /** The same for typed bytes. */
  public void instruct(ByteBuffer bytes, InputAck ack) {
    keyboard.instruct(bytes, ack);
  }

  /** Asks for the seat. */
  public void take() {
    console.attachments().take(this);
  }

  /** Gives the seat up. */
  public void give() {
    notice(
        console.attachments().give(this)
            ? "you gave the seat up; " + wishes().escapeKey('t') + " takes it back"
            : "you have no seat to give");
  }

  /** Throws away what was typed and is not sent yet. */
  public void discard() {
    notice(discardUnsent() + " bytes thrown away");
  }

  /** Shows what the console printed lately once more. */
  public void replay(Replay replay) {
    pump.replay(replay);
  }

  /** A message to the other viewers. */
  public void say(String message) {
    console.others(this, title() + " says: " + Printable.of(message));
  }

  /** The person's input has ended. */
  public void endOfInput() {
    inputEnd.ended();
  }

  /** The person leaves, or the client is gone. */
  public void leave() {
    end(SessionEnd.now(ExitCode.OK, ""));
  }

  /** Ends the session; the first reason counts. */
  public void end(SessionEnd ending) {
    pump.end(ending);
  }

  /** The same; done when the session has ended. */
  public CompletableFuture<Void> endAndTell(SessionEnd ending) {
    end(ending);
    return over;
  }

  /** The pump has shown its last byte. */
  void ended(SessionEnd ending) {
    inputEnd.cancel();
    limits.end();
    line.end();
    pump.forget();
    timeout.end();
    console.attachments().detach(this, ending);
    tap.ended(ending);
    over.complete(null);
  }

  // --- what happens to the console ------------------------------------------------------------

  /**
   * Admitted: begins at once when the console is connected, else waits for it within its budget.
   */
  public void arrive(boolean live) {
    limits.begin();
    if (live) {
      begin();
    } else {
      timeout.begin();
    }
  }

  private void begin() {
    pump.begin();
    var remark = console.entry().status().remark();
    if (!remark.isEmpty()) {
      notice(remark);
    }
  }

  /** The pump goes from here on. */
  void begun() {
    inputEnd.begun();
    if (wishes().wake()) {
      type("\r");
    }
  }

  public void connected() {
    boolean again = pump.hasBegun();
    line.connected(again);
    if (!again) {
      begin();
    }
    keyboard.allow();
  }

  public void unreachable(Reason why) {
    timeout.unreachable(why);
  }

  public void disconnected(Reason why) {
    if (wishes().hangUp()) {
      end(SessionEnd.drained(ExitCode.OK, "the far side closed: " + why.text()));
    } else {
      line.lost(why, console.entry().status().isKnown());
    }
  }

  public void displaced(LocalViewer by) {
    if (role().writes()) {
      pump.atOnce(by.title() + " took the seat; you write together");
      return;
    }
    int _ = discardUnsent();
    if (wishes().pty()) {
      pump.atOnce(
          "%s took the seat; you are watching, %s asks for it back"
              .formatted(by.title(), wishes().escapeKey('t')));
    } else {
      end(SessionEnd.now(ExitCode.TRY_AGAIN, by.title() + " took the seat"));
    }
  }

  /** Somebody would write who may not simply take the seat. */
  public void asked(LocalViewer by) {
    var how = wishes().pty() ? "; " + wishes().escapeKey('g') + " gives it up" : "";
    notice(by.title() + " asks for the seat" + how);
  }

  /** Somebody else gave the seat up. */
  public void gaveUp(String what, boolean isFree) {
    boolean may = isFree && wishes().pty() && grant().right().includes(Right.WRITE);
    notice(what + (may ? "; " + wishes().escapeKey('t') + " takes it" : ""));
  }

  public void watching(String because) {
    notice(because + "; you are watching, " + wishes().escapeKey('t') + " asks for the seat");
  }

  boolean hasBegun() {
    return pump.hasBegun();
  }

  /** One line beside the output, after what was printed before it. */
  public void notice(String line) {
    pump.notice(line);
  }

  // --- pacing ---------------------------------------------------------------------------------

  public long cursor() {
    return pump.cursor();
  }

  /** Whether the guest waits for this viewer. */
  public boolean paces() {
    return wishes().drop() == ViewerOptions.Drop.WAIT && pump.hasBegun();
  }

  /** The guest waits for this viewer now: it must read on within the limit, or lose its session. */
  public void stalls() {
    pump.watchProgress();
  }
}
