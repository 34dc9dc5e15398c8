package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.line.Delivery;
import dev.consolegw.gateway.line.Sender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One looker on a console: who it is, what it may do, and the start and end of its session. What it
 * is shown is the business of its {@link Pump}.
 *
 * <p>Any thread.
 */
public final class Viewer {
  private final Console console;
  private final Attachment who;
  private final Works works;
  private final Scribe scribe;
  private final Pump pump;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final InputEnd inputEnd;
  private final Tenure tenure;
  private final Keyboard keyboard;
  private final LineNews line;
  private final Patience patience;
  private volatile ConsoleInput.@Nullable WindowChange size;

  Viewer(Console console, Attachment who, Works works, Scribe scribe) {
    this.console = console;
    this.who = who;
    this.works = works;
    this.scribe = scribe;
    this.tenure = new Tenure(this, who.grant(), works);
    this.pump = new Pump(this, console, who.screen(), works);
    this.inputEnd =
        new InputEnd(
            who.wishes().endOfInput(),
            works.timer(),
            works.clock(),
            console::lastSign,
            () -> end(Ending.drained(ExitCode.OK, "")));
    this.keyboard = new Keyboard(this, who.screen(), inputEnd, works);
    this.line = new LineNews(works, this::notice);
    this.patience = new Patience(this, line, works);
  }

  public Session session() {
    return who.session();
  }

  public Grant grant() {
    return tenure.grant();
  }

  public Wishes wishes() {
    return who.wishes();
  }

  public Console console() {
    return console;
  }

  public Role role() {
    return console.role(this);
  }

  /** Who writes down what this viewer does. */
  Scribe scribe() {
    return scribe;
  }

  /** Who this is, for other people's eyes. */
  public String title() {
    return title(grant().person(), session().address());
  }

  static String title(Person person, String address) {
    return Printable.of(person.name()) + " from " + address;
  }

  Duration silentFor() {
    return who.screen().silentFor();
  }

  /** Up to where the person has seen the output; nothing when nothing was shown to a person. */
  OptionalLong seenUpTo() {
    return who.screen().isRead() && pump.delivered() > 0
        ? OptionalLong.of(pump.cursor())
        : OptionalLong.empty();
  }

  Traffic traffic() {
    return new Traffic(keyboard.sent(), pump.delivered());
  }

  Presence presence() {
    return new Presence(
        session().id(),
        grant().person(),
        session().address(),
        role(),
        session().since(),
        Duration.between(tenure.lastKey(), works.clock().instant()),
        silentFor(),
        traffic());
  }

  // --- what the person does -------------------------------------------------------------------

  /** There may be room on the screen, or something new to show. */
  public void signal() {
    pump.signal();
  }

  /**
   * Types. Every byte is acknowledged once through {@link Screen#taken}.
   *
   * @param bytes the caller's again when this returns
   */
  public void keys(ByteBuffer bytes) {
    tenure.typed();
    keyboard.keys(bytes);
  }

  /** Types a text of our own making. */
  public void type(String text) {
    keyboard.type(text);
  }

  /** Throws away what this viewer has waiting. Returns how many bytes that were. */
  int discardUnsent() {
    return keyboard.discardUnsent();
  }

  /** The terminal has this size; the guest is told while this viewer has the seat. */
  public void resize(ConsoleInput.WindowChange newSize) {
    size = newSize;
    scribe.sized(newSize);
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

  /** Sends for somebody who does not sit on the seat but may; see {@link Console#objection}. */
  public void instruct(ConsoleInput input, String what, Consumer<Delivery> told) {
    works.events().accept(new ConsoleEvent.Sent(console.entry().id(), session(), what));
    console.control(input, told);
  }

  /** The same for typed bytes. */
  public void instruct(ByteBuffer bytes, Sender sender) {
    keyboard.instruct(bytes, sender);
  }

  /** Asks for the seat. */
  public void take() {
    console.attendance().take(this);
  }

  /** Gives the seat up. */
  public void give() {
    notice(
        console.attendance().give(this)
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
    end(Ending.now(ExitCode.OK, ""));
  }

  /** Ends the session; the first reason counts. */
  public void end(Ending ending) {
    pump.end(ending);
  }

  /** The same; done when the session has ended. */
  CompletableFuture<Void> endAndTell(Ending ending) {
    end(ending);
    return over;
  }

  /** The pump has shown its last byte. */
  void ended(Ending ending) {
    inputEnd.cancel();
    tenure.end();
    line.end();
    pump.forget();
    patience.end();
    console.attendance().detach(this, ending);
    scribe.ended(ending);
    over.complete(null);
  }

  // --- what happens to the console ------------------------------------------------------------

  /**
   * Admitted: begins at once when the console is connected, else waits for it within its budget.
   */
  void arrive(boolean live) {
    tenure.begin();
    if (live) {
      begin();
    } else {
      patience.begin();
    }
  }

  private void begin() {
    pump.begin();
    var remark = console.entry().machine().remark();
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

  void connected() {
    boolean again = pump.hasBegun();
    line.connected(again);
    if (!again) {
      begin();
    }
    keyboard.allow();
  }

  void unreachable(Reason why) {
    patience.unreachable(why);
  }

  void disconnected(Reason why) {
    if (wishes().hangUp()) {
      end(Ending.drained(ExitCode.OK, "the far side closed: " + why.text()));
    } else {
      line.lost(why, console.entry().machine().isKnown());
    }
  }

  void displaced(Viewer by) {
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
      end(Ending.now(ExitCode.TRY_AGAIN, by.title() + " took the seat"));
    }
  }

  /** Somebody would write who may not simply take the seat. */
  void asked(Viewer by) {
    var how = wishes().pty() ? "; " + wishes().escapeKey('g') + " gives it up" : "";
    notice(by.title() + " asks for the seat" + how);
  }

  /** Somebody else gave the seat up. */
  void gaveUp(String what, boolean isFree) {
    boolean may = isFree && wishes().pty() && grant().right().includes(Right.WRITE);
    notice(what + (may ? "; " + wishes().escapeKey('t') + " takes it" : ""));
  }

  void watching(String because) {
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

  long cursor() {
    return pump.cursor();
  }

  /** Whether the guest waits for this viewer. */
  boolean paces() {
    return wishes().drop() == Wishes.Drop.WAIT && pump.hasBegun();
  }

  /** The guest waits for this viewer now: it must read on within the limit, or lose its session. */
  void stalls() {
    pump.watchProgress();
  }
}
