package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.SshKey;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.AgeClock;
import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.ProcessorTime;
import dev.consolegw.gateway.front.Front;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.ssh.channel.PacketPool;
import dev.consolegw.gateway.ssh.channel.ReceiveWindow;
import dev.consolegw.gateway.ssh.forward.DirectChannel;
import dev.consolegw.gateway.ssh.keys.Algorithms;
import dev.consolegw.gateway.ssh.keys.HostAuthority;
import dev.consolegw.gateway.ssh.keys.HostCertificates;
import dev.consolegw.gateway.ssh.keys.HostKeyUpdates;
import dev.consolegw.gateway.ssh.keys.HostKeys;
import dev.consolegw.gateway.ssh.keys.KeyExchangeLimits;
import dev.consolegw.gateway.ssh.limits.ConnectionLimits;
import dev.consolegw.gateway.ssh.limits.HostBound;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * The SSH server: listens, keeps strangers in bounds, signs people in, hands their channels on.
 *
 * <p>One thread makes, starts and closes it. What it makes for each connection and channel runs on
 * its virtual threads.
 */
public final class SshFront implements Front {
  private static final int BACKLOG = 1024;
  private static final Duration LEAVING = Duration.ofSeconds(2);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** For so long packets of one person may keep processors busy before that is looked at. */
  private static final Duration BUSY_AT_ONCE = Duration.ofMillis(250);

  private final Settings.Ssh settings;
  private final SessionRouter router;
  private final PublicKeyAuth keyAuth;
  private final KeyPairProvider hostKeys;
  private final HostKeyUpdates hostKeyUpdates;
  private final HostCertificates certificates;
  private final KeyExchangeLimits keyExchanges = new KeyExchangeLimits();
  private final Background mathematics = new Background("key-exchange");
  private final ConnectionLimits strangers;
  private final InnerServer inner;
  private final ScheduledExecutorService timer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PacketPool pool = new PacketPool();
  private final AgeClock ages = AgeClock.system();
  private final SshConnection.Services services;
  private final List<SshServer> servers = new ArrayList<>();

  /**
   * Prepares to listen.
   *
   * @param state where the host keys are, or will be made
   * @param timer for the heartbeat; its tasks are short
   */
  public SshFront(
      Settings.Ssh settings,
      Path state,
      Authorizer authorizer,
      SessionRouter router,
      ScheduledExecutorService timer)
      throws IOException {
    this.settings = settings;
    this.router = router;
    this.keyAuth = new PublicKeyAuth(authorizer);
    this.hostKeys = HostKeys.in(state);
    this.hostKeyUpdates = new HostKeyUpdates(hostKeys);
    this.certificates = new HostCertificates(hostKeys, InstantSource.system());
    var told =
        new ConnectionLimits.Told(
            router.audit(), router.metrics(), session -> SshConnection.of(session).origin());
    this.strangers = new ConnectionLimits(settings, ages, timer, told);
    this.timer = timer;
    this.services =
        new SshConnection.Services(
            router.budgets(),
            router.audit(),
            new LogRateLimit<>(ages, LogRateLimit.Bounds.ONCE_A_MINUTE),
            keyExchanges,
            mathematics,
            new ProcessorTime<>(processors(), BUSY_AT_ONCE),
            timer,
            new AtomicInteger());
    var inside = common();
    inside.setPublickeyAuthenticator(new InnerKeyAuth(authorizer));
    var doors = new InnerServer.Doors(strangers, certificates, timer);
    this.inner = new InnerServer(inside, channels(), router, services, doors);
  }

  /** For the packets of one person: half of all, and enough for one session both ways. */
  private static double processors() {
    return Math.max(1.5, Runtime.getRuntime().availableProcessors() / 2.0);
  }

  /**
   * Has somebody, or nobody, certify the host key under the names of consoles, for who comes from
   * now on.
   */
  public void certifiedBy(Optional<HostAuthority> authority) {
    certificates.replace(authority);
  }

  /**
   * The public keys that clients are shown: those that it has read at its start, Ed25519 first. Any
   * thread.
   */
  public List<SshKey> hostKeys() {
    try {
      var keys = new ArrayList<SshKey>();
      hostKeys.loadKeys(null).forEach(pair -> keys.add(PublicKeyAuth.sshKey(pair.getPublic())));
      return List.copyOf(keys);
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException("a host key that was read is lost", failure);
    }
  }

  /** How many connections there are, from memory. Any thread. */
  public ConnectionLimits.Counts counts() {
    return strangers.counts();
  }

  @Override
  public String name() {
    return "ssh";
  }

