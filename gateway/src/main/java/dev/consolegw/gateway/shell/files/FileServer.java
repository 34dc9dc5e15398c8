package dev.consolegw.gateway.shell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * What serves a guest's files over SFTP: its own {@code sftp-server}, or else a program of ours for
 * Python, which is sent over the standard input that requests come by afterwards. The gateway takes
 * no part in what is said then. Any thread.
 */
public final class FileServer {
  /** For so long a server may take to begin. */
  private static final Duration START = Duration.ofSeconds(30);

  /** Bytes that a shell may print before what it was told to run. */
  private static final int GREETING = 8 * 1024;

  private static final int NOT_FOUND = 127;

  /** The guest's own server begins. */
  private static final String OWN = "@SFTP own@";

  /** Python waits for ours. */
  private static final String OURS = "@SFTP ours@";

  private static final byte[] PROGRAM = packed();

  /** Both announce themselves; the account's own shell need not be a POSIX one. */
  private static final String COMMAND =
      "exec sh -c 'for server in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server"
          + " /usr/libexec/sftp-server /usr/lib/ssh/sftp-server /usr/lib/sftp-server;"
          + " do [ -x $server ] && printf \""
          + OWN
          + "\" && exec $server; done;"
          + " exec python3 -uc \"import sys,zlib;print(\\\""
          + OURS
          + "\\\",end=\\\"\\\");exec(zlib.decompress(sys.stdin.buffer.read("
          + PROGRAM.length
          + ")))\"'";

  private FileServer() {}

  /**
   * Starts one. Blocks until it serves.
   *
   * @param timer ends one that does not begin
   * @return its input takes requests, its output has the answers
   * @throws GuestException when the guest has neither, with what else can be done
   */
  public static GuestProcess start(Guest guest, ScheduledExecutorService timer)
      throws GuestException {
    var request = new ProcessRequest(Optional.of(COMMAND), Map.of(), Optional.empty(), "");
    var process = guest.start(request);
    var late = new AtomicBoolean();
    var tooLate =
        timer.schedule(
            () -> {
              late.set(true);
              process.close();
            },
            START.toMillis(),
            TimeUnit.MILLISECONDS);
    boolean serves = false;
    try {
      if (announced(process).equals(OURS)) {
        var stdin = process.stdin();
        stdin.write(PROGRAM);
        stdin.flush();
      }
      serves = true;
      return process;
    } catch (GuestException trouble) {
      throw late.get() ? isSilent() : trouble;
    } catch (IOException cutOff) {
      throw late.get()
          ? isSilent()
          : new GuestException(Kind.UNREACHABLE, "the guest's server of files was cut off");
    } finally {
      tooLate.cancel(false);
      if (!serves) {
        process.close();
      }
    }
  }

  private static GuestException isSilent() {
    return new GuestException(
        Kind.UNREACHABLE,
        "the guest's server of files did not begin within %d s".formatted(START.toSeconds()));
  }

  /** Which one begins; what a shell prints before is no part of SFTP. */
  private static String announced(GuestProcess process) throws IOException {
    var printed = new StringBuilder();
    var out = process.stdout();
    for (int next = out.read(); next >= 0; next = out.read()) {
      printed.append((char) next);
      if (next == '@') {
        var text = printed.toString();
        if (text.endsWith(OWN)) {
          return OWN;
        }
        if (text.endsWith(OURS)) {
          return OURS;
        }
      }
      if (printed.length() > GREETING) {
        throw new GuestException(
            Kind.UNSUPPORTED,
            "the account's shell prints more than %d KiB before it runs anything; have it print"
                    .formatted(GREETING / 1024)
                + " only where there is a terminal");
      }
    }
    throw new GuestException(Kind.UNSUPPORTED, why(process.await()));
  }

  private static String why(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(int status) when status == NOT_FOUND ->
          "the guest has no sftp-server, and no python3 for ours; install one of them there, or"
              + " copy with scp -O, or with cat: ssh NAME+shell@GATEWAY 'cat FILE' > FILE";
      case Outcome.Exited(int status) ->
          "the guest's server of files does not start: exit status " + status;
      case Outcome.Signalled(var name) ->
          "the guest's server of files does not start: signal " + name;
    };
  }

  /** Ours, as it can be read. */
  private static String source() {
    try (var in = FileServer.class.getResourceAsStream("sftp.py")) {
      if (in == null) {
        throw new IllegalStateException("sftp.py is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] packed() {
    var zipped = new ByteArrayOutputStream();
    var best = new Deflater(Deflater.BEST_COMPRESSION);
    try (var out = new DeflaterOutputStream(zipped, best)) {
      out.write(source().getBytes(UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      best.end();
    }
    return zipped.toByteArray();
  }
}
