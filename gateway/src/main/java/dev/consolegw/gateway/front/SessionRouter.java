package dev.consolegw.gateway.front;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Menu;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.ops.SessionRegistry.Kind;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.ops.audit.CommandRun;
import dev.consolegw.gateway.ops.metrics.Metrics;
import dev.consolegw.gateway.picker.Picker;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExecStreams.End;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.sftp.Sftp;
import dev.consolegw.gateway.shell.GuestShells;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the channels of people who have signed in: each becomes a console, a command or files.
 */
public final class SessionRouter {
  private static final Logger log = LoggerFactory.getLogger(SessionRouter.class);

  private static final SessionEnd UNAUDITED =
      SessionEnd.now(
          ExitCode.TRY_AGAIN,
          "the audit log cannot be written, and nothing begins without it; tell the operator, and"
              + " try again in a minute");

  private static final Optional<ConsoleId> NO_CONSOLE = Optional.empty();

  private final Services services;
  private final SessionRegistry registry;
  private final InstantSource clock;
  private final Executor tasks;
  private final LogRateLimit<String> strangers;
  private final AtomicLong sessions = new AtomicLong();

  /**
   * What a channel may ask for, and whom it is charged to.
   *
   * @param budgets what clients cost, whatever front they come through
   * @param shells what runs in guests
   * @param audit told of what is refused and listed
   * @param audited whether what they do would be on record; nothing else begins
   * @param timer tells when a key of a terminal is complete
   * @param metrics count what comes in
   */
  public record Services(
      ConsoleAccess access,
      Commands commands,
      Sftp sftp,
      GuestShells shells,
      Budgets budgets,
      Audit audit,
      Predicate<Identity> audited,
      ScheduledExecutorService timer,
      Metrics metrics) {

    boolean isOnRecord(Caller caller) {
      return audited.test(caller.session().identity());
    }

    /**
     * Asked before anything begins.
     *
     * @throws Refusal when it would not be on record
     */
    void needRecord(Caller caller) throws Refusal {
      if (!isOnRecord(caller)) {
        throw new Refusal(UNAUDITED.code(), UNAUDITED.text());
      }
    }
  }

  /**
   * @param registry has every channel from when it is received until it is closed
   * @param tasks runs each channel's beginning, and each command, on a virtual thread
   */
  public SessionRouter(
      Services services, SessionRegistry registry, InstantSource clock, Executor tasks) {
    this.services = services;
    this.registry = registry;
    this.clock = clock;
    this.tasks = tasks;
    this.strangers = new LogRateLimit<>(clock, LogRateLimit.Bounds.STRANGERS);
  }

  /**
   * A new session, with an id that is unique among those of all fronts. Any thread.
   *
   * @param origin where from
   */
  public Session session(Identity identity, Origin origin) {
    return new Session(
        "%06x".formatted(sessions.incrementAndGet()), identity, origin, clock.instant());
  }

  /**
   * What somebody means by the name of a host, which stands where their user name would.
   *
   * @return the name by which it is opened
   * @throws Refusal when it is nothing to them, with the same words whether it is there or not
   */
  public ConsoleName host(Caller caller) throws Refusal {
    var current = services.access().current(caller);
    return isList(current) ? ConsoleAccess.name(current) : services.access().host(current);
  }

  /**
   * The same caller as whoever they are by now, when something other than a channel is to begin for
   * them.
   *
   * @throws Refusal when they may no longer sign in, or nothing may begin
   */
  public Caller current(Caller caller) throws Refusal {
    services.needRecord(caller);
    return services.access().current(caller);
  }

  private static boolean isList(Caller caller) {
    try {
      return Menu.isMeant(caller);
    } catch (Refusal unreadable) {
      return false; // as it stands; there may be another reading of it
    }
  }

  /** Where a front tells what people do. */
  public Audit audit() {
    return services.audit();
  }

  /** From names to consoles. */
  public ConsoleAccess access() {
    return services.access();
  }

  /** Where a front enters its connections, and finds them. */
  public SessionRegistry registry() {
    return registry;
  }

  /** What runs in guests. */
  public GuestShells shells() {
    return services.shells();
  }

