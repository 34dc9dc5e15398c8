package dev.consolegw.gateway.net.hop;

import static dev.consolegw.gateway.backend.Reason.Kind.REFUSED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;
import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in to hops. MINA's client without its sockets: what carries a session is a {@link Link},
 * and nothing is read of the machine's own SSH configuration. Any thread.
 */
final class HopClient {
  private static final AttributeKey<SshAgent> AGENT = new AttributeKey<>();

  private static final Logger log = LoggerFactory.getLogger(HopClient.class);

  private final SshClient client;
  private final ScheduledExecutorService timer;

  /** What was said last of each hop's key: once is enough in the log. */
  private final Map<Hop, String> refused = new ConcurrentHashMap<>();

  HopClient(ScheduledExecutorService timer) {
    this.timer = timer;
    this.client = client(timer);
  }

  private static SshClient client(ScheduledExecutorService timer) {
    var client = ClientBuilder.builder().build();
    algorithms(client);
    client.setScheduledExecutorService(timer, false);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setServerKeyVerifier((_, _, _) -> false); // each session has one of its own
    client.setServiceFactories(SshClient.DEFAULT_SERVICE_FACTORIES);
    // A session's own list is about the hop's keys, and leaves out what it is not to show.
    client.setUserAuthFactories(
        List.of(new UserAuthPublicKeyFactory(client.getSignatureFactories())));
    client.setAgentFactory(new AgentOfSession());
    client.setChannelFactories(List.of()); // a hop opens none to us
    client.setGlobalRequestHandlers(
        List.of((_, _, _, _) -> RequestHandler.Result.ReplyFailure)); // without a line in the log
    CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "console-gw");
    CoreModuleProperties.WINDOW_SIZE.set(client, (long) HopLimits.WINDOW);
    CoreModuleProperties.TCP_NODELAY.set(client, true);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(client, 2 * HopLimits.CHANNELS);
    CoreModuleProperties.ABORT_ON_INVALID_CERTIFICATE.set(client, false); // its key may be known
    return client;
  }

  /** As the gateway's own, and the curves of NIST, which may be all that an old machine has. */
  private static void algorithms(SshClient client) {
    client.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(
            true,
            List.of(
                BuiltinDHFactories.mlkem768x25519,
                BuiltinDHFactories.sntrup761x25519,
                BuiltinDHFactories.sntrup761x25519_openssh,
                BuiltinDHFactories.curve25519,
                BuiltinDHFactories.curve25519_libssh,
                BuiltinDHFactories.ecdhp256,
                BuiltinDHFactories.ecdhp384,
                BuiltinDHFactories.ecdhp521),
            ClientBuilder.DH2KEX));
    client.setCipherFactories(
        List.of(
            BuiltinCiphers.aes128gcm,
            BuiltinCiphers.aes256gcm,
            BuiltinCiphers.aes128ctr,
            BuiltinCiphers.aes192ctr,
            BuiltinCiphers.aes256ctr));
    client.setMacFactories(
        List.of(
            BuiltinMacs.hmacsha256etm,
            BuiltinMacs.hmacsha512etm,
            BuiltinMacs.hmacsha256,
            BuiltinMacs.hmacsha512));
    client.setSignatureFactories(
        List.of(
            BuiltinSignatures.ed25519_cert,
            BuiltinSignatures.nistp256_cert,
            BuiltinSignatures.nistp384_cert,
            BuiltinSignatures.nistp521_cert,
            BuiltinSignatures.rsaSHA512_cert,
            BuiltinSignatures.rsaSHA256_cert,
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256));
    client.setCompressionFactories(List.of(BuiltinCompressions.none));
  }

  /**
   * Signs in over a stream to the hop's port. Blocks, until the deadline at most; not for virtual
   * threads, as files are read.
   *
   * @param dialled makes the stream, once the files are read
   * @param thread runs one thing after the other
   * @throws DialException with the reason, for people
   */
  HopConnection.Signed signIn(Hop hop, Dialled dialled, Executor thread, Deadline by)
      throws DialException {
    var check = new HostKeyCheck(hop, HopKeys.knownHosts(hop));
    var secrets = secrets(hop);
    var link = link(hop, dialled);
    var sessions = new Sessions(hop, check, secrets);
    var socket = new HopSocket(hop, link, sessions, thread);
    try {
      sessions.sessionCreated(socket);
      link.open(socket, ByteBuffer.allocate(0));
      var session = (ClientSessionImpl) AbstractSession.getSession(socket);
      var signedIn = session.auth();
      if (!signedIn.await(by.millisLeft())) {
        throw new DialException(
            HopFailures.of(UNREACHABLE, hop, "it does not answer, or no SSH, in time"));
      }
      if (!signedIn.isSuccess()) {
        throw new DialException(why(hop, check, socket, signedIn.getException()));
      }
      refused.remove(hop);
      return new HopConnection.Signed(hop, socket, session);
    } catch (DialException | RuntimeException e) {
      socket.close(true);
      throw e;
    } catch (Exception e) {
      socket.close(true);
      throw new DialException(why(hop, check, socket, e), e);
    } finally {
      secrets.close();
    }
  }

  private Reason why(Hop hop, HostKeyCheck check, HopSocket socket, @Nullable Throwable failure) {
    if (check.refusal().isPresent()) {
      var refusal = check.refusal().get();
      if (!refusal.equals(refused.put(hop, refusal))) {
        log.warn("event=hop-key-refused hop={} cause=\"{}\"", hop, refusal.replace('"', '\''));
      }
      return HopFailures.of(REFUSED, hop, refusal);
    }
    var words = HopFailures.signIn(hop, failure);
    return words.kind() == UNREACHABLE && socket.end().isPresent()
        ? HopFailures.unreachable(hop, socket.end().get())
        : words;
  }

  /** Makes the stream to a hop's port. */
  @FunctionalInterface
  interface Dialled {
    ByteStream connect() throws DialException;
  }

  private static Link link(Hop hop, Dialled dialled) throws DialException {
    try {
      return dialled.connect().link();
    } catch (DialException e) {
      throw e;
    } catch (IOException e) {
      throw new DialException(
          HopFailures.of(UNREACHABLE, hop, "the connection broke while it was made"), e);
    }
  }

  /** What proves who we are. */
  private record Secrets(List<KeyPair> pairs, Optional<HopAgent> agent) {
    void close() {
      agent.ifPresent(it -> {
        try {
          it.close();
        } catch (IOException e) {
          // It was only asked.
        }
      });
    }
  }

  private Secrets secrets(Hop hop) throws DialException {
    return switch (hop.key()) {
      case Hop.Key.File(var file) -> new Secrets(HopKeys.pairs(hop, file), Optional.empty());
      case Hop.Key.Agent(var path) -> {
        try {
          yield new Secrets(List.of(), Optional.of(HopAgent.at(path, timer)));
        } catch (IOException e) {
          throw new DialException(
              HopFailures.of(REFUSED, hop, "no agent answers on the socket " + path), e);
        }
      }
    };
  }

  /** Makes the session of one connection. */
  private final class Sessions extends SessionFactory {
    private final Hop hop;
    private final HostKeyCheck check;
    private final Secrets secrets;

    Sessions(Hop hop, HostKeyCheck check, Secrets secrets) {
      super(client);
      this.hop = hop;
      this.check = check;
      this.secrets = secrets;
    }

    @Override
    protected ClientSessionImpl doCreateSession(IoSession socket) throws Exception {
      var session = new ClientSessionImpl(getClient(), socket);
      session.setUsername(hop.user());
      session.setConnectAddress(
          InetSocketAddress.createUnresolved(hop.server().host(), hop.server().port()));
      session.setServerKeyVerifier(check);
      session.setSignatureFactories(check.preferring(client.getSignatureFactories()));
      session.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(secrets.pairs()));
      secrets.agent().ifPresent(it -> session.setAttribute(AGENT, it));
      return session;
    }
  }

  /** The agent that a session was given, if any; none is lent to the hop. */
  private static final class AgentOfSession implements SshAgentFactory {
    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
      return List.of();
    }

    @Override
    public @Nullable SshAgent createClient(@Nullable Session session, FactoryManager manager) {
      return requireNonNull(session).getAttribute(AGENT);
    }

    @Override
    public @Nullable SshAgentServer createServer(ConnectionService service) {
      return null;
    }
  }
}
