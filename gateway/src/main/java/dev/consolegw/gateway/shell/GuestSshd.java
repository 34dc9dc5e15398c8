package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An SSH server of a guest's own for one connection, as inetd would run it. It shows the keys and
 * knows the people that the guest has; nothing of it is ours. Any thread.
 */
final class GuestSshd implements GuestSocket {
  /** For so long a server may say nothing at all; {@code sshd} speaks before its client does. */
  static final Duration START = Duration.ofSeconds(30);

  /** For so long the rest of its complaint is waited for once it has ended. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** Bytes of what it complains of that are read; the rest is thrown away. */
  private static final int ERRORS = 4 * 1024;

  private static final int NO_ROOT = 77;
  private static final int NOT_FOUND = 127;

  /**
   * Its folder for a process without rights is on a disk that is empty after each start. The
   * account's own shell need not be a POSIX one.
   */
  private static final String COMMAND =
      "exec sh -c '[ \"$(id -u)\" = 0 ] || exit 77; mkdir -p -m 755 /run/sshd;"
          + " for server in /usr/sbin/sshd /usr/bin/sshd /usr/local/sbin/sshd;"
          + " do [ -x $server ] && exec $server -i; done; exit 127'";

  private final GuestProcess process;
  private final PushbackInputStream in;

  private GuestSshd(GuestProcess process) {
    this.process = process;
    this.in = new PushbackInputStream(process.stdout(), 1);
  }

  /**
   * Starts one. Blocks until it speaks.
   *
   * @param timer ends one that says nothing
   * @throws GuestException when it does not speak, with the reason
   */
  static GuestSshd start(Guest guest, ScheduledExecutorService timer) throws GuestException {
    var request = new ProcessRequest(Optional.of(COMMAND), Map.of(), Optional.empty(), "");
    var server = new GuestSshd(guest.start(request));
    var complaint = new Complaint(server.process.stderr());
    Thread.startVirtualThread(complaint);
    var tooLate = timer.schedule(server::close, START.toMillis(), TimeUnit.MILLISECONDS);
    try {
      int first = server.in.read();
      if (first < 0) {
        throw new GuestException(Kind.UNSUPPORTED, why(server.process.await(), complaint));
      }
      server.in.unread(first);
      return server;
    } catch (GuestException trouble) {
      server.close();
      throw trouble;
    } catch (IOException cutOff) {
      server.close();
      throw new GuestException(Kind.UNREACHABLE, "the guest's SSH server was cut off");
    } finally {
      tooLate.cancel(false);
    }
  }

  private static String why(Outcome outcome, Complaint complaint) {
    return switch (outcome) {
      case Outcome.Exited(int status) when status == NO_ROOT ->
          "the guest's SSH server is started by root alone; sign in to the guest as root";
      case Outcome.Exited(int status) when status == NOT_FOUND ->
          "the guest has no sshd; install one there";
      case Outcome.Exited(int status) -> notStarted("exit status " + status, complaint);
      case Outcome.Signalled(var name) ->
          notStarted("signal " + Printable.of(name).asValue(), complaint);
    };
  }

  private static String notStarted(String end, Complaint complaint) {
    var said = complaint.firstLine();
    return "the guest's sshd does not start: %s%s"
        .formatted(end, said.isEmpty() ? "" : ", " + said);
  }

  @Override
  public OutputStream out() {
    return process.stdin();
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public void close() {
    process.close();
  }

  /** What a server writes to stderr, read to its end so that it never waits. */
  private static final class Complaint implements Runnable {
    private final InputStream errors;
    private final StringBuilder said = new StringBuilder();
    private final CompletableFuture<Void> read = new CompletableFuture<>();

    Complaint(InputStream errors) {
      this.errors = errors;
    }

    @Override
    public void run() {
      var piece = new byte[ERRORS];
      try {
        for (int count = errors.read(piece); count >= 0; count = errors.read(piece)) {
          keep(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
        }
      } catch (IOException over) {
        keep("\n");
      } finally {
        read.complete(null);
      }
    }

    private synchronized String said() {
      return said.toString();
    }

    private synchronized void keep(String text) {
      said.append(text, 0, Math.min(text.length(), ERRORS - said.length()));
    }

    /** Waits for the rest of what it says, a moment at most. */
    String firstLine() {
      read.completeOnTimeout(null, REST.toMillis(), TimeUnit.MILLISECONDS).join();
      return said().lines().findFirst().map(it -> Printable.of(it).toString()).orElse("");
    }
  }
}
