package dev.consolegw.gateway.ssh.limits;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;

/**
 * Signs in as MINA does, but counts keys and not requests, for the whole connection: MINA begins to
 * count anew with each service that the client asks for. It may ask once.
 */
final class SignInService extends ServerUserAuthService {
  private static final int MOST_NAME = 1024;

  private final boolean isKnown;

  private SignInService(Session session, boolean isKnown) throws IOException {
    super(session);
    this.isKnown = isKnown;
  }

  /**
   * One for each connection, and no second one.
   *
   * @param isKnown whether it is known who comes, so that asking is enough: RFC 4252, 5.2
   */
  static ServerUserAuthServiceFactory factory(boolean isKnown) {
    return new ServerUserAuthServiceFactory() {
      @Override
      public Service create(Session session) throws IOException {
        if (!SignInAttempt.of(session).begins()) {
          throw new SshException(
              SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "this service was asked for before");
        }
        return new SignInService(session, isKnown);
      }
    };
  }

  @Override
  protected boolean handleUserAuthRequestMessage(
      ServerSession session, Buffer request, AtomicReference<Boolean> accepted) throws Exception {
    if (session.isAuthenticated()) {
      return false; // RFC 4252, 5.1
    }
    int start = request.rpos();
    var user = request.getString();
    var service = request.getString(); // the one that is to follow
    var method = request.getString();
    var attempt = SignInAttempt.of(session);
    attempt.asked(user.substring(0, Math.min(user.length(), MOST_NAME)), method);
    if (isKnown && method.equals("none")) { // which MINA refuses, whatever methods it is given
      var _ = session.signalAuthenticationSuccess(user, service, request);
      return false;
    }
    boolean bound = method.equals(HostBound.METHOD);
    if (!bound && !method.equalsIgnoreCase(HostBound.PLAIN)) {
      request.rpos(start);
      return super.handleUserAuthRequestMessage(session, request, accepted);
    }
    boolean signed = request.getBoolean(); // RFC 4252, 7
    var algorithm = request.getString();
    var key = request.getBytes();
    if (!attempt.key(key, signed)) {
      tooManyKeys(session);
      return false;
    }
    HostBound.bind(session, bound ? request.getBytes() : null);
    var plain = new ByteArrayBuffer();
    plain.putString(user);
    plain.putString(service);
    plain.putString(HostBound.PLAIN);
    plain.putBoolean(signed);
    plain.putString(algorithm);
    plain.putBytes(key);
    plain.putBuffer(request); // with the signature, if there is one
    return super.handleUserAuthRequestMessage(session, plain, accepted);
  }

  private static void tooManyKeys(ServerSession session) throws IOException {
    session.disconnect(
        SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE,
        SignInAttempt.KEYS
            + " keys offered and none of them known here; offer the right one alone: ssh -o"
            + " IdentitiesOnly=yes -i KEY");
  }
}
