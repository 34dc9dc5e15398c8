package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real shell on a real pty, as a guest's console, and a link to it over a wire that may do harm.
 */
final class PtyGuest implements AutoCloseable, LinkListener {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final OutputStream keys;
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final UnaryOperator<byte[]> there;
  private final UnaryOperator<byte[]> back;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private volatile @Nullable Metered meteredThere;
  private volatile @Nullable Metered meteredBack;
  private volatile boolean cut;
  private volatile int piece = 65536;
  private volatile int paced = Integer.MAX_VALUE;
  private volatile long pauseNanos;
  private @Nullable GuestException end;
  final LinkedBlockingQueue<Boolean> idle = new LinkedBlockingQueue<>();
  GuestLink link;

  PtyGuest(UnaryOperator<byte[]> there, UnaryOperator<byte[]> back) throws IOException {
    this(there, back, limits());
  }

  PtyGuest(UnaryOperator<byte[]> there, UnaryOperator<byte[]> back, LinkLimits limits)
      throws IOException {
    this.there = there;
    this.back = back;
    var builder =
        new ProcessBuilder(
            "socat", "-b", "65536", "STDIO", "EXEC:/bin/sh -i,pty,setsid,ctty,stderr,sane");
    builder.environment().putAll(Map.of("PS1", "guest# ", "LC_ALL", "C.UTF-8"));
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    keys = process.getOutputStream();
    link = newLink(limits);
    Thread.ofPlatform().daemon().name("pty-reader").start(this::read);
  }

  static LinkLimits limits() {
    var usual = LinkLimits.standard();
    return new LinkLimits(
        usual.channels(), usual.memory(), usual.silence(), usual.absence(), false);
  }

  /** A guest whose wire does no harm, with the helper in it. */
  static PtyGuest ready() throws IOException {
    return ready(UnaryOperator.identity(), UnaryOperator.identity());
  }

  static PtyGuest ready(UnaryOperator<byte[]> there, UnaryOperator<byte[]> back)
      throws IOException {
    var guest = new PtyGuest(there, back);
    guest.bootstrap();
    return guest;
  }

  GuestLink newLink(LinkLimits limits) {
    var threads = new LinkThreads(tasks, tasks, timer, System::nanoTime);
    return new GuestLink(this::send, limits, threads, Allowance.UNLIMITED, this);
  }

  void bootstrap() throws GuestException {
    awaitText("guest# ");
    var bootstrap = link.bootstrap();
    send((bootstrap.line() + "\r").getBytes(ISO_8859_1));
    awaitText(Bootstrap.ANSWER);
    send(bootstrap.helper());
    link.awaitReady(LIMIT);
  }

  static ProcessRequest command(String command) {
    return new ProcessRequest(Optional.of(command), Map.of(), Optional.empty(), "root");
  }

  /** Runs a command to its end. */
  Result run(String command, byte[] stdin) throws IOException {
    try (var started = link.start(command(command))) {
      tasks.execute(() -> {
        try (var out = started.stdin()) {
          out.write(stdin);
        } catch (IOException lost) {
          // whoever reads finds out
        }
      });
      var errors = tasks.submit(() -> started.stderr().readAllBytes());
      byte[] out = started.stdout().readAllBytes();
      return new Result(started.await(), out, errors.get());
    } catch (InterruptedException | ExecutionException failure) {
      throw new IOException(failure);
    }
  }

  Result run(String command) throws IOException {
    return run(command, new byte[0]);
  }

  /** What became of a command. */
  static final class Result {
    private final Outcome outcome;
    private final byte[] out;
    private final byte[] errors;

    private Result(Outcome outcome, byte[] out, byte[] errors) {
      this.outcome = outcome;
      this.out = out;
      this.errors = errors;
    }

    Outcome outcome() {
      return outcome;
    }

    byte[] out() {
      return out;
    }

    byte[] errors() {
      return errors;
    }

    String text() {
      return new String(out, ISO_8859_1);
    }
  }

