package dev.consolegw.gateway.ssh;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.Gateway;
import dev.consolegw.gateway.testing.RsaHostKey;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * A gateway with one guest, for clients that do what no ssh client does. Alice may write on
 * lab/web1, Bob may watch lab/shared.
 */
final class TestFront implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final KeyPair ALICE = key();
  static final KeyPair BOB = key();

  /** Carol's, who may do what Bob may. */
  static final List<KeyPair> OF_EACH_KIND =
      List.of(
          key(KeyPairProvider.ECDSA_SHA2_NISTP256, 256),
          key(KeyPairProvider.ECDSA_SHA2_NISTP384, 384),
          key(KeyPairProvider.ECDSA_SHA2_NISTP521, 521),
          key(KeyPairProvider.SSH_RSA, 2048),
          key());

  final FakeGuest guest = FakeGuest.tcp();
  private final Gateway gateway;
  private final int port;
  private final SshClient client = SshClient.setUpDefaultClient();

  /**
   * @param ssh more keys of the section {@code ssh}, such as {@code login-grace: 1s}
   */
  TestFront(Path folder, String ssh) throws Exception {
    this(folder, ssh, "");
  }

  /**
   * @param limits keys of the section {@code limits}, such as {@code breaks: 1}
   */
  TestFront(Path folder, String ssh, String limits) throws Exception {
    var text =
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0", %s }
        limits: { %s }
        users:
          alice: { keys: ["%s"] }
          bob: { keys: ["%s"] }
          carol: { keys: [%s] }
        rules:
          - { users: [alice], consoles: ["lab/*"], right: manage }
          - { users: [bob, carol], consoles: ["lab/shared"], right: watch }
        consoles:
          lab/web1: { address: "%s" }
          lab/shared: { address: "tcp://127.0.0.1:1" }
        """
            .formatted(
                folder,
                ssh,
                limits,
                PublicKeyEntry.toString(ALICE.getPublic()),
                PublicKeyEntry.toString(BOB.getPublic()),
                OF_EACH_KIND.stream()
                    .map(key -> '"' + PublicKeyEntry.toString(key.getPublic()) + '"')
                    .collect(Collectors.joining(", ")),
                guest.address());
    var problems = new Problems();
    var settings = SettingsLoader.parse("test.yaml", text, problems);
    problems.throwIfAny();
    RsaHostKey.place(settings.state());
    gateway = new Gateway(settings);
    port = gateway.start().getFirst().getPort();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setKeyIdentityProvider(_ -> List.of());
    CoreModuleProperties.TCP_NODELAY.set(client, true); // as ssh has it
    client.setKeyExchangeFactories( // the cheapest: others take a client of Java's 100 ms
        List.of(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.curve25519)));
    client.start();
  }

  static KeyPair key() {
    return key(KeyPairProvider.SSH_ED25519, 256);
  }

  private static KeyPair key(String type, int bits) {
    try {
      return KeyUtils.generateKeyPair(type, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bare connection. Reads give up with a {@link java.net.SocketTimeoutException}. */
  Socket socket() throws IOException {
    return socket("127.0.0.1");
  }

  /** The same from another address of this machine. */
  Socket socket(String from) throws IOException {
    var source = InetAddress.ofLiteral(from);
    var socket = new Socket(InetAddress.getLoopbackAddress(), port, source, 0);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Connects one that is bound to an address already. */
  void connect(Socket socket) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout((int) PATIENCE.toMillis());
  }

  int port() {
    return port;
  }

  SshClient client() {
    return client;
  }

  /** A connection of the client library that has not signed in. */
  ClientSession connect(String userName) throws IOException {
    return connect(userName, "127.0.0.1");
  }

  /** The same from another address of this machine. */
  ClientSession connect(String userName, String from) throws IOException {
    var source = new InetSocketAddress(InetAddress.ofLiteral(from), 0);
    var gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return client.connect(userName, gateway, source).verify(PATIENCE).getSession();
  }

  ClientSession signIn(String userName, KeyPair key) throws IOException {
    return signIn(userName, key, "127.0.0.1");
  }

  /** The same from another address of this machine. */
  ClientSession signIn(String userName, KeyPair key, String from) throws IOException {
    var session = connect(userName, from);
    session.addPublicKeyIdentity(key);
    session.auth().verify(PATIENCE);
    return session;
  }

  /** What a command prints on stdout. */
  static String run(ClientSession session, String command) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var channel = session.createExecChannel(command)) {
      channel.setOut(out);
      channel.setErr(new ByteArrayOutputStream());
      channel.open().verify(PATIENCE);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
    }
    return out.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Proves that the gateway serves: somebody signs in and lists what there is. */
  void serves() throws IOException {
    try (var session = signIn("web1", ALICE)) {
      org.assertj.core.api.Assertions.assertThat(run(session, "list")).contains("web1", "shared");
    }
  }

  /** Stops the gateway; the clients are still there. */
  void stop() {
    try {
      gateway.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    client.stop();
    gateway.close();
    guest.close();
  }
}
