package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.shell.GuestShells;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.ssh.channel.GlobalReplies;
import dev.consolegw.gateway.ssh.channel.PacketPool;
import dev.consolegw.gateway.ssh.forward.ForwardedChannel;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that one connection has a guest listen at: {@code ssh -R} (RFC 4254, 7.1).
 *
 * <p>Any thread; nothing blocks whoever calls. The lock guards which there are.
 */
final class RemoteForwards implements AutoCloseable {
  /** Ports that may be listened at. */
  static final int PORTS = 16;

  /** Connections to them that may be there, with those that the client has not answered. */
  static final int CONNECTIONS = 64;

  private static final Logger log = LoggerFactory.getLogger(RemoteForwards.class);

  private final SshConnection connection;
  private final ConnectionService service;
  private final Services services;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Asked, GuestListener> listening = new HashMap<>();
  private int taken;
  private boolean closed;

  /**
   * What they work with.
   *
   * @param pool where packets come from
   */
  record Services(SessionRouter router, PacketPool pool) {}

  /** Where a client asks a guest to listen; port 0 for any. */
  record Asked(String host, int port) {}

  RemoteForwards(SshConnection connection, ConnectionService service, Services services) {
    this.connection = connection;
    this.service = service;
    this.services = services;
  }

  /** Listens, and replies then. */
  void listen(Asked where, GlobalReplies.Later reply) {
    var mistake = PortForwards.mistake(where.host(), where.port(), 0);
    if (mistake.isPresent()) {
      refuse(reply, ExitCode.USAGE, mistake.get());
      return;
    }
    if (!takePlace()) {
      var full = "a guest listens at %d ports for this connection already".formatted(PORTS);
      refuse(reply, ExitCode.TRY_AGAIN, full);
      return;
    }
    Thread.startVirtualThread(() -> {
      try {
        serve(where, reply);
      } catch (RuntimeException | Error bug) {
        Uncaught.pass(bug);
        log.error("event=forwarding-fault", bug);
        refuse(reply, SessionEnd.FAILED.code(), SessionEnd.FAILED.text());
      } finally {
        givePlaceBack();
      }
    });
  }

  private boolean takePlace() {
    lock.lock();
    try {
      if (closed || taken >= PORTS) {
        return false;
      }
      taken++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void givePlaceBack() {
    lock.lock();
    try {
      taken--;
    } finally {
      lock.unlock();
    }
  }

  private void serve(Asked where, GlobalReplies.Later reply) {
    try (var listener = listener(where)) {
      var bound = new Asked(where.host(), listener.port());
      if (!enter(bound, listener)) {
        refuse(reply, "the connection is gone");
        return;
      }
      try {
        succeed(reply, where, listener.port());
        accept(bound, listener);
      } finally {
        leave(bound, listener);
      }
    } catch (Refusal refusal) {
      refuse(reply, refusal.ending().text());
    } catch (GuestException trouble) {
      refuse(reply, String.valueOf(trouble.getMessage()));
    }
  }

  private GuestListener listener(Asked where) throws Refusal, GuestException {
    var router = services.router();
    var caller = connection.caller(router, connection.channels().account(), false);
    try {
      if (!connection.isInside() && !GuestShells.isMeant(caller)) {
        throw new Refusal(
            ExitCode.USAGE,
            "ports are those of a guest; name it, as in: ssh -R … NAME+shell@gateway");
      }
      return router.shells().listen(router.current(caller), where.host(), where.port());
    } catch (Refusal refusal) {
      if (!refusal.isOnRecord()) {
        router.refused(caller, "port", refusal.ending());
      }
      throw refusal;
    }
  }

  /** False when the connection is gone, or has two of the same. */
  private boolean enter(Asked bound, GuestListener listener) {
    lock.lock();
    try {
      return !closed && listening.putIfAbsent(bound, listener) == null;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Asked bound, GuestListener listener) {
    lock.lock();
    try {
      listening.remove(bound, listener);
    } finally {
      lock.unlock();
    }
  }

  private void accept(Asked bound, GuestListener listener) {
    try {
      while (true) {
        hand(bound, listener.accept());
      }
    } catch (IOException over) {
      log.debug("event=port-closed connection={}", connection.origin(), over);
    }
  }

  /** One for which there is no place, or that may not begin, is closed, as by a full server. */
  private void hand(Asked bound, GuestListener.Accepted accepted) {
    try {
      var place = connection.channels().admitForwarded(CONNECTIONS);
      try {
        var router = services.router();
        var session = router.current(caller()).session();
        var socket = ForwardedSession.enter(session, accepted.socket(), router.registry());
        var peer = ForwardedChannel.Peer.of(Printable.of(accepted.peer()).toString());
        var incoming = new ForwardedChannel.Incoming(bound.host(), bound.port(), peer);
        new ForwardedChannel(connection.channels().charge(place, services.pool()), socket, incoming)
            .open(service);
      } catch (Refusal refusal) {
        place.close();
        services.router().refused(caller(), "port", refusal.ending());
        throw refusal;
      } catch (IOException | RuntimeException gone) {
        place.close();
        throw gone;
      }
    } catch (Refusal | IOException | IllegalStateException gone) {
      log.debug("event=connection-not-forwarded connection={}", connection.origin(), gone);
      accepted.socket().close();
    }
  }

  /** Listens there no more. False when that was not so. */
  boolean cancel(Asked where) {
    GuestListener listener;
    lock.lock();
    try {
      listener = listening.remove(where);
    } finally {
      lock.unlock();
    }
    if (listener != null) {
      listener.close();
    }
    return listener != null;
  }

  private void succeed(GlobalReplies.Later reply, Asked where, int port) {
    var packet = connection.createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
    if (where.port() == 0) {
      packet.putUInt(port);
    }
    reply.reply(packet);
  }

  /** The same before anything was asked of a guest: the audit hears of it here. */
  private void refuse(GlobalReplies.Later reply, ExitCode code, String why) {
    services.router().refused(caller(), "port", SessionEnd.now(code, why));
    refuse(reply, why);
  }

  private Caller caller() {
    return connection.caller(services.router(), Map.of(), false);
  }

  /** A reply has no room for a reason; clients show one that is told beside it when asked to. */
  private void refuse(GlobalReplies.Later reply, String why) {
    try {
      connection.sendDebugMessage(true, Printable.of(why).toString(), "");
    } catch (IOException gone) {
      log.debug("event=client-gone-before-refusal", gone);
    }
    reply.reply(connection.createBuffer(SshConstants.SSH_MSG_REQUEST_FAILURE));
  }

  /** Listens nowhere any more. */
  @Override
  public void close() {
    List<GuestListener> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(listening.values());
      listening.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(GuestListener::close);
  }
}
