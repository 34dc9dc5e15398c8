package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.ProcessorTime;
import dev.consolegw.gateway.ssh.limits.KeyExchangeTime;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * What work on the packets of one connection takes of the processors, charged to who is behind it,
 * and the pauses that it brings: of reading, and of output.
 */
final class PacketTime {
  /** What took longer than this has waited for something, such as a cloud at sign-in. */
  private static final long BUSIEST = Duration.ofMillis(50).toNanos();

  private final SshConnection connection;
  private final ProcessorTime<Object> packets;
  private final Background mathematics;
  private final ScheduledExecutorService timer;

  /** Nanoseconds, of the read under way, until a thread in the background was free. */
  private long waited;

  /** That of a connection that has just begun. */
  PacketTime(
      SshConnection connection,
      ProcessorTime<Object> packets,
      Background mathematics,
      ScheduledExecutorService timer) {
    this.connection = connection;
    this.packets = packets;
    this.mathematics = mathematics;
    this.timer = timer;
  }

  /** Work on packets. */
  interface Step {
    void run() throws Exception;
  }

  /** Works on packets that have come, and reads none for as long as that has cost too much. */
  void read(Step step) throws Exception {
    var client = connection.isAuthenticated() ? null : KeyExchangeTime.of(connection);
    waited = 0;
    long begun = System.nanoTime();
    if (client == null) {
      step.run();
    } else {
      client.ours();
      try {
        step.run();
      } finally {
        client.theirs(); // a pause is for what is theirs
      }
    }
    pause(busySince(begun + waited));
  }

  /**
   * A step of a key exchange, which this thread waits for in {@link #read}. Of MINA's locks, it
   * holds the one for what comes, which nobody asks for in the background.
   */
  void inBackground(Step step) throws Exception {
    long asked = System.nanoTime();
    mathematics.make(() ->
        ThreadUtils.runAsInternal(() -> {
          waited += System.nanoTime() - asked;
          step.run();
          return null;
        }));
  }

  /** A packet of output was sent, by {@link System#nanoTime} since then. Any thread. */
  void sentSince(long begun) {
    var pause = busySince(begun);
    var output = connection.output();
    if (pause.isPositive() && output.pause()) {
      Runnable goOn = () -> Thread.startVirtualThread(output::goOn);
      var _ = timer.schedule(goOn, pause.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private Duration busySince(long begun) {
    long busy = Math.min(System.nanoTime() - begun, BUSIEST);
    return packets.used(connection.whose(), Duration.ofNanos(busy));
  }

  private void pause(Duration time) {
    if (time.isPositive() && !connection.isClosing()) {
      var socket = connection.getIoSession();
      socket.suspendRead();
      var _ = timer.schedule(socket::resumeRead, time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