  /** What a front charges its connections, their channels and what goes through them to. */
  public Budgets budgets() {
    return services.budgets();
  }

  /** Where a front counts who comes. */
  public Metrics metrics() {
    return services.metrics();
  }

  /** Takes a channel whose client waits to be served. Returns at once. */
  public void receive(ClientChannel channel) {
    var live = new LiveChannel(channel);
    boolean mayBegin = registry.add(live);
    var _ = channel.closed().thenRun(() -> registry.remove(live));
    tasks.execute(() -> {
      var sink = new ChannelSink(channel, channel.out(), channel.caller().pty());
      if (GuestShells.isMeant(channel.caller())) {
        sink.onlyTransport();
      }
      if (!mayBegin) {
        refuse(live, sink, SessionEnd.STOPPING);
      } else if (!services.isOnRecord(channel.caller())) {
        log.warn("event=session-not-audited session={}", channel.caller().session().id());
        refuse(live, sink, UNAUDITED);
      } else {
        serve(live, sink);
      }
    });
  }

  private void serve(LiveChannel live, ChannelSink sink) {
    var signedIn = live.channel().caller();
    var access = services.access();
    try {
      var caller = access.current(signedIn);
      if (isForGuest(live.channel().request(), caller)) {
        sink.onlyTransport();
        runInGuest(live, caller);
        return;
      }
      switch (live.channel().request()) {
        case Request.Files() ->
            CommandHandler.run(
                live, Kind.SFTP, io -> new End.Status(services.sftp().serve(io, caller)));
        case Request.Exec exec -> runOrOpen(live, sink, caller, exec.line());
        case Request.View(var id) -> attach(live, sink, caller, access.open(id, caller));
        case Request.Shell(var terminalType, _) -> {
          if (Menu.isMeant(caller)) {
            Picker.need(caller, terminalType);
            pick(live, sink, caller);
          } else {
            attach(live, sink, caller, access.open(caller, caller.pty()));
          }
        }
      }
    } catch (Refusal refusal) {
      if (refusal.isOnRecord()) {
        sink.end(refusal.ending());
      } else {
        refuse(live, sink, refusal.ending());
      }
    } catch (RuntimeException | Error bug) {
      Uncaught.pass(bug);
      log.error("event=session-fault session={}", signedIn.session().id(), bug);
      refuse(live, sink, SessionEnd.FAILED);
    }
  }

  /** In {@code ssh -J} a console stands where a host would: what hosts do, its guest does. */
  private boolean isForGuest(Request request, Caller caller) throws Refusal {
    if (GuestShells.isMeant(caller)) {
      return true;
    }
    return caller.inside().isPresent()
        && switch (request) {
          case Request.Exec exec ->
              !services.commands().knows(exec.line()) || services.shells().isSetUp(caller);
          case Request.Files() -> services.shells().isSetUp(caller);
          case Request.Shell _, Request.View _ -> false;
        };
  }

  private void runInGuest(LiveChannel live, Caller caller) throws Refusal {
    var shells = services.shells();
    CommandHandler.run(
        live,
        Kind.SHELL,
        io ->
            switch (live.channel().request()) {
              case Request.Files() -> shells.files(io, caller);
              case Request.Exec(var bytes, _, _) -> shells.run(Optional.of(bytes), io, caller);
              case Request.Shell _, Request.View _ -> shells.run(Optional.empty(), io, caller);
            });
  }

  private void runOrOpen(LiveChannel live, ChannelSink sink, Caller caller, String command)
      throws Refusal {
    if (Sftp.isCopy(command)) {
      runOnRecord(live, sink, Kind.SFTP, io -> new End.Status(copy(command, io, caller)));
      return;
    }
    var commands = services.commands();
    var opens = commands.opens(command, caller);
    if (opens.isPresent()) {
      var authorized = services.access().open(opens.get(), caller, caller.pty());
      attach(live, sink, caller, authorized);
    } else {
      runOnRecord(
          live, sink, Kind.COMMAND, io -> new End.Status(commands.run(command, io, caller)));
    }
  }