  @Override
  public List<InetSocketAddress> start() throws IOException {
    var bound = new ArrayList<InetSocketAddress>();
    for (var listen : settings.listen()) {
      var at = listen.address().value();
      tryToBind(at);
      var server = server(listen.proxyFrom());
      server.setHost(at.host());
      server.setPort(at.port());
      server.start();
      servers.add(server);
      server.getBoundAddresses().forEach(one -> bound.add((InetSocketAddress) one));
    }
    var heartbeat = new KeepAlive(this::connections, settings.silentEnd());
    long beat = KeepAlive.BEAT.toMillis();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> Thread.startVirtualThread(heartbeat), beat, beat, TimeUnit.MILLISECONDS);
    return bound;
  }

  /** Fails with a sentence where MINA would log a stack trace first. */
  private static void tryToBind(HostPort address) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
    } catch (IOException failure) {
      throw new IOException("cannot listen on " + address + ": " + words(failure), failure);
    }
  }

  private static String words(IOException failure) {
    var message = String.valueOf(failure.getMessage());
    if (message.contains("assign requested address")) {
      return "no interface of this machine has this address";
    }
    if (message.contains("nresolved")) {
      return "there is no host of this name";
    }
    if (message.contains("ermission denied")) {
      return "a port below 1024 needs root, or CAP_NET_BIND_SERVICE";
    }
    if (message.contains("amily")) {
      return "this machine has no network of this kind; IPv4 and IPv6 are two";
    }
    return message.contains("in use") ? "Address already in use" : "the system says: " + message;
  }

  private List<SshConnection> connections() {
    return router.registry().all(SshConnection.class);
  }

  /**
   * One that listens.
   *
   * @param proxies that speak for their clients there; none for clients that call by themselves
   */
  private SshServer server(List<Located<Cidr>> proxies) {
    var server = common();
    UnaryOperator<IoHandler> door =
        proxies.isEmpty() ? UnaryOperator.identity() : it -> strangers.proxied(it, proxies);
    server.setIoServiceFactoryFactory(new SshSockets(threads, door));
    server.setPublickeyAuthenticator(keyAuth);
    server.setUserAuthFactories(List.of(HostBound.factory()));
    server.setKexExtensionHandler(HostBound.announcement());
    server.addSessionListener(HostBound.hostKeys());
    var channels = channels();
    server.setChannelFactories(channels.kinds());
    server.setSessionFactory(new Connections(server));
    server.addSessionListener(keyExchanges);
    strangers.guard(server, channels.service());
    return server;
  }

  /** What is the same for connections and for those inside of them. */
  private SshServer common() {
    var server = SshServer.setUpDefaultServer();
    Algorithms.configure(server, settings.algorithms());
    server.setKeyPairProvider(hostKeys);
    server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    server.setGlobalRequestHandlers(
        List.of(
            new KeepAliveHandler(),
            NoMoreSessionsHandler.INSTANCE,
            hostKeyUpdates,
            (_, _, _, _) -> RequestHandler.Result.ReplyFailure)); // without a line in the log
    server.addChannelListener(hostKeyUpdates);
    server.addSessionListener(new SignInLog(router.audit()));
    server.addSessionListener(new Charging());
    limit(server);
    return server;
  }

  private void limit(SshServer server) {
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "console-gw");
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.WINDOW_SIZE.set(server, (long) ReceiveWindow.FULL);
    CoreModuleProperties.TCP_NODELAY.set(server, true);
    CoreModuleProperties.SOCKET_BACKLOG.set(server, BACKLOG);
    CoreModuleProperties.SOCKET_REUSEADDR.set(server, true);
    CoreModuleProperties.DISCONNECT_TIMEOUT.set(server, CLOSING);
  }

  private InnerServer.Channels channels() {
    return new InnerServer.Channels(
        List.of(new SessionChannels(), new DirectChannels()),
        ChannelService.factory(new RemoteForwards.Services(router, pool)));
  }

  private final class SessionChannels implements ChannelFactory {
    @Override
    public String getName() {
      return "session";
    }

    @Override
    public Channel createChannel(Session session) throws SshChannelOpenException {
      var place = SshConnection.of(session).channels().admit(settings.channels());
      return new SshChannel(new SshChannel.Services(router, pool, timer), place);
    }
  }

  /** Channels to a host and a port: {@code ssh -J}, {@code -W} and {@code -L}. */
  private final class DirectChannels implements ChannelFactory {
    @Override
    public String getName() {
      return "direct-tcpip";
    }

    @Override
    public Channel createChannel(Session session) throws SshChannelOpenException {
      var connection = SshConnection.of(session);
      var charged =
          connection.channels().charge(connection.channels().admit(settings.channels()), pool);
      return new DirectChannel(charged, (host, port) -> inner.admit(connection, host, port));
    }
  }

  /** Charges each connection to who has signed in, by a key that is looked at no more. */
  private static final class Charging implements SessionListener {
    @Override
    public void sessionEvent(Session session, Event event) {
      if (event == Event.Authenticated) {
        SshConnection.of(session).signedIn(PublicKeyAuth.identity(session).orElseThrow());
        session.removeAttribute(UserAuthPublicKey.AUTHENTICATED_KEYS);
      }
    }
  }

  private final class Connections extends SessionFactory {
    Connections(SshServer server) {
      super(server);
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession socket) throws Exception {
      return entered(
          new SshConnection(getServer(), socket, services, Optional.empty()), router.registry());
    }
  }

  /** The same connection, among all that are here until it is closed. */
  static SshConnection entered(SshConnection connection, SessionRegistry registry) {
    registry.add(connection);
    var _ = connection.closed().thenRun(() -> registry.remove(connection));
    return connection;
  }

  /** Lets clients leave, {@link #LEAVING} at most, sends what is on its way, and stops. */
  @Override
  public void close() throws IOException {
    drain(LEAVING).join();
    for (var server : servers) {
      boolean _ = server.close(false).await(CLOSING);
      server.stop(true);
    }
    threads.shutdown();
    mathematics.close();
  }

  /**
   * A client whose session has ended closes the connection itself. Closing it first, with something
   * of the client's unread, would reset it, and take the exit status back that is still on its way.
   */
  @Override
  public CompletableFuture<Void> drain(Duration atMost) {
    var leaving = connections().stream().map(SshConnection::closed);
    return CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