  /** The line goes down, or comes up again; the shell and what runs in it do not notice. */
  void cut(boolean gone) {
    cut = gone;
    if (gone) {
      link.interrupted();
    } else {
      link.resumed();
    }
  }

  /** The link hears so many bytes at a time. */
  void pieces(int bytes) {
    piece = bytes;
  }

  /** The guest takes so many bytes, and then pauses. */
  void pace(int bytes, int millis) {
    paced = bytes;
    pauseNanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The line takes so many bytes a second from now on, and queues what is more. */
  void rate(int bytes) {
    meteredThere = new Metered(bytes, this::writeNow);
    meteredBack = new Metered(bytes, this::heard);
  }

  <T> Future<T> later(Callable<T> task) {
    return tasks.submit(task);
  }

  void awaitReceived(long bytes) {
    await(() -> link.statistics().bytesReceived() >= bytes, "bytes");
  }

  /** Types past the link, also while it has no line. */
  void type(String line) throws GuestException {
    write(line.getBytes(ISO_8859_1));
  }

  void awaitText(String wanted) {
    await(() -> text().contains(wanted), "text " + wanted);
  }

  void awaitTexts(String wanted, int count) {
    await(() -> text().split(wanted, -1).length > count, count + " times " + wanted);
  }

  String text() {
    synchronized (text) {
      return text.toString(ISO_8859_1);
    }
  }

  boolean hasEnded() {
    synchronized (text) {
      return end != null;
    }
  }

  GuestException awaitEnd() {
    await(() -> end != null, "the end");
    return Objects.requireNonNull(end);
  }

  private void await(BooleanSupplier condition, String what) {
    synchronized (text) {
      long until = System.nanoTime() + LIMIT.toNanos();
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("no " + what + " in: " + text());
        }
        try {
          text.wait(left);
        } catch (InterruptedException interrupt) {
          throw new AssertionError(interrupt);
        }
      }
    }
  }

  private void send(byte[] bytes) throws GuestException {
    var metered = meteredThere;
    if (metered != null) {
      metered.put(bytes);
    } else if (!cut) {
      write(bytes);
    }
  }

  private void writeNow(byte[] bytes) {
    try {
      write(bytes);
    } catch (GuestException gone) {
      // the test is over
    }
  }

  private void write(byte[] bytes) throws GuestException {
    try {
      for (int at = 0; at < bytes.length; at += paced) {
        keys.write(there.apply(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + paced))));
        keys.flush();
        LockSupport.parkNanos(pauseNanos);
        if (paced == Integer.MAX_VALUE) {
          break;
        }
      }
    } catch (IOException gone) {
      throw new GuestException(GuestException.Kind.UNREACHABLE, "the pty is gone");
    }
  }

  private void read() {
    var buffer = new byte[65536];
    try (var in = process.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        var metered = meteredBack;
        if (metered != null) {
          metered.put(Arrays.copyOf(buffer, n));
        } else if (cut) {
          note(ByteBuffer.wrap(buffer, 0, n));
        } else {
          heard(back.apply(Arrays.copyOf(buffer, n)));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void heard(byte[] bytes) {
    synchronized (text) {
      for (int at = 0; at < bytes.length; at += piece) {
        note(link.received(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at))));
      }
    }
  }

  private void note(ByteBuffer more) {
    synchronized (text) {
      text.writeBytes(ISO_8859_1.decode(more).toString().getBytes(ISO_8859_1));
      text.notifyAll();
    }
  }

  @Override
  public void textHeld() {
    synchronized (text) {
      note(link.release());
    }
  }

  @Override
  public void idle(boolean isIdle) {
    idle.add(isIdle);
  }

  @Override
  public void ended(GuestException why) {
    synchronized (text) {
      end = why;
      text.notifyAll();
    }
  }

  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  @Override
  public void close() {
    link.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    var metered = meteredThere;
    if (metered != null) {
      metered.close();
    }
    timer.shutdownNow();
    tasks.close();
  }
}