  /** The audit hears of whatever ends it with the end of the command. */
  private static void runOnRecord(
      LiveChannel live, ChannelSink sink, Kind kind, CommandHandler.Work work) {
    try {
      CommandHandler.run(live, kind, work);
    } catch (Refusal told) {
      sink.end(told.ending());
    } catch (RuntimeException | Error bug) {
      Uncaught.pass(bug);
      log.error("event=session-fault session={}", live.session().id(), bug);
      sink.end(SessionEnd.FAILED);
    }
  }

  /** Of a line that no {@code scp} has made only its name is told: it may hold anything. */
  private ExitCode copy(String line, ExecStreams io, Caller caller) throws IOException {
    var told = new CommandRun.Told(Sftp.COPY, Sftp.fetches(line) ? line : "");
    try (var run =
        new CommandRun(services.audit(), caller.session(), caller.userName(), told, io)) {
      try {
        var code = services.sftp().copy(line, run.io(), caller);
        run.ended(code);
        return code;
      } catch (Refusal shown) {
        run.refused(shown.ending());
        return shown.ending().code();
      } catch (RuntimeException | Error bug) {
        run.failed();
        throw bug;
      }
    }
  }

  private void pick(LiveChannel live, ChannelSink sink, Caller caller) throws Refusal {
    services.audit().record(new AuditEvent.Listed(caller.session(), "menu"));
    var picker = new PickerHandler(live.channel(), sink, caller, services);
    live.becomes(Kind.PICKER, picker::stop);
    picker.run(clock, services.commands().screens().guest());
  }

  private void attach(LiveChannel live, ChannelSink sink, Caller caller, AuthorizedConsole named) {
    var authorized = named.on(live.channel().request().shownOn());
    if (authorized.options().raw()) {
      sink.onlyGuest();
    }
    var who = new AttachRequest(caller.session(), authorized.grant(), authorized.options(), sink);
    switch (authorized.console().attach(who)) {
      case AttachResult.Admitted(var viewer) -> {
        live.channel().begin(new ConsoleHandler(viewer, sink, services.timer()));
        live.becomes(Kind.CONSOLE, viewer::end);
        services.metrics().opened(live.age());
      }
      case AttachResult.Refused(SessionEnd ending) -> sink.end(ending); // the bus tells of it
    }
  }

  private void refuse(LiveChannel live, ChannelSink sink, SessionEnd ending) {
    var asked = live.channel().request();
    // What is wrong with a command line is said in its own words, and it may hold a password.
    boolean tells = ending.code() != ExitCode.USAGE || !(asked instanceof Request.Exec);
    var told = tells ? ending : SessionEnd.now(ending.code(), "the command line is not understood");
    var caller = live.channel().caller();
    var console = asked instanceof Request.View(var id) ? Optional.of(id) : NO_CONSOLE;
    refused(caller, new AuditEvent.Wanted(asked.word(), caller.userName(), console), told);
    sink.end(ending);
  }

  /**
   * Tells the audit what somebody does not get, whatever front they came through. Any thread.
   *
   * @param kind what they asked for, in a word
   */
  public void refused(Caller caller, String kind, SessionEnd why) {
    refused(caller, new AuditEvent.Wanted(kind, caller.userName(), NO_CONSOLE), why);
  }

  /** The same of a console. */
  public void refused(Caller caller, ConsoleId console, SessionEnd why) {
    var wanted = new AuditEvent.Wanted("console", caller.userName(), Optional.of(console));
    refused(caller, wanted, why);
  }

  /**
   * Tells the audit of somebody who came where nobody is let in, a few times a minute. Any thread.
   *
   * @param method by what they came, in a word
   * @param cause why not, in a word
   */
  public void notSignedIn(Origin from, String method, String cause) {
    var attempt = new AuditEvent.Attempt("", List.of(method), 0, List.of(), cause);
    strangers
        .take(from.address())
        .ifPresent(_ -> audit().record(new AuditEvent.NotSignedIn(from, attempt)));
  }

  /** The same where more is known of what they asked for. */
  public void refused(Caller caller, AuditEvent.Wanted wanted, SessionEnd why) {
    services.audit().record(AuditEvent.Refused.of(caller.session(), wanted, why));
  }
}
