package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import java.security.PublicKey;
import java.util.Collections;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/**
 * Takes a key inside a connection, of clients that insist on showing one: any key of the person who
 * has signed in outside, and nobody else's. They stay who they are outside: no key adds a right.
 * MINA's threads.
 */
final class InnerKeyAuth implements PublickeyAuthenticator {
  private final Authorizer authorizer;

  InnerKeyAuth(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public boolean authenticate(String username, PublicKey key, ServerSession session) {
    if (key instanceof OpenSshCertificate || session.isAuthenticated()) {
      return false;
    }
    var outside = SshConnection.of(session).signedInOutside();
    return authorizer
        .identify(new Credential.Key(PublicKeyAuth.sshKey(key)))
        .filter(shown -> areTheSame(outside, shown))
        .isPresent();
  }

  /** A key may be of several people. */
  private static boolean areTheSame(Identity outside, Identity shown) {
    return !Collections.disjoint(outside.owners(), shown.owners());
  }
}
