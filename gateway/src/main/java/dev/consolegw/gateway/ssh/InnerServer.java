package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.shell.GuestShells;
import dev.consolegw.gateway.ssh.channel.SessionPlace;
import dev.consolegw.gateway.ssh.forward.Destination;
import dev.consolegw.gateway.ssh.keys.Algorithms;
import dev.consolegw.gateway.ssh.keys.HostCertificates;
import dev.consolegw.gateway.ssh.limits.ConnectionLimits;
import dev.consolegw.gateway.ssh.limits.HostBound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.HostKeyCertificateProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * Answers SSH inside SSH: {@code ssh -J gateway NAME}. Who has signed in outside is who they are
 * inside, and what they want is the host that they name. It listens nowhere.
 *
 * <p>MINA's threads; {@link #admit} blocks, on a virtual thread.
 */
final class InnerServer {
  /** The port of a console itself; the others are its guest's. */
  static final int PORT = 22;

  private static final String LOOPBACK = "127.0.0.1";

  private final SshServer server;
  private final SessionRouter router;
  private final SshConnection.Services services;
  private final Doors doors;
  private final PortForwards forwards;

  /**
   * How somebody comes who is inside a connection of theirs already.
   *
   * @param outer that connection
   * @param console the name of what they want to reach, as a user name has it
   * @param certificates of the host key under the name that they know it by
   */
  record Jump(
      SshConnection outer, String console, Optional<HostKeyCertificateProvider> certificates) {}

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
   * The channels of a connection, inside and outside.
   *
   * @param kinds makes those that clients ask for
   * @param service has them
   */
  record Channels(List<ChannelFactory> kinds, ServerConnectionServiceFactory service) {}

  /**
   * Makes one.
   *
   * @param server has everything that is the same outside
   * @param channels what connections inside can be asked for
   */
  InnerServer(
      SshServer server,
      Channels channels,
      SessionRouter router,
      SshConnection.Services services,
      Doors doors) {
    this.server = server;
    this.router = router;
    this.services = services;
    this.doors = doors;
    this.forwards = new PortForwards(router);
    Algorithms.addHostCertificates(server);
    server.setUserAuthFactories(List.of(HostBound.factory()));
    server.setScheduledExecutorService(doors.timer());
    doors.limits().guardInner(server, channels.service());
    server.setChannelFactories(channels.kinds());
  }

  /**
   * Decides where a channel to a host and a port leads. Where its connection means a guest, that is
   * a connection from there; otherwise the host is a console, and the port its own or its guest's.
   *
   * @throws SshChannelOpenException when it leads nowhere, with what the client is told
   */
  Destination admit(SshConnection from, String host, long port) throws SshChannelOpenException {
    var caller = from.caller(router, from.channels().account(), false);
    try {
      return admit(caller, from, host, port);
    } catch (RuntimeException | Error bug) {
      router.refused(caller, "port", SessionEnd.FAILED);
      throw bug;
    }
  }

  private Destination admit(Caller caller, SshConnection from, String host, long port)
      throws SshChannelOpenException {
    if (PortForwards.isTooLong(host)) {
      throw forwards.mistaken(caller, PortForwards.NO_HOST);
    }
    if (from.isInside() || GuestShells.isMeant(caller)) {
      return forwards.connect(caller, host, port);
    }
    var name = name(caller, host);
    if (name.isSshd()) {
      return forwards.sshd(named(caller, name.withoutSshd()), port);
    }
    return port == PORT
        ? inside(named(caller, name), from, name, host)
        : forwards.connect(named(caller, name), LOOPBACK, port);
  }

  private static Caller named(Caller caller, ConsoleName name) {
    return new Caller(caller.session(), name.toString(), caller.environment(), false);
  }

  private Destination inside(Caller caller, SshConnection outer, ConsoleName name, String host)
      throws SshChannelOpenException {
    var giveBack = doors.limits().admitInner();
    if (giveBack.isEmpty()) {
      var full = "too many connections are open; try again later";
      router.refused(caller, "jump", SessionEnd.now(ExitCode.TRY_AGAIN, full));
      throw new SshChannelOpenException(0, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, full);
    }
    var jump = new Jump(outer, name.toString(), doors.certificates().of(host));
    return new Destination.InnerConnection(new Connections(jump, new SessionPlace(giveBack.get())));
  }

  private ConsoleName name(Caller caller, String host) throws SshChannelOpenException {
    var wanted = new Caller(caller.session(), host, Map.of(), false);
    try {
      return router.host(wanted);
    } catch (Refusal refusal) {
      router.refused(wanted, "jump", refusal.ending());
      throw PortForwards.refused(refusal);
    }
  }

  /** The one connection of one channel. */
  private final class Connections extends SessionFactory {
    private final Jump jump;
    private final SessionPlace place;

    Connections(Jump jump, SessionPlace place) {
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
}
