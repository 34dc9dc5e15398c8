package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.ssh.channel.HoldsPlace;
import dev.consolegw.gateway.ssh.forward.ForwardedChannel;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionService;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;

/**
 * The channels of one connection, of which one too many is refused before there is anything of it.
 * MINA would keep a refused channel among those there are, tell the client nothing of why, and end
 * the connection once there are too many of them. MINA's threads, one call at a time.
 */
final class ChannelService extends ServerConnectionService {
  private static final String LISTEN = "tcpip-forward";
  private static final String LISTEN_NO_MORE = "cancel-tcpip-forward";

  /** OpenSSH's word for a socket that has a path (PROTOCOL, 2.4). */
  private static final String LISTEN_AT_PATH = "streamlocal-forward@openssh.com";

  private static final String OTHERS =
      "sessions and TCP connections are opened here, and nothing else";

  private static final String NO_MORE = "you have asked for no more";
  private static final String NO_SOCKET =
      "a guest listens at ports, and at nothing else: ssh -R PORT:HOST:PORT";

  private static final Set<String> TYPES = Set.of("session", "direct-tcpip");

  private final SshConnection connection;
  private final RemoteForwards forwards;
  private final SessionRouter router;

  private ChannelService(AbstractServerSession session, RemoteForwards.Services services)
      throws IOException {
    super(session);
    this.connection = SshConnection.of(session);
    this.forwards = new RemoteForwards(connection, this, services);
    this.router = services.router();
    connection.addCloseFutureListener(_ -> forwards.close());
  }

  /** One for each connection that has signed in. */
  static ServerConnectionServiceFactory factory(RemoteForwards.Services services) {
    return new ServerConnectionServiceFactory() {
      @Override
      public Service create(Session session) throws IOException {
        var service = new ChannelService(SshConnection.of(session), services);
        service.addPortForwardingEventListenerManager(this);
        return service;
      }
    };
  }

  /** RFC 4254, 5.1. */
  @Override
  protected void channelOpen(Buffer request) throws Exception {
    int start = request.rpos();
    var type = request.getString();
    long sender = request.getUInt();
    request.rpos(start);
    if (type.equals("session") && !super.isAllowMoreSessions()) {
      int prohibited = SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED;
      onRecord("channel", NO_MORE);
      sendChannelOpenFailure(request, sender, prohibited, NO_MORE, "");
      return;
    }
    if (!TYPES.contains(type)) {
      int unknown = SshConstants.SSH_OPEN_UNKNOWN_CHANNEL_TYPE;
      onRecord("channel", OTHERS);
      sendChannelOpenFailure(request, sender, unknown, OTHERS, "");
      return;
    }
    try {
      super.channelOpen(request);
    } catch (SshChannelOpenException refused) {
      sendChannelOpenFailure(request, sender, refused.getReasonCode(), refused.getMessage(), "");
    }
  }

  /** Of a channel of ours that the client does not want. MINA would take any for its own. */
  @Override
  public void channelOpenFailure(Buffer answer) throws IOException {
    var channel = getChannel(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE, answer);
    if (!(channel instanceof ForwardedChannel ours)) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "this channel was not asked for by us");
    }
    ours.handleOpenFailure(answer);
  }

  /** RFC 4254, 7.1. */
  @Override
  protected IoWriteFuture globalRequest(Buffer request) throws Exception {
    int start = request.rpos();
    var what = request.getString();
    boolean wantsReply = request.getBoolean();
    if (what.equals(LISTEN_AT_PATH)) {
      onRecord("port", NO_SOCKET);
      return sendGlobalResponse(request, what, Result.ReplyFailure, wantsReply);
    }
    if (!what.equals(LISTEN) && !what.equals(LISTEN_NO_MORE)) {
      request.rpos(start);
      return super.globalRequest(request);
    }
    var where = new RemoteForwards.Asked(request.getString(), port(request.getUInt()));
    if (what.equals(LISTEN_NO_MORE)) {
      var result = forwards.cancel(where) ? Result.ReplySuccess : Result.ReplyFailure;
      return sendGlobalResponse(request, what, result, wantsReply);
    }
    forwards.listen(where, connection.replies().later(wantsReply));
    return sendGlobalResponse(request, what, Result.Replied, wantsReply);
  }

  /** The audit hears of it, and of nothing that the client has written. */
  private void onRecord(String kind, String why) {
    var caller = connection.caller(router, Map.of(), false);
    router.refused(caller, kind, SessionEnd.now(ExitCode.USAGE, why));
  }

  /** One that is none is refused where it is listened at. */
  private static int port(long asked) {
    return (int) Math.min(asked, Integer.MAX_VALUE);
  }

  /** Of other channels there may be more: OpenSSH's word, after which it still forwards. */
  @Override
  public boolean isAllowMoreSessions() {
    return true;
  }

  @Override
  public long registerChannel(Channel channel) throws IOException {
    try {
      return super.registerChannel(channel);
    } catch (IOException | RuntimeException closing) {
      if (channel instanceof HoldsPlace ours) {
        ours.leave();
      }
      throw closing;
    }
  }
}
