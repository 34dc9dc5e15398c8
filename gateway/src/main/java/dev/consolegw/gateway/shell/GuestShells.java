package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Right;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.config.Settings.Recording;
import dev.consolegw.config.ShellSettings.Shell;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.event.ShellEvent.Direction;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.shell.files.FileServer;
import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What runs in guests: commands, login shells, servers of files. One link to each guest, for all
 * who may use it. Meant for virtual threads.
 */
public final class GuestShells {
  /** What served files are on record as. */
  private static final String SFTP = "sftp";

  /** What a connection to a guest's own SSH server is on record as. */
  private static final String SSHD = "sshd";

  private static final int SSH_PORT = 22;

  /** For so long a gateway that stops waits for lines to be handed back. */
  private static final Duration LEAVING = Duration.ofSeconds(5);

  private static final Duration LINGER = Duration.ofSeconds(30);

  private final ConsoleAccess access;
  private final Events events;
  private final GuestOpening opening;
  private final SharedGuest.Services services;
  private final Map<ConsoleId, SharedGuest> guests = new ConcurrentHashMap<>();

  /** Makes one; the constructor, or one with guests of another kind. */
  @FunctionalInterface
  public interface Maker {
    /** As the constructor. */
    GuestShells make(
        ConsoleAccess access,
        Events events,
        Executor tasks,
        ScheduledExecutorService timer,
        Executor disk);
  }

  /**
   * Opens nothing yet.
   *
   * @param events told of what is done in guests
   * @param tasks virtual threads
   * @param timer when something is due; its tasks are short
   * @param disk reads passwords
   */
  public GuestShells(
      ConsoleAccess access,
      Events events,
      Executor tasks,
      ScheduledExecutorService timer,
      Executor disk) {
    this(
        access,
        events,
        new SerialOpening(tasks, timer, disk),
        new SharedGuest.Services(tasks, timer));
  }

  /** One whose guests are opened otherwise. */
  GuestShells(
      ConsoleAccess access, Events events, GuestOpening opening, SharedGuest.Services services) {
    this.access = access;
    this.events = events;
    this.opening = opening;
    this.services = services;
  }

  /** Whether somebody asks for the guest in so many words: {@code +shell}. */
  public static boolean isMeant(Caller caller) {
    try {
      return ConsoleAccess.options(caller).shell();
    } catch (Refusal unreadable) {
      return false;
    }
  }

  /**
   * Whether a command or files, asked for through {@code ssh -J}, are the guest's: there is an
   * account for it that is named by more than the user name of the client.
   */
  public boolean isSetUp(Caller caller) throws Refusal {
    return caller.inside().filter(login -> login.password().isPresent()).isPresent()
        || caller.environment().containsKey(ConsoleName.USER_VARIABLE)
        || caller.environment().containsKey(ConsoleName.PASSWORD_VARIABLE)
        || access.open(caller, false).console().entry().shell().isPresent();
  }

  /**
   * Runs a command, or a login shell, to its end.
   *
   * @param command as it was typed, one character a byte; empty for a shell
   * @return how it ended
   * @throws Refusal when it cannot be run, or to the end
   * @throws IOException when the client is gone
   */
  public ExecStreams.End run(Optional<String> command, ExecStreams io, Caller caller)
      throws Refusal, IOException {
    var terminal =
        io.terminal().map(it -> new ProcessRequest.Terminal(it.type(), it.columns(), it.rows()));
    var account = caller.inside().map(Caller.GuestLogin::account).orElse(caller.userName());
    var request = new ProcessRequest(command, Map.of(), terminal, account);
    return run(new Work(request, true, guest -> guest.start(request)), io, caller);
  }

  /**
   * Serves files of the guest, by its own program for that or by ours; otherwise as {@link #run}.
   */
  public ExecStreams.End files(ExecStreams io, Caller caller) throws Refusal, IOException {
    var recorded = new ProcessRequest(Optional.of(SFTP), Map.of(), Optional.empty(), "");
    return run(
        new Work(recorded, false, guest -> FileServer.start(guest, services.timer())), io, caller);
  }

