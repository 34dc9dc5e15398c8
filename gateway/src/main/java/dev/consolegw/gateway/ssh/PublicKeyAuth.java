package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.gateway.ssh.limits.SignInAttempt;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs people in by key alone: the user name says what they want, not who they are, so it plays no
 * part here and cannot be probed. Called twice for each key, for the offer and for the signature.
 *
 * <p>Never throws {@code AsyncAuthException}: for public keys MINA either drops the connection or,
 * in later versions, signs the client in without a signature.
 */
final class PublicKeyAuth implements PublickeyAuthenticator {
  /** How long a sign-in waits for people who are being read for the first time. */
  static final Duration PEOPLE_WITHIN = Duration.ofSeconds(20);

  private static final Logger log = LoggerFactory.getLogger(PublicKeyAuth.class);
  private static final AttributeKey<Identity> IDENTITY = new AttributeKey<>();

  private final Authorizer authorizer;

  PublicKeyAuth(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public boolean authenticate(String username, PublicKey key, ServerSession session) {
    if (key instanceof OpenSshCertificate || session.isAuthenticated()) {
      return false; // who has signed in stays who they are, whatever they offer later
    }
    var identity = identify(new Credential.Key(sshKey(key)), username, session);
    identity.ifPresent(who -> session.setAttribute(IDENTITY, who));
    return identity.isPresent();
  }

  /** Waits, on MINA's virtual thread, for people who are being read for the first time. */
  private Optional<Identity> identify(Credential key, String username, ServerSession session) {
    var known = authorizer.identify(key);
    if (known.isPresent()) {
      return known;
    }
    if (!authorizer.ready().isDone()) {
      if (!awaitPeople(session)) {
        return Optional.empty();
      }
      known = authorizer.identify(key);
    }
    if (known.isEmpty()) {
      authorizer.missed(key, name(username));
    }
    return known;
  }

  private boolean awaitPeople(ServerSession session) {
    try {
      authorizer.ready().get(PEOPLE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException unknown) {
      turnAway(session);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static void turnAway(ServerSession session) {
    SignInAttempt.excuse(session);
    try {
      session.disconnect(
          SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE,
          "sign-in service unavailable; try again in a minute");
    } catch (IOException gone) {
      log.debug("event=client-gone-before-refusal", gone);
    }
  }

  private static Optional<ConsoleName> name(String username) {
    try {
      return Optional.of(ConsoleName.parse(username));
    } catch (ConsoleNameException noName) {
      return Optional.empty();
    }
  }

  /** Says who a connection is of, before it has signed in: whose the one around it is. */
  static void enter(Session session, Identity who) {
    session.setAttribute(IDENTITY, who);
  }

  /** Who signed in; empty before that. */
  static Optional<Identity> identity(Session session) {
    return session.isAuthenticated()
        ? Optional.ofNullable(session.getAttribute(IDENTITY))
        : Optional.empty();
  }

  static SshKey sshKey(PublicKey key) {
    var blob = new ByteArrayBuffer();
    blob.putRawPublicKey(key);
    return SshKey.of(KeyUtils.getKeyType(key), blob.getCompactData());
  }
}
