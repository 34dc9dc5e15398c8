package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.ssh.channel.HoldsPlace;
import java.io.IOException;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
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
  private ChannelService(AbstractServerSession session) throws IOException {
    super(session);
  }

  /** One for each connection that has signed in. */
  static ServerConnectionServiceFactory factory() {
    return new ServerConnectionServiceFactory() {
      @Override
      public Service create(Session session) throws IOException {
        var service = new ChannelService(SshConnection.of(session));
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
      sendChannelOpenFailure(request, sender, prohibited, "you have asked for no more", "");
      return;
    }
    try {
      super.channelOpen(request);
    } catch (SshChannelOpenException refused) {
      sendChannelOpenFailure(request, sender, refused.getReasonCode(), refused.getMessage(), "");
    }
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