  /**
   * A TCP connection from inside a guest. Blocks until it stands.
   *
   * @param host a name or an address, as the guest understands it
   * @throws Refusal when it may not be, or the guest is not to be had
   * @throws GuestException when the guest cannot connect
   */
  public GuestSocket connect(Caller caller, String host, int port) throws Refusal, GuestException {
    var needed = HeldRight.Needed.CONNECTIONS;
    var asked = new ShellEvents.Port(host, port, Direction.OUT);
    return hold(
        caller,
        needed,
        asked,
        (guest, authorized) -> {
          var socket = guest.await().guest().connect(host, port);
          var told = told(caller, authorized).connections(asked);
          return new HeldSocket(guest, authorized, needed, socket, told);
        });
  }

  /**
   * Listens inside a guest. Blocks until that is so.
   *
   * @param host an address of the guest; empty for all
   * @param port 0 for any that is free
   * @throws Refusal when it may not be, or the guest is not to be had
   * @throws GuestException when the guest cannot listen there
   */
  public GuestListener listen(Caller caller, String host, int port) throws Refusal, GuestException {
    return hold(
        caller,
        HeldRight.Needed.CONNECTIONS,
        new ShellEvents.Port(host, port, Direction.IN),
        (guest, authorized) -> {
          var listener = guest.await().guest().listen(host, port);
          var bound = new ShellEvents.Port(host, listener.port(), Direction.IN);
          var told = told(caller, authorized).listener(bound);
          return new HeldListener(guest, authorized, listener, told);
        });
  }

  /**
   * A connection to the guest's own SSH server, which is started for it. Blocks until that speaks.
   *
   * @throws Refusal when it may not be, or the guest is not to be had
   * @throws GuestException when there is no such server in the guest
   */
  public GuestSocket sshd(Caller caller) throws Refusal, GuestException {
    var needed = HeldRight.Needed.SSHD;
    var asked = new ShellEvents.Port(SSHD, SSH_PORT, Direction.OUT);
    return hold(
        caller,
        needed,
        asked,
        (guest, authorized) -> {
          var server = GuestSshd.start(guest.await().guest(), services.timer());
          var told = told(caller, authorized).connections(asked);
          return new HeldSocket(guest, authorized, needed, server, told);
        });
  }

  /** Makes something that keeps a guest, and leaves it when it is closed. */
  private interface Holding<T> {
    T of(SharedGuest guest, AuthorizedConsole authorized) throws Refusal, GuestException;
  }

  private <T> T hold(
      Caller caller, HeldRight.Needed needed, ShellEvents.Port port, Holding<T> holding)
      throws Refusal, GuestException {
    var authorized = access.open(caller, false);
    var told = told(caller, authorized);
    try {
      needed.check(authorized.grant());
      return hold(enter(caller, authorized, needed), authorized, holding);
    } catch (Refusal refused) {
      told.refused(port, refused);
      throw refused.onRecord();
    } catch (GuestException trouble) {
      told.refused(port, refusal(trouble));
      throw trouble;
    }
  }

  private static <T> T hold(SharedGuest guest, AuthorizedConsole authorized, Holding<T> holding)
      throws Refusal, GuestException {
    Optional<T> made = Optional.empty();
    try {
      made = Optional.of(holding.of(guest, authorized));
      return made.get();
    } finally {
      if (made.isEmpty()) {
        guest.leave();
      }
    }
  }

  /**
   * What is to run in a guest.
   *
   * @param recorded what it is on record as
   * @param isPrinted whether its output is for people, and not a protocol's
   */
  private record Work(ProcessRequest recorded, boolean isPrinted, Starting starting) {}

  /** Starts it. Blocks until it has begun. */
  private interface Starting {
    GuestProcess in(Guest guest) throws GuestException;
  }

