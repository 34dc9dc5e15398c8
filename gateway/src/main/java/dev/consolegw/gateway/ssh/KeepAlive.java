package dev.consolegw.gateway.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.sshd.common.SshConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks quiet clients for a sign of life, and cuts off those that give none for too long. OpenSSH's
 * keepalive request, which every client answers, if only with a refusal. A client that we do not
 * read cannot be heard: whether its machine is still there, the system finds out.
 */
final class KeepAlive implements Runnable {
  /** How often it looks, and how long a client may be quiet before it is asked. */
  static final Duration BEAT = Duration.ofSeconds(5);

  /** For how long a client may leave unread what it has made us answer. */
  static final Duration CHOKED = Duration.ofSeconds(30);

  /**
   * How often a packet goes to a client that is not read. It fails when the system has found the
   * other machine gone, which takes {@link SshSockets#GONE_WITHIN}, if nothing else is on its way.
   */
  static final Duration PROBED = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(KeepAlive.class);
  private static final String REQUEST = "keepalive@openssh.com";

  private final Supplier<Iterable<SshConnection>> connections;
  private final Duration silentEnd;

  KeepAlive(Supplier<Iterable<SshConnection>> connections, Duration silentEnd) {
    this.connections = connections;
    this.silentEnd = silentEnd;
  }

  /** One beat; on a virtual thread. */
  @Override
  public void run() {
    for (var connection : connections.get()) {
      var silent = connection.silentFor();
      if (silent.compareTo(silentEnd) >= 0) {
        log.info(
            "event=client-silent from={} silent={}s",
            connection.getClientAddress(),
            silent.toSeconds());
        connection.close(true);
      } else if (connection.choked().compareTo(CHOKED) >= 0) {
        log.info("event=client-reads-nothing from={}", connection.getClientAddress());
        connection.close(true);
      } else if (silent.compareTo(BEAT) >= 0 && connection.isAuthenticated()) {
        ask(connection, true);
      } else if (connection.probes(PROBED)) {
        ask(connection, false);
      }
    }
  }

  private static void ask(SshConnection connection, boolean forAnswer) {
    var request = connection.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
    request.putString(REQUEST);
    request.putBoolean(forAnswer);
    try {
      if (forAnswer) {
        connection.request(request, REQUEST, (_, _) -> {});
      } else {
        connection.writePacket(request);
      }
    } catch (IOException gone) {
      connection.close(true);
    }
  }
}
