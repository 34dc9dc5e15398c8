package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Right;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.config.ShellSettings.Shell;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.shell.guest.GuestException;
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

/**
 * What runs in guests: commands, login shells, the guest's own file server. One link to each guest,
 * for all who may use it. Meant for virtual threads.
 */
public final class GuestShells {
  /** Where distributions put the server of the sftp subsystem. */
  private static final String FILE_SERVER =
      "for server in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server"
          + " /usr/libexec/sftp-server /usr/lib/ssh/sftp-server /usr/lib/sftp-server;"
          + " do [ -x $server ] && exec $server; done; exit 127";

  private static final int NOT_FOUND = 127;

  /** For so long a gateway that stops waits for lines to be handed back. */
  private static final Duration LEAVING = Duration.ofSeconds(5);

  private static final Duration LINGER = Duration.ofSeconds(30);

  private final ConsoleAccess access;
  private final SerialOpening opening;
  private final SharedGuest.Services services;
  private final Map<ConsoleId, SharedGuest> guests = new ConcurrentHashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param tasks virtual threads
   * @param timer when something is due; its tasks are short
   * @param disk reads passwords
   */
  public GuestShells(
      ConsoleAccess access, Executor tasks, ScheduledExecutorService timer, Executor disk) {
    this.access = access;
    this.opening = new SerialOpening(tasks, timer, disk);
    this.services = new SharedGuest.Services(tasks, timer);
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
   * @param command as it was typed; empty for a shell
   * @return its exit status
   * @throws Refusal when it cannot be run, or to the end
   * @throws IOException when the client is gone
   */
  public int run(Optional<String> command, ExecStreams io, Caller caller)
      throws Refusal, IOException {
    var terminal =
        io.terminal().map(it -> new ProcessRequest.Terminal(it.type(), it.columns(), it.rows()));
    var account = caller.inside().map(Caller.GuestLogin::account).orElse(caller.userName());
    return run(new ProcessRequest(command, Map.of(), terminal, account), io, caller);
  }

  /** Serves files of the guest, by its own program for that; otherwise as {@link #run}. */
  public int files(ExecStreams io, Caller caller) throws Refusal, IOException {
    var request = new ProcessRequest(Optional.of(FILE_SERVER), Map.of(), Optional.empty(), "");
    int status = run(request, io, caller);
    if (status == NOT_FOUND) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "the guest has no sftp-server; install one there, or copy with scp -O");
    }
    return status;
  }

  /**
   * A TCP connection from inside a guest. Blocks until it stands.
   *
   * @param host a name or an address, as the guest understands it
   * @throws Refusal when it cannot be, or may not
   */
  public GuestSocket connect(Caller caller, String host, int port) throws Refusal {
    var authorized = access.open(caller, false);
    if (!authorized.grant().shell().forward()) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "you may not connect through this guest; the gateway's operator allows it with"
              + " shell.forward");
    }
    var guest = enter(caller, authorized);
    try {
      return new HeldSocket(guest, authorized, guest.await().guest().connect(host, port));
    } catch (GuestException trouble) {
      guest.leave();
      throw refusal(trouble);
    } catch (Refusal refused) {
      guest.leave();
      throw refused;
    }
  }

  private int run(ProcessRequest request, ExecStreams io, Caller caller)
      throws Refusal, IOException {
    var authorized = access.open(caller, false);
    var guest = enter(caller, authorized);
    try {
      return run(guest.await(), request, io, authorized);
    } catch (GuestException lost) {
      throw refusal(lost);
    } finally {
      guest.leave();
    }
  }

  private int run(
      OpenGuest guest, ProcessRequest request, ExecStreams io, AuthorizedConsole authorized)
      throws Refusal, IOException {
    var session = ProcessSession.start(guest.guest(), request, io, services.tasks());
    try (var right = new HeldRight(authorized, session::hangUp)) {
      var outcome = session.run();
      right.check();
      return ProcessSession.status(outcome);
    }
  }

  /** The guest, for one more who uses it. */
  private SharedGuest enter(Caller caller, AuthorizedConsole authorized) throws Refusal {
    ConsoleAccess.need(Right.WRITE, authorized);
    var credentials = GuestCredentials.of(caller, authorized);
    var id = authorized.console().entry().id();
    while (true) {
      var fresh = new SharedGuest(credentials, authorized.grant(), linger(authorized), services);
      var guest = guests.computeIfAbsent(id, _ -> fresh);
      if (guest.enter(credentials, authorized.grant())) {
        if (guest == fresh) {
          services
              .tasks()
              .execute(
                  () -> fresh.open(() -> opening.open(caller.session(), authorized, credentials)));
        }
        return guest;
      }
      guests.remove(id, guest);
    }
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
    var leaving =
        List.copyOf(guests.values()).stream()
            .map(guest -> CompletableFuture.runAsync(guest::close, services.tasks()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(leaving)
        .completeOnTimeout(null, LEAVING.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
