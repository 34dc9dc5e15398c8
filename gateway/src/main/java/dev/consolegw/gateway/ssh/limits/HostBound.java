package dev.consolegw.gateway.ssh.limits;

import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.extension.DefaultServerKexExtensionHandler;
import org.apache.sshd.common.kex.extension.KexExtensions;
import org.apache.sshd.common.kex.extension.parser.HostBoundPubkeyAuthentication;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that also cover the gateway's host key (OpenSSH's PROTOCOL, 3.1), so that nobody in
 * between can use one elsewhere: an agent sees from it for which host it signs. MINA knows the
 * client's half only. To MINA it is the method {@code publickey} with another thing signed; what
 * else there is to it, {@link SignInService} takes out of the request and keeps here.
 */
public final class HostBound extends UserAuthPublicKey {
  /** The method's name in a request. */
  static final String METHOD = HostBoundPubkeyAuthentication.AUTH_NAME;

  /** The name of the method that it is to MINA. */
  static final String PLAIN = UserAuthPublicKeyFactory.NAME;

  /** The only one there is; its value in {@code SSH_MSG_EXT_INFO} (RFC 8308). */
  private static final int VERSION = 0;

  /** The key of the first exchange, as SSH carries it; a later one may use another. */
  private static final AttributeKey<byte[]> HOST_KEY = new AttributeKey<>();

  /** What the request at hand is bound to; none when it is a plain one. */
  private static final AttributeKey<byte[]> BOUND_TO = new AttributeKey<>();

  private HostBound() {}

  /** Signs in with both methods, under the name of the plain one. */
  public static UserAuthPublicKeyFactory factory() {
    return new UserAuthPublicKeyFactory() {
      @Override
      public UserAuthPublicKey createUserAuth(ServerSession session) {
        return new HostBound();
      }
    };
  }

  /** Announces the method together with MINA's own extensions. */
  public static DefaultServerKexExtensionHandler announcement() {
    KexExtensions.registerExtensionParser(HostBoundPubkeyAuthentication.INSTANCE); // writes it, too
    return new DefaultServerKexExtensionHandler() {
      @Override
      public void collectExtensions(
          Session session, KexPhase phase, BiConsumer<String, Object> to) {
        super.collectExtensions(session, phase, to);
        if (phase == KexPhase.NEWKEYS) {
          to.accept(HostBoundPubkeyAuthentication.NAME, VERSION);
        }
      }
    };
  }

  /** Notes the host key of each connection. */
  public static SessionListener hostKeys() {
    return new SessionListener() {
      @Override
      public void sessionEvent(Session session, Event event) {
        if (event == Event.KeyEstablished && session.getAttribute(HOST_KEY) == null) {
          session.setAttribute(HOST_KEY, blob(((ServerSession) session).getHostKey().getPublic()));
        }
      }
    };
  }

  private static byte[] blob(PublicKey key) {
    var blob = new ByteArrayBuffer();
    blob.putRawPublicKey(key);
    return blob.getCompactData();
  }

  /** The request at hand is bound to this key, or to none. */
  static void bind(Session session, byte @Nullable [] hostKey) {
    if (hostKey == null) {
      session.removeAttribute(BOUND_TO);
    } else {
      session.setAttribute(BOUND_TO, hostKey);
    }
  }

  /**
   * As MINA, but an offer that is bound to another host is refused as well, and what is wrong with
   * a signature is in our own line about who did not sign in.
   */
  @Override
  public @Nullable Boolean doAuth(Buffer request, boolean init) throws Exception {
    var session = getServerSession();
    var bound = session.getAttribute(BOUND_TO);
    if (bound != null && !Arrays.equals(bound, session.getAttribute(HOST_KEY))) {
      SignInAttempt.of(session).ended("bound-to-another-host");
      return Boolean.FALSE;
    }
    try {
      return super.doAuth(request, init);
    } catch (SignatureException wrong) {
      SignInAttempt.of(session).ended("bad-signature");
      return Boolean.FALSE;
    }
  }

  @Override
  protected boolean verifySignature(
      ServerSession session,
      String username,
      String alg,
      PublicKey key,
      Buffer blob,
      Signature verifier,
      byte[] signature)
      throws Exception {
    var bound = session.getAttribute(BOUND_TO);
    if (bound == null) {
      return super.verifySignature(session, username, alg, key, blob, verifier, signature);
    }
    var signed = new ByteArrayBuffer();
    signed.putBytes(session.getSessionId());
    signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
    signed.putString(username);
    signed.putString(getService());
    signed.putString(METHOD);
    signed.putBoolean(true);
    signed.putString(alg);
    signed.putBuffer(blob); // with its length
    signed.putBytes(bound);
    verifier.update(session, signed.array(), signed.rpos(), signed.available());
    return verifier.verify(session, signature);
  }
}
