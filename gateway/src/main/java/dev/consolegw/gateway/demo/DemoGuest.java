package dev.consolegw.gateway.demo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for a virtual machine with a serial port on a UNIX socket, in the manner of QEMU: it
 * boots when the first client is there, serves one client at a time and leaves others in the
 * backlog, and does not notice who is connected. A shell left open is still open for the next one.
 *
 * <pre>
 *   first client ──▶ boot ──▶ login ──▶ shell ── exit ──▶ login
 *                     ▲                   └ reboot: connection and socket go, a new socket comes
 *                     └───────────────────────┘
 * </pre>
 *
 * The machine runs on one virtual thread of its own; {@link #start} and {@link #close} may be
 * called from any other.
 */
public final class DemoGuest implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(DemoGuest.class);

  /** How long {@link #close} waits for the machine to stop. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path socket;
  private final String name;
  private final Duration bootTime;
  private final InstantSource clock;
  private @Nullable SerialLine line;
  private @Nullable Thread machine;

  /**
   * A machine that is switched off.
   *
   * @param socket where its serial port appears; whatever is there is replaced
   * @param name its host name, in plain ASCII
   * @param bootTime how long the boot messages take
   * @param clock for {@code date} and {@code uptime}
   */
  public DemoGuest(Path socket, String name, Duration bootTime, InstantSource clock) {
    this.socket = socket;
    this.name = name;
    this.bootTime = bootTime;
    this.clock = clock;
  }

  /**
   * Switches the machine on, once. When this returns, the socket takes connections.
   *
   * @throws IOException when the socket cannot be made; then nothing was started
   */
  public synchronized void start() throws IOException {
    if (machine != null) {
      throw new IllegalStateException("already started");
    }
    SerialLine port = SerialLine.open(socket);
    line = port;
    machine = Thread.ofVirtual().name("demo-guest").start(() -> run(port));
  }

  /** Pulls the plug: the client is cut off and the socket removed when this returns. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      if (machine == null || line == null) {
        return;
      }
      line.unplug();
      running = machine;
    }
    try {
      if (!running.join(PATIENCE)) {
        log.warn("event=demo-guest-not-stopped within={}", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(SerialLine port) {
    try (port) {
      while (true) {
        port.awaitClient();
        Instant start = clock.instant();
        BootMessages.print(port, name, bootTime);
        liveUntilReboot(port, start);
        port.replace();
      }
    } catch (ClosedChannelException e) {
      log.debug("event=demo-guest-off");
    } catch (IOException e) {
      log.warn("event=demo-guest-port-lost", e);
    }
  }

  private void liveUntilReboot(SerialLine port, Instant start) throws IOException {
    var login = new Login(port, name);
    var clockwork = new Shell.Machine(name, clock, start);
    while (new Shell(port, clockwork, login.ask()).run() == Shell.End.LOGOUT) {
      port.print("\r\n");
    }
  }
}
