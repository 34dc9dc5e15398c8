package dev.consolegw.gateway.ssh.limits;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;

/**
 * Signs in as MINA does, but counts keys and not requests, for the whole connection: MINA begins to
 * count anew with each service that the client asks for. It may ask once.
 */
final class SignInService extends ServerUserAuthService {
  private static final int MOST_NAME = 1024;

  private SignInService(Session session) throws IOException {
    super(session);
  }

  /** One for each connection, and no second one. */
  static ServerUserAuthServiceFactory factory() {
    return new ServerUserAuthServiceFactory() {
      @Override
      public Service create(Session session) throws IOException {
        if (!SignInAttempt.of(session).begins()) {
          throw new SshException(
              SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "this service was asked for before");
        }
        return new SignInService(session);
      }
    };
  }

  @Override
  protected boolean handleUserAuthRequestMessage(
      ServerSession session, Buffer request, AtomicReference<Boolean> accepted) throws Exception {
    return (session.isAuthenticated() || mayAsk(session, request))
        && super.handleUserAuthRequestMessage(session, request, accepted);
  }

  private static boolean mayAsk(ServerSession session, Buffer request) throws IOException {
    int start = request.rpos();
    var user = request.getString();
    var _ = request.getString(); // the service that is to follow
    var method = request.getString();
    var attempt = SignInAttempt.of(session);
    attempt.asked(user.substring(0, Math.min(user.length(), MOST_NAME)), method);
    boolean may = true;
    if ("publickey".equals(method)) { // RFC 4252, 7
      boolean signed = request.getBoolean();
      var _ = request.getString(); // its algorithm
      may = attempt.key(request.getBytes(), signed);
    }
    request.rpos(start);
    if (!may) {
      session.disconnect(
          SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE,
          SignInAttempt.KEYS
              + " keys offered and none of them known here; offer the right one alone: ssh -o"
              + " IdentitiesOnly=yes -i KEY");
    }
    return may;
  }
}