  private ExecStreams.End run(Work work, ExecStreams io, Caller caller)
      throws Refusal, IOException {
    var authorized = access.open(caller, false);
    var told = told(caller, authorized);
    try {
      var guest = enter(caller, authorized, HeldRight.Needed.COMMANDS);
      try {
        return run(guest, work, io, authorized, told);
      } catch (GuestException lost) {
        throw refusal(lost);
      } finally {
        guest.leave();
      }
    } catch (Refusal refused) {
      if (!refused.isOnRecord()) {
        told.refused(refused);
      }
      throw refused.onRecord();
    }
  }

  private ExecStreams.End run(
      SharedGuest guest, Work work, ExecStreams io, AuthorizedConsole authorized, ShellEvents told)
      throws Refusal, IOException {
    var process = work.starting().in(guest.await().guest());
    boolean isKept = work.isPrinted() && authorized.grant().terms().record() != Recording.OFF;
    var session =
        new ProcessSession(io, process, isKept ? ShellEvent.MAX_OUTPUT : 0, services.tasks());
    try (var right = new HeldRight(authorized, HeldRight.Needed.COMMANDS, session::hangUp)) {
      var cutOff = (Supplier<Optional<String>>) () -> right.reason().or(io::cutOff);
      return ended(told.told(work.recorded(), guest.account(), session, cutOff), right);
    } catch (GuestException lost) {
      throw refusal(lost).onRecord(); // with the end of the command
    }
  }

  private static ExecStreams.End ended(GuestProcess.Outcome outcome, HeldRight right)
      throws Refusal {
    try {
      right.check();
      return ProcessSession.told(outcome);
    } catch (Refusal gone) {
      throw gone.onRecord(); // in the same way
    }
  }

  private ShellEvents told(Caller caller, AuthorizedConsole authorized) {
    var console = authorized.console().entry().id();
    return new ShellEvents(events, console, caller.session(), authorized.grant());
  }

  /** The guest, for one more who uses it. */
  private SharedGuest enter(Caller caller, AuthorizedConsole authorized, HeldRight.Needed needed)
      throws Refusal {
    authorized.need(Right.WRITE);
    var credentials = GuestCredentials.of(caller, authorized, needed);
    var id = authorized.console().entry().id();
    while (true) {
      var fresh = new SharedGuest(credentials, authorized.grant(), linger(authorized), services);
      var guest = guests.computeIfAbsent(id, _ -> fresh);
      if (guest.enter(credentials, authorized.grant())) {
        if (guest == fresh) {
          services.tasks().execute(() -> fresh.open(() -> opened(caller, authorized, fresh)));
        }
        return guest;
      }
      guest.awaitGone();
      guests.remove(id, guest);
    }
  }

  private OpenGuest opened(Caller caller, AuthorizedConsole authorized, SharedGuest shared)
      throws Refusal, GuestException {
    var guest = opening.open(caller.session(), authorized, shared.credentials());
    told(caller, authorized).opened(guest, shared.account());
    return guest;
  }

  private static Duration linger(AuthorizedConsole authorized) {
    return authorized.console().entry().shell().map(Shell::linger).orElse(LINGER);
  }

  /** The same for people, with a code of ours. */
  static Refusal refusal(GuestException trouble) {
    var code =
        switch (trouble.kind()) {
          case UNREACHABLE -> ExitCode.UNAVAILABLE;
          case BUSY -> ExitCode.TRY_AGAIN;
          case REFUSED -> ExitCode.NOT_ALLOWED;
          case UNSUPPORTED -> ExitCode.NO_CONSOLE;
        };
    return new Refusal(code, String.valueOf(trouble.getMessage()));
  }

  /** Hands all lines back, all at once. Blocks for {@link #LEAVING} at most. */
  public void close() {
    var open = List.copyOf(guests.values());
    guests.values().removeAll(open);
    var leaving =
        open.stream()
            .map(guest ->
                CompletableFuture.runAsync(
                    () -> guest.close(SharedGuest.STOPPING), services.tasks()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(leaving)
        .completeOnTimeout(null, LEAVING.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
