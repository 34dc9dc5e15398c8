package dev.consolegw.gateway.ssh.keys;

import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients all keys of the gateway and proves that it has them, so that one that has pinned
 * any of them learns the others (OpenSSH's PROTOCOL, 2.5). Called on MINA's threads, by each
 * connection one call at a time.
 */
public final class HostKeyUpdates implements ChannelListener, RequestHandler<ConnectionService> {
  /** Proofs that one connection is given: a signature each, and nobody needs them twice. */
  static final int PROOFS = 8;

  static final String TOLD = "hostkeys-00@openssh.com";
  static final String PROVE = "hostkeys-prove-00@openssh.com";

  private static final Logger log = LoggerFactory.getLogger(HostKeyUpdates.class);

  /** How many proofs a connection was given; there from when it was told the keys. */
  private static final AttributeKey<Integer> GIVEN = new AttributeKey<>();

  private final KeyPairProvider keys;

  /**
   * @param keys of the gateway
   */
  public HostKeyUpdates(KeyPairProvider keys) {
    this.keys = keys;
  }

  /** With the first channel, for until it has its answer to signing in a client takes no news. */
  @Override
  public void channelInitialized(Channel channel) {
    var session = channel.getSession();
    if (session.getAttribute(GIVEN) != null) {
      return;
    }
    session.setAttribute(GIVEN, 0);
    try {
      var news = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
      news.putString(TOLD);
      news.putBoolean(false);
      for (var pair : keys.loadKeys(session)) {
        news.putBytes(blob(pair));
      }
      session.writePacket(news);
    } catch (IOException | java.security.GeneralSecurityException failure) {
      log.debug("event=host-keys-not-told", failure);
    }
  }

  @Override
  public Result process(ConnectionService service, String request, boolean wantReply, Buffer asked)
      throws Exception {
    if (!request.equals(PROVE)) {
      return Result.Unsupported;
    }
    var session = service.getSession();
    var wanted = new ArrayList<KeyPair>();
    while (asked.available() > 0 && wanted.size() < PROOFS) {
      var pair = find(session, asked.getBytes());
      if (pair.isEmpty()) {
        return Result.ReplyFailure;
      }
      wanted.add(pair.get());
    }
    if (!wantReply || asked.available() > 0 || !admit(session, wanted.size())) {
      return Result.ReplyFailure;
    }
    var answer = session.createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
    for (var pair : wanted) {
      answer.putBytes(proof(session, pair));
    }
    session.writePacket(answer);
    return Result.Replied;
  }

  private static boolean admit(Session session, int proofs) {
    var given = session.getAttribute(GIVEN);
    int all = (given == null ? 0 : given) + proofs;
    session.setAttribute(GIVEN, Math.min(all, PROOFS));
    return all <= PROOFS;
  }

  private Optional<KeyPair> find(Session session, byte[] blob) throws Exception {
    for (var pair : keys.loadKeys(session)) {
      if (Arrays.equals(blob(pair), blob)) {
        return Optional.of(pair);
      }
    }
    return Optional.empty();
  }

  private static byte[] proof(Session session, KeyPair pair) throws Exception {
    var signed = new ByteArrayBuffer();
    signed.putString(PROVE);
    signed.putBytes(session.getSessionId());
    signed.putBytes(blob(pair));
    var algorithm = algorithm(session, pair);
    Signature signer =
        NamedFactory.create(((AbstractSession) session).getSignatureFactories(), algorithm);
    signer.initSigner(session, pair.getPrivate());
    signer.update(session, signed.getCompactData());
    var proof = new ByteArrayBuffer();
    proof.putString(algorithm);
    proof.putBytes(signer.sign(session));
    return proof.getCompactData();
  }

  /** With an RSA key, the one that the connection itself was signed with, if it was. */
  private static String algorithm(Session session, KeyPair pair) {
    var type = KeyUtils.getKeyType(pair);
    if (!type.equals(KeyPairProvider.SSH_RSA)) {
      return type;
    }
    var ours = List.of(KeyUtils.RSA_SHA512_KEY_TYPE_ALIAS, KeyUtils.RSA_SHA256_KEY_TYPE_ALIAS);
    var agreed = session.getNegotiatedKexParameter(KexProposalOption.SERVERKEYS);
    return ours.contains(agreed) ? agreed : ours.getFirst();
  }

  private static byte[] blob(KeyPair pair) {
    var blob = new ByteArrayBuffer();
    blob.putRawPublicKey(pair.getPublic());
    return blob.getCompactData();
  }
}
