package dev.consolegw.gateway.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.fault.Timer;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is, as sd_notify(3) has it: one datagram each to the socket in
 * {@code $NOTIFY_SOCKET}. Without that variable nothing is sent, and no thread started. Any thread;
 * nobody waits for systemd: a thread of its own, {@code systemd}, sends one after the other.
 */
public final class SystemdNotifier implements Closeable {
  /** Pings for each time that systemd waits for one. */
  static final int PINGS = 3;

  /** For the end itself, as {@code TimeoutStopSec} of our unit. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(30);

  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG = "WATCHDOG_USEC";
  private static final String WATCHDOG_OF = "WATCHDOG_PID";
  private static final Logger log = LoggerFactory.getLogger(SystemdNotifier.class);

  private final Optional<String> socket;
  private final Optional<Duration> patience;
  private final Timer thread = new Timer("systemd", new ThreadPoolExecutor.DiscardPolicy());
  private volatile @Nullable Future<?> watch;
  private boolean ending; // guarded by this

  /**
   * Sends nothing yet.
   *
   * @param environment of the process, such as {@link System#getenv()}
   */
  public SystemdNotifier(Map<String, String> environment) {
    this.socket = Optional.ofNullable(environment.get(SOCKET)).filter(SystemdNotifier::isServed);
    this.patience = socket.flatMap(_ -> patience(environment));
  }

  /** A path or an abstract name; systemd has others for virtual machines. */
  private static boolean isServed(String socket) {
    boolean served = socket.length() > 1 && (socket.startsWith("/") || socket.startsWith("@"));
    if (!served && !socket.isEmpty()) {
      untold(socket, "neither a path nor @NAME");
    }
    return served;
  }

  /** As sd_watchdog_enabled(3). */
  private static Optional<Duration> patience(Map<String, String> environment) {
    var of = environment.get(WATCHDOG_OF);
    if (of != null && !of.equals(String.valueOf(ProcessHandle.current().pid()))) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(environment.get(WATCHDOG))
          .map(Long::parseLong)
          .filter(micros -> micros > 0)
          .map(micros -> Duration.of(micros, ChronoUnit.MICROS));
    } catch (NumberFormatException foreign) {
      log.warn("event=watchdog-off cause=\"{} is no number of microseconds\"", WATCHDOG);
      return Optional.empty();
    }
  }

  /**
   * The service does its work, or does so again after a reload; not sent when its end has begun.
   *
   * @param status what {@code systemctl status} shows; one line
   */
  public void ready(String status) {
    tellUnlessEnding("READY=1\nSTATUS=" + status);
  }

  /** New settings are read; {@link #ready} ends it. Not sent when the end has begun. */
  public void reloading() {
    long micros = System.nanoTime() / 1000; // on Linux, CLOCK_MONOTONIC
    tellUnlessEnding("RELOADING=1\nMONOTONIC_USEC=" + micros);
  }

  private synchronized void tellUnlessEnding(String state) {
    if (!ending) {
      tell(state);
    }
  }

  private synchronized void end() {
    ending = true;
    tell("STOPPING=1");
  }

  /** The end has begun; systemd waits for no pings from now on. */
  public void stopping() {
    var watching = watch;
    if (watching != null) {
      watching.cancel(false);
    }
    end();
  }

  /**
   * From now on systemd hears that the service is alive, if it wants to, but only when all its
   * parts have answered: each runs what it is given, soon. While one does not, nothing is sent, and
   * systemd ends and starts the service when its patience is over.
   *
   * @param parts by name
   * @param sound whether nothing else is known that speaks against it; asked when all have answered
   */
  public void watch(Map<String, Executor> parts, BooleanSupplier sound) {
    patience.ifPresent(time -> {
      var watchdog = new Watchdog(parts, () -> alive(sound.getAsBoolean()));
      long every = Math.max(1, time.dividedBy(PINGS).toMillis());
      watch = thread.scheduleAtFixedRate(watchdog::ask, 0, every, TimeUnit.MILLISECONDS);
    });
  }

  /**
   * The end takes its time: systemd is to wait for so long from now, and some time for what is
   * written last, though {@code TimeoutStopSec} may be shorter.
   *
   * @param line what {@code systemctl status} shows
   */
  public void stopping(String line, Duration left) {
    long micros = left.plus(LAST_WORDS).dividedBy(ChronoUnit.MICROS.getDuration());
    tell("STATUS=%s\nEXTEND_TIMEOUT_USEC=%d".formatted(line, micros));
  }

  private void alive(boolean sound) {
    if (sound) {
      tell("WATCHDOG=1");
    }
  }

  private void tell(String state) {
    socket.ifPresent(name -> thread.execute(() -> send(name, state)));
  }

  private static void send(String name, String state) {
    var bytes = state.getBytes(UTF_8);
    try (var datagrams = AFUNIXDatagramSocket.newInstance()) {
      datagrams.connect(address(name)); // the JDK's packets take no address of this kind
      datagrams.send(new DatagramPacket(bytes, bytes.length));
    } catch (IOException unheard) {
      untold(name, String.valueOf(unheard.getMessage()));
    } catch (LinkageError missing) {
      untold(
          name,
          "junixsocket's native library cannot be loaded from %s, which may be mounted noexec: %s"
              .formatted(System.getProperty("java.io.tmpdir"), missing.getMessage()));
    }
  }

  private static void untold(String socket, String cause) {
    log.warn(
        "event=systemd-not-told socket=\"{}\" cause=\"{}\"",
        socket.replace('"', '\''),
        cause.replace('"', '\''));
  }

  private static AFUNIXSocketAddress address(String name) throws IOException {
    return name.startsWith("@")
        ? AFUNIXSocketAddress.inAbstractNamespace(name.substring(1))
        : AFUNIXSocketAddress.of(Path.of(name));
  }

  /** Sends nothing more; what was to be sent may be lost. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
