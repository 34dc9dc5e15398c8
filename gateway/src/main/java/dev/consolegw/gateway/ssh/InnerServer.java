package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.ssh.channel.PacketPool;
import dev.consolegw.gateway.ssh.channel.SessionPlace;
import dev.consolegw.gateway.ssh.jump.JumpChannel;
import dev.consolegw.gateway.ssh.keys.Algorithms;
import dev.consolegw.gateway.ssh.keys.HostCertificates;
import dev.consolegw.gateway.ssh.limits.ConnectionLimits;
import dev.consolegw.gateway.ssh.limits.HostBound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * Answers SSH inside SSH: {@code ssh -J gateway NAME}. Who has signed in outside is who they are
 * inside, and what they want is the host that they name. It listens nowhere.
 *
 * <p>MINA's threads; {@link #admit} blocks, on a virtual thread.
 */
final class InnerServer {
  /** The one port of a console. */
  static final int PORT = 22;

  private static final Pattern FIRST_OF_LINES = Pattern.compile(":\\n\\s*");
  private static final Pattern LINES = Pattern.compile("\\n\\s*");

  private final SshServer server;
  private final SessionRouter router;
  private final SshConnection.Services services;
  private final Doors doors;

  /**
   * What is asked before somebody is let in.
   *
   * @param limits how many there are
   * @param certificates for the host key
   * @param timer for what MINA has to close in time
   */
  record Doors(
      ConnectionLimits limits, HostCertificates certificates, ScheduledExecutorService timer) {}

  /**
   * Makes one.
   *
   * @param server has everything that is the same outside
   * @param sessions makes the channels for sessions
   */
  InnerServer(
      SshServer server,
      ChannelFactory sessions,
      SessionRouter router,
      SshConnection.Services services,
      Doors doors) {
    this.server = server;
    this.router = router;
    this.services = services;
    this.doors = doors;
    Algorithms.addHostCertificates(server);
    server.setUserAuthFactories(List.of(HostBound.factory()));
    server.setScheduledExecutorService(doors.timer());
    doors
        .limits()
        .guardInner(
            server,
            ChannelService.factory(),
            session -> SshConnection.of(session).origin().toString());
    server.setChannelFactories(List.of(sessions, new NoFurther()));
  }

  /** A channel into it, from a connection outside. */
  Channel channel(SshConnection outer, SessionPlace place, PacketPool pool) {
    var charged = new JumpChannel.Charged(place, outer.input(), outer.output(), pool);
    return new JumpChannel(charged, (host, port) -> admit(outer, host, port));
  }

  private IoHandler admit(SshConnection outer, String host, long port)
      throws SshChannelOpenException {
    if (port != PORT) {
      throw prohibited(
          "only port %d of a console can be reached, not port %d".formatted(PORT, port));
    }
    var name = name(outer, host);
    var giveBack =
        doors
            .limits()
            .admitInner()
            .orElseThrow(() ->
                new SshChannelOpenException(
                    0,
                    SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                    "too many connections are open; try again later"));
    var jump = new SshConnection.Jump(outer, name, doors.certificates().of(host));
    return new Connections(jump, new SessionPlace(giveBack));
  }

  private String name(SshConnection outer, String host) throws SshChannelOpenException {
    var caller = outer.caller(router, Map.of(), false);
    try {
      return router.host(new Caller(caller.session(), host, Map.of(), false));
    } catch (Refusal refusal) {
      throw prohibited(inOneLine(refusal.ending().text()));
    }
  }

  private static String inOneLine(String text) {
    return LINES.matcher(FIRST_OF_LINES.matcher(text).replaceFirst(": ")).replaceAll("; ");
  }

  private static SshChannelOpenException prohibited(String why) {
    return new SshChannelOpenException(0, SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, why);
  }

  /** The one connection of one channel. */
  private final class Connections extends SessionFactory {
    private final SshConnection.Jump jump;
    private final SessionPlace place;

    Connections(SshConnection.Jump jump, SessionPlace place) {
      super(server);
      this.jump = jump;
      this.place = place;
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession socket) throws Exception {
      var connection = new SshConnection(getServer(), socket, services, Optional.of(jump));
      connection.addCloseFutureListener(_ -> place.close());
      return SshFront.entered(connection, router.registry());
    }

    @Override
    public void sessionClosed(IoSession socket) throws Exception {
      place.close();
      super.sessionClosed(socket);
    }
  }

  /** Inside there is no way further: one connection within another is as deep as it goes. */
  private static final class NoFurther implements ChannelFactory {
    @Override
    public String getName() {
      return "direct-tcpip";
    }

    @Override
    public Channel createChannel(Session session) throws SshChannelOpenException {
      throw prohibited(
          "this connection is inside another one already; name the gateway once, as in: ssh -J"
              + " gateway NAME");
    }
  }
}
