package dev.consolegw.gateway.front;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.picker.Picker;
import dev.consolegw.gateway.picker.Preview;
import dev.consolegw.gateway.picker.Tty;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is a list of consoles, and between two looks at it the console that was picked.
 * {@link #run} has a virtual thread of its own, which also waits while a console is open.
 */
final class PickerHandler implements ChannelHandler, Tty {
  private final ClientChannel channel;
  private final ChannelSink sink;
  private final Caller caller;
  private final SessionRouter.Services services;
  private final ConsoleAccess access;
  private final ScheduledExecutorService timer;
  private final Audit audit;
  private final CommandHandler io;
  private volatile Size size = new Size(WindowChange.USUAL_ROWS, WindowChange.USUAL_COLUMNS);
  private volatile @Nullable SessionEnd ending;

  PickerHandler(
      ClientChannel channel, ChannelSink sink, Caller caller, SessionRouter.Services services) {
    this.channel = channel;
    this.sink = sink;
    this.caller = caller;
    this.services = services;
    this.access = services.access();
    this.timer = services.timer();
    this.audit = services.audit();
    this.io = new CommandHandler(channel);
  }

  /**
   * Shows the list and the consoles picked from it until the person leaves.
   *
   * @param screens draw what stands on the selected console's
   */
  void run(InstantSource clock, GuestScreens screens) throws Refusal {
    var _ = ConsoleAccess.options(caller);
    BooleanSupplier audited = () -> services.isOnRecord(caller);
    var preview = new Preview(access, caller, screens, audited, this::seen);
    var picker = new Picker(access, caller, clock, this, preview);
    channel.begin(this);
    try {
      for (var picked = picker.pick(""); picked.isPresent(); ) {
        var why = visit(picked.get());
        io.out().write(sink.undo()); // the list finds the terminal as it was
        picked = picker.pick(why);
      }
      channel.exit(ExitCode.OK.status());
    } catch (EOFException noMoreInput) {
      leave();
    } catch (IOException clientGone) {
      channel.abort();
    }
  }

  private void seen(ConsoleId id) {
    audit.heard(new SessionEvent.Used(id, caller.session(), "preview"));
  }

  private void leave() throws Refusal {
    var why = ending;
    if (why != null) {
      throw new Refusal(why.code(), why.text());
    }
    channel.exit(ExitCode.OK.status());
  }

  /** Opens a console and waits for its end. Returns why that was, in words for the list. */
  private String visit(ConsoleId id) {
    try {
      services.needRecord(caller);
      return visit(access.open(id, caller).on(channel.request().shownOn()));
    } catch (Refusal refusal) {
      var wanted = new AuditEvent.Wanted("console", caller.userName(), Optional.of(id));
      audit.record(AuditEvent.Refused.of(caller.session(), wanted, refusal.ending()));
      return refusal.ending().text();
    } finally {
      io.forget(); // what was typed while it was looked for is for nobody
      channel.begin(this);
    }
  }

  private String visit(AuthorizedConsole authorized) {
    if (authorized.options().raw()) {
      sink.onlyGuest();
    }
    var visit = new PickedConsoleSink(sink);
    var who = new AttachRequest(caller.session(), authorized.grant(), authorized.options(), visit);
    channel.holdForNext(); // its first words may be answered before we are told that it is open
    return switch (authorized.console().attach(who)) {
      case AttachResult.Refused(var ending) -> ending.text();
      case AttachResult.Admitted(var viewer) -> {
        var _ = channel.closed().thenRun(visit::cutOff);
        channel.begin(new ConsoleHandler(viewer, sink, timer));
        yield visit.awaitEnd();
      }
    };
  }

  /** No more keys are waited for. Any thread. */
  void stop(SessionEnd why) {
    ending = why;
    io.endOfInput();
  }

  // --- the list's side --------------------------------------------------------------------------

  @Override
  public Size size() {
    return size;
  }

  @Override
  public byte[] read(Duration atMost, Size known) throws IOException {
    return io.poll(atMost, () -> !size.equals(known));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    io.out().write(bytes);
  }

  // --- the client's side ------------------------------------------------------------------------

  @Override
  public void data(ByteBuffer bytes) {
    io.data(bytes);
  }

  @Override
  public void endOfInput() {
    io.endOfInput();
  }

  @Override
  public void resized(WindowChange newSize) {
    size = new Size(newSize.rows(), newSize.columns());
    io.room();
  }

  @Override
  public void broke(Duration length) {}

  @Override
  public void signalled(ClientSignal signal) {
    if (signal.isForAll()) {
      io.endOfInput();
    }
  }

  @Override
  public void room() {
    io.room();
  }

  @Override
  public void gone() {
    io.gone();
  }
}
