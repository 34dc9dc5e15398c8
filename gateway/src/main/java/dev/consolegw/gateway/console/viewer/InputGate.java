package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.EndOfInputTimer;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.InputEnding;
import dev.consolegw.gateway.session.LineEnds;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.terminal.input.InputPart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of one viewer may go out to the guest, and lets it. Nothing that a person types and
 * no break, reset or size of theirs reaches the {@link InputQueue} but through here: keys while
 * they write, from one who writes beside the seat's holder without the answers of the terminal;
 * from a command what the seat's holder has to let pass; a size from the seat's holder alone. Any
 * thread.
 */
final class InputGate {
  private final LocalViewer viewer;
  private final ViewerHost host;
  private final ViewerSink sink;
  private final EndOfInputTimer inputEnd;
  private final ConsoleServices services;
  private final @Nullable LineEnds lineEnds;
  private final InputAck keys = new Keys();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong cutOff = new AtomicLong();
  private final InputAck ownWords = (count, wasSent) -> sent.addAndGet(wasSent ? count : 0);
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile ConsoleInput.@Nullable WindowChange size;
  private volatile boolean refusing;
  private volatile boolean hasTyped;
  private volatile boolean breaksRefused;

  InputGate(LocalViewer viewer, ViewerSink sink, ConsoleServices services) {
    this.viewer = viewer;
    this.host = viewer.host();
    this.sink = sink;
    this.services = services;
    this.inputEnd =
        new EndOfInputTimer(
            viewer.options().endOfInput(),
            services.timer(),
            services.clock(),
            new Guest(),
            outcome -> viewer.end(ending().of(outcome)));
    this.lineEnds = viewer.options().enterOnce() ? new LineEnds() : null;
  }

  /** Bytes that the guest was sent. */
  long sent() {
    return sent.get();
  }

  /** Bytes that were thrown away, though the viewer might type. */
  long lost() {
    return lost.get();
  }

  /** Those of them that were on their way. */
  long cutOff() {
    return cutOff.get();
  }

  // --- may it ---------------------------------------------------------------------------------

  /** Whether this viewer writes, and somebody is there to read it; if not, it is told so once. */
  private boolean mayType() {
    if (!viewer.role().writes()) {
      refuse(
          viewer.grant().right().includes(Right.WRITE)
              ? "you are watching" + viewer.options().keyHint("; ", 't', " asks for the seat")
              : "you are watching, and may not write here");
      return false;
    }
    if (viewer.hasBegun() && !host.isLive()) {
      refuse("not connected: what you type is not sent");
      return false;
    }
    refusing = false;
    return true;
  }

  private void refuse(String why) {
    if (!refusing) {
      refusing = true;
      viewer.notice(why);
    }
  }

  /** There is a connection again: the next refusal is news, and it may show nothing, too. */
  void allow() {
    refusing = false;
    looking.set(false);
  }

  /** Each time, for the seat may have a new holder; if not, the session ends with the reason. */
  private boolean mayPassSeat() {
    var objection = host.objection(viewer);
    objection.ifPresent(viewer::end);
    return objection.isEmpty();
  }

  // --- keys -----------------------------------------------------------------------------------

  /** Typed by the person; acknowledged through {@link ViewerSink#taken}. */
  void type(ByteBuffer bytes) {
    int all = bytes.remaining();
    var keys = entered(bytes);
    int count = keys.remaining();
    if (count < all) {
      sink.taken(all - count);
    }
    if (count > 0) {
      typeEntered(keys, count);
    }
  }

  /** With one Enter for each end of a line, where that is wished. */
  private ByteBuffer entered(ByteBuffer bytes) {
    return lineEnds == null ? bytes : lineEnds.of(bytes);
  }

  private void typeEntered(ByteBuffer bytes, int count) {
    if (!mayType()) {
      if (viewer.role().writes()) {
        lost.addAndGet(count);
        inputEnd.refused();
      }
      sink.taken(count);
      return;
    }
    inputEnd.typed(count);
    hasTyped = true;
    wakeForLine();
    typed(bytes, viewer.hasBegun(), keys);
  }

  /**
   * Sent by the terminal itself. Several terminals would answer a guest's question: only that of
   * the seat's holder does.
   */
  void report(InputPart.Cause cause, ByteBuffer bytes) {
    int count = bytes.remaining();
    boolean isOneOfMany = cause == InputPart.Cause.QUESTION && viewer.role() == Role.JOIN;
    boolean isCut = viewer.hasBegun() && !host.isLive();
    if (!viewer.role().writes() || isOneOfMany || isCut) {
      sink.taken(count);
      return;
    }
    inputEnd.typed(count);
    viewer.tap().typed(bytes);
    queue(bytes, viewer.hasBegun(), keys);
  }

  /** A text of our own making. Whether it goes to the guest. */
  private boolean type(String text) {
    boolean may = mayType();
    if (may) {
      input(StandardCharsets.US_ASCII.encode(text), true, ownWords);
    }
    return may;
  }

  /** The terminal's newest size as a command line. */
  void typeSize() {
    var newest = size;
    if (newest == null) {
      viewer.notice("your terminal has not said how large it is");
    } else if (type("stty rows %d cols %d\r".formatted(newest.rows(), newest.columns()))) {
      host.typedSize(newest);
    }
  }

  /** Typed by a command, past the seat. */
  void typePastSeat(ByteBuffer bytes, InputAck ack) {
    if (mayPassSeat()) {
      int all = bytes.remaining();
      var keys = entered(bytes);
      if (keys.remaining() < all) {
        ack.taken(all - keys.remaining(), true);
      }
      typed(
          keys,
          true,
          (count, wasSent) -> {
            count(count, wasSent);
            ack.taken(count, wasSent);
          });
      wakeAtPrompt();
    }
  }

