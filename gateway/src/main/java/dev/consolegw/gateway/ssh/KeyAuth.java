package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.SshKey;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/**
 * Signs people in by key alone: the user name says what they want, not who they are, so it plays no
 * part here and cannot be probed. Called twice for each key, for the offer and for the signature.
 *
 * <p>Never throws {@code AsyncAuthException}: for public keys MINA either drops the connection or,
 * in later versions, signs the client in without a signature.
 */
final class KeyAuth implements PublickeyAuthenticator {
  private static final AttributeKey<Identity> IDENTITY = new AttributeKey<>();

  private final Authorizer authorizer;

  KeyAuth(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public boolean authenticate(String username, PublicKey key, ServerSession session) {
    if (key instanceof OpenSshCertificate || session.isAuthenticated()) {
      return false; // who has signed in stays who they are, whatever they offer later
    }
    var identity = authorizer.identify(sshKey(key));
    identity.ifPresent(who -> session.setAttribute(IDENTITY, who));
    return identity.isPresent();
  }

  /** Who signed in; empty before that. */
  static Optional<Identity> identity(Session session) {
    return session.isAuthenticated()
        ? Optional.ofNullable(session.getAttribute(IDENTITY))
        : Optional.empty();
  }

  private static SshKey sshKey(PublicKey key) {
    var blob = new ByteArrayBuffer();
    blob.putRawPublicKey(key);
    return SshKey.of(KeyUtils.getKeyType(key), blob.getCompactData());
  }
}
