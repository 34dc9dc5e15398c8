package dev.consolegw.gateway.shell.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** A real shell at its prompt on a real terminal (socat's), and a guest that works through it. */
final class PtyShell implements AutoCloseable {
  /** Asks again soon, and waits for nobody long. */
  static final PosixLimits HASTY =
      new PosixLimits(
          16,
          Duration.ofMillis(800),
          8,
          Duration.ofSeconds(5),
          Duration.ofMillis(400),
          Duration.ofMillis(400));

  private static final long SECONDS = 30;

  final PosixGuest guest;
  private final Process socat;
  private final OutputStream in;
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final StringBuilder text = new StringBuilder();
  private volatile UnaryOperator<byte[]> toGuest = UnaryOperator.identity();
  private volatile UnaryOperator<byte[]> fromGuest = UnaryOperator.identity();

  /** What a command came to. */
  static final class Ended {
    private final GuestProcess.Outcome outcome;
    private final byte[] out;
    private final byte[] err;

    Ended(GuestProcess.Outcome outcome, byte[] out, byte[] err) {
      this.outcome = outcome;
      this.out = out;
      this.err = err;
    }

    GuestProcess.Outcome outcome() {
      return outcome;
    }

    byte[] out() {
      return out;
    }

    String text() {
      return new String(out, ISO_8859_1);
    }

    String errors() {
      return new String(err, ISO_8859_1);
    }
  }

  /**
   * A shell.
   *
   * @param command with its arguments, such as {@code dash -i}
   * @param path where it looks for its tools
   */
  static PtyShell of(String command, String path, PosixLimits limits) {
    return new PtyShell(command, path, limits);
  }

  static PtyShell of(String command) {
    return of(command, System.getenv("PATH"), HASTY);
  }

  private PtyShell(String command, String path, PosixLimits limits) {
    var builder =
        new ProcessBuilder(
            "/usr/bin/socat", "-", "EXEC:\"/usr/bin/" + command + "\",pty,ctty,setsid,sane,stderr");
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", Path.of("/tmp").toString());
    builder.environment().put("SHELL", "/bin/sh");
    builder.environment().put("PS1", "# ");
    try {
      socat = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in = socat.getOutputStream();
    guest = new PosixGuest(this::send, PosixGuest.Place.BELOW, limits, tasks, timer);
    Thread.ofVirtual().start(this::read);
    type("echo rea''dy\n");
    awaitText("ready\r\n");
    awaitText("# ");
  }

  /** From now on the wire does this to what passes. */
  void wire(UnaryOperator<byte[]> towards, UnaryOperator<byte[]> back) {
    toGuest = towards;
    fromGuest = back;
  }

  PtyShell prepared() throws GuestException {
    guest.prepare();
    return this;
  }

  private void send(byte[] bytes) throws GuestException {
    try {
      in.write(toGuest.apply(bytes));
      in.flush();
    } catch (IOException e) {
      throw new GuestException(GuestException.Kind.UNREACHABLE, "the line is gone");
    }
  }

  private void read() {
    byte[] some = new byte[4096];
    InputStream out = socat.getInputStream();
    try {
      for (int n = out.read(some); n > 0; n = out.read(some)) {
        byte[] came = fromGuest.apply(java.util.Arrays.copyOf(some, n));
        String shown = ISO_8859_1.decode(guest.received(ByteBuffer.wrap(came))).toString();
        synchronized (text) {
          text.append(shown);
          text.notifyAll();
        }
      }
    } catch (IOException e) {
      // It is gone.
    }
    guest.lost(new GuestException(GuestException.Kind.UNREACHABLE, "the line is gone"));
  }

  /** Types at the prompt, as a person. */
  void type(String keys) {
    try {
      in.write(keys.getBytes(ISO_8859_1));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What people saw so far. */
  String text() {
    synchronized (text) {
      return text.toString();
    }
  }

  /** Waits until people see this, and forgets what came before. */
  void awaitText(String wanted) {
    textUntil(wanted);
  }

  /** As {@link #awaitText}, and gives what came before. */
  String textUntil(String wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    synchronized (text) {
      while (text.indexOf(wanted) < 0) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError("not seen: " + wanted + "\n" + text);
        }
        try {
          text.wait(100);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      String before = text.substring(0, text.indexOf(wanted));
      text.delete(0, before.length() + wanted.length());
      return before;
    }
  }

  GuestProcess start(String command) throws GuestException {
    return guest.start(
        new ProcessRequest(Optional.of(command), Map.of(), Optional.empty(), "web1"));
  }

  Ended run(String command) {
    return run(command, new byte[0]);
  }

  Ended run(String command, byte[] input) {
    try (GuestProcess process = start(command)) {
      return ended(process, input);
    } catch (GuestException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Gives it its input, reads both outputs and waits for its end. */
  Ended ended(GuestProcess process, byte[] input) {
    var errors = CompletableFuture.supplyAsync(() -> all(process.stderr()), tasks);
    var printed = CompletableFuture.supplyAsync(() -> all(process.stdout()), tasks);
    var typed = CompletableFuture.runAsync(() -> write(process.stdin(), input), tasks);
    try {
      typed.get(SECONDS, TimeUnit.SECONDS);
      byte[] out = printed.get(SECONDS, TimeUnit.SECONDS);
      byte[] err = errors.get(SECONDS, TimeUnit.SECONDS);
      return new Ended(process.await(), out, err);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("it does not end", e);
    } catch (IOException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static byte[] all(InputStream from) {
    try {
      var all = new ByteArrayOutputStream();
      from.transferTo(all);
      return all.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream to, byte[] bytes) {
    try {
      to.write(bytes);
      to.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The machine behind the line is gone, from one moment to the next. */
  void cut() {
    socat.destroyForcibly();
  }

  @Override
  public void close() {
    guest.close();
    socat.destroy();
    timer.shutdownNow();
    tasks.shutdownNow();
  }
}