  private void typed(ByteBuffer bytes, boolean onlyLive, InputAck ack) {
    if (!viewer.options().shell()) { // no keys, and a password may be among it
      viewer.tap().typed(bytes);
    }
    input(bytes, onlyLive, ack);
  }

  private void input(ByteBuffer bytes, boolean onlyLive, InputAck ack) {
    host.typed(viewer);
    queue(bytes, onlyLive, ack);
  }

  private void queue(ByteBuffer bytes, boolean onlyLive, InputAck ack) {
    var pace = viewer.options().pace().or(() -> viewer.console().entry().pace()).orElse(null);
    host.queue().keys(bytes, pace, onlyLive, ack);
  }

  /** What becomes of the person's keys. */
  private final class Keys implements InputAck {
    @Override
    public void going() {
      inputEnd.going();
    }

    @Override
    public void taken(int count, boolean wasSent) {
      InputGate.this.taken(count, wasSent);
    }
  }

  private void taken(int count, boolean wasSent) {
    count(count, wasSent);
    cutOff.addAndGet(wasSent ? 0 : count);
    sink.taken(count);
    inputEnd.taken(count, wasSent);
  }

  private void count(int count, boolean wasSent) {
    (wasSent ? sent : lost).addAndGet(count);
  }

  /** Throws away what waits. Returns how many bytes that were. */
  int discardUnsent() {
    return host.queue().discard(keys) + host.queue().discard(ownWords);
  }

  // --- a guest that shows nothing ---------------------------------------------------------------

  /** The viewer may type from now on; what comes first goes first. */
  void begin() {
    if (viewer.options().wake() == ViewerOptions.Wake.ALWAYS && mayType()) {
      input(StandardCharsets.US_ASCII.encode("\r"), false, ownWords);
    }
  }

  /** The console is connected. */
  void begun() {
    inputEnd.begun();
    wakeForLine();
  }

  /** A script's line to a guest that has shown nothing yet would wait in vain. */
  private void wakeForLine() {
    if (hasTyped && !viewer.options().pty() && !viewer.options().raw()) {
      wakeAtPrompt();
    }
  }

  private void wakeAtPrompt() {
    if (viewer.options().wake() == ViewerOptions.Wake.AT_PROMPT
        && host.queue().isSilent()
        && !looking.getAndSet(true)) {
      host.wakeAtPrompt(ownWords);
    }
  }

  // --- breaks, resets, sizes --------------------------------------------------------------------

  /** A break or a reset of who writes, who is told what came of it. */
  void send(ConsoleInput input, String name) {
    if (mayType() && mayBreak(name)) {
      sendAnyway(
          input,
          name,
          became -> {
            switch (became) {
              case SENT -> {}
              case UNSUPPORTED -> viewer.notice("this console's wire cannot carry a " + name);
              case LOST -> viewer.notice("the " + name + " was not sent; try again");
            }
          });
    }
  }

  /** The same of a command, past the seat. */
  void sendPastSeat(ConsoleInput input, String name, Consumer<Delivery> told) {
    if (!mayPassSeat()) {
      return;
    }
    if (host.mayBreak(viewer)) {
      sendAnyway(input, name, told);
    } else {
      viewer.end(SessionEnd.now(ExitCode.TRY_AGAIN, tooOften(name)));
    }
  }

  /** If not, it is told so, once until one may go again. */
  private boolean mayBreak(String name) {
    boolean may = host.mayBreak(viewer);
    if (!may && !breaksRefused) {
      viewer.notice(tooOften(name));
    }
    breaksRefused = !may;
    return may;
  }

  private String tooOften(String name) {
    return "no more than %d breaks and resets a second go from one person to a console; the %s was"
            .formatted(services.limits().breaks(), name)
        + " not sent, try again in a second";
  }

  private void sendAnyway(ConsoleInput input, String name, Consumer<Delivery> told) {
    services
        .events()
        .publish(new SessionEvent.Sent(viewer.console().entry().id(), viewer.session(), name));
    host.queue().control(input, told);
  }

  /** The terminal has this size from now on. */
  void resize(ConsoleInput.WindowChange newSize) {
    size = newSize;
    viewer.tap().sized(newSize);
    tellSize();
  }

  /** Tells the guest the terminal's size, when it is that of the seat's holder. */
  void tellSize() {
    var newest = size;
    if (newest != null && viewer.role().holdsSeat()) {
      host.tellSize(newest);
    }
  }

  // --- the end of it ----------------------------------------------------------------------------

  /** The client sends no more. */
  void inputEnded() {
    inputEnd.ended();
  }

  /** The session has ended; what puts the line back is typed yet, whoever writes by now. */
  void end(byte[] last) {
    inputEnd.cancel();
    if (last.length > 0 && host.isLive()) {
      queue(ByteBuffer.wrap(last), true, ownWords);
    }
  }

  /** How a session ends of which some input did not reach the guest. */
  SessionEnd lossEnds() {
    return ending().loss();
  }

  private InputEnding ending() {
    return new InputEnding(
        lost(), host.isLive(), host.queue().isSilent(), services.limits().stall());
  }

  /** As the end of input sees it. */
  private final class Guest implements EndOfInputTimer.Guest {
    @Override
    public Instant lastSign() {
      return host.lastSign();
    }

    @Override
    public long printed() {
      return host.console().history().end();
    }

    @Override
    public Duration patience() {
      return services.limits().stall();
    }
  }
}
