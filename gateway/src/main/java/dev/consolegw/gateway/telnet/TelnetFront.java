package dev.consolegw.gateway.telnet;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.config.VspcSettings.ClientPorts;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.directory.vspc.VspcDirectory;
import dev.consolegw.gateway.front.Front;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.front.link.LinkChannel;
import dev.consolegw.gateway.front.link.LinkWriter;
import dev.consolegw.gateway.front.link.UnreadInput;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.net.accept.Acceptor;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port for each serial port that VMware's hosts connect, for clients that know no SSH.
 * Whoever reaches one is the user {@code client-ports}; from there on, a client's session is one
 * like any other.
 *
 * <p>Any thread. The lock guards which ports there are, and is held while one is bound, which does
 * not wait.
 */
public final class TelnetFront implements Front {
  /** Clients of which it is not known yet what they speak, from one address. */
  static final int UNDECIDED_PER_ADDRESS = 256;

  /** The same in all. */
  static final int UNDECIDED = 1024;

  /** How often a port that is in use by another program is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private static final Duration LEAVING = Duration.ofSeconds(1);

  /** Telnet has neither a word for an exit status, nor a question that every client answers. */
  private static final LinkChannel.Client NO_WORDS =
      new LinkChannel.Client() {
        @Override
        public Duration silentFor() {
          return Duration.ZERO;
        }
      };

  private static final Credential REACHED = new Credential.OpenPort(ClientPorts.USER);

  private static final Logger log = LoggerFactory.getLogger(TelnetFront.class);

  private final Authorizer authorizer;
  private final SessionRouter router;
  private final ScheduledExecutorService timer;
  private final Executor tasks;
  private final VspcDirectory consoles;
  private final SocketDialer sockets;
  private final Acceptor acceptor;
  private final Doorkeeper door;
  private final InetAddress at;
  private final AtomicInteger connections = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ConsoleId, ClientPort> ports = new HashMap<>(); // guarded by lock
  private final Map<Integer, ClientPort> byNumber = new ConcurrentHashMap<>();
  private volatile ClientPorts settings;
  private boolean closed; // guarded by lock

  /**
   * What it works with.
   *
   * @param tasks virtual threads
   */
  public record Services(
      Authorizer authorizer,
      SessionRouter router,
      ScheduledExecutorService timer,
      Executor tasks) {}

  /**
   * Prepares to listen.
   *
   * @param consoles which of them has which port
   * @throws IOException when there is no such address
   */
  public TelnetFront(ClientPorts settings, VspcDirectory consoles, Services services)
      throws IOException {
    this.settings = settings;
    this.authorizer = services.authorizer();
    this.router = services.router();
    this.timer = services.timer();
    this.tasks = services.tasks();
    this.consoles = consoles;
    this.at = address(settings);
    this.sockets = new SocketDialer("client-reader", timer);
    this.door = new Doorkeeper(allowed(settings), UNDECIDED_PER_ADDRESS, UNDECIDED);
    this.door.tell(router.audit()::turnedAway);
    this.acceptor = new Acceptor("client", sockets, timer, door, this::received);
  }

  private static InetAddress address(ClientPorts settings) throws IOException {
    var found = new InetSocketAddress(settings.listen().value().host(), settings.from());
    if (found.isUnresolved()) {
      throw new IOException(
          "cannot listen on %s: there is no host of this name; change vspc.client-ports.listen"
              .formatted(settings.listen().value()));
    }
    return found.getAddress();
  }

  private static Predicate<InetAddress> allowed(ClientPorts settings) {
    var networks = settings.allow().stream().map(Located::value).toList();
    return from -> networks.isEmpty() || networks.stream().anyMatch(one -> one.contains(from));
  }

  /** From now on clients share consoles in this way, and come from there. */
  public void replace(ClientPorts anew) {
    settings = anew;
    door.allow(allowed(anew));
  }

  @Override
  public String name() {
    return "telnet";
  }

  /** Opens the ports of all consoles that are known, and those of others when they come. */
  @Override
  public List<InetSocketAddress> start() throws IOException {
    try (var anyPort = new ServerSocket(0, 1, at)) {
      log.info("event=client-ports-open address={}", anyPort.getInetAddress().getHostAddress());
    } catch (IOException failure) {
      throw new IOException(
          "cannot listen on %s (%s); change vspc.client-ports.listen"
              .formatted(settings.listen().value(), failure.getMessage()),
          failure);
    }
    consoles
        .all()
        .forEach(
            entry -> VspcDirectory.clientPort(entry).ifPresent(number -> open(entry.id(), number)));
    long every = RETRY.toMillis();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> tasks.execute(this::retry), every, every, TimeUnit.MILLISECONDS);
    return byNumber.keySet().stream().map(number -> new InetSocketAddress(at, number)).toList();
  }

  /** A console is there, or gone. */
  public void hear(DirectoryEvent news) {
    switch (news) {
      case DirectoryEvent.Changed(var entry) ->
          VspcDirectory.clientPort(entry).ifPresent(number -> open(entry.id(), number));
      case DirectoryEvent.Moved _ -> {}
      case DirectoryEvent.Gone(var id, _) -> close(id);
    }
  }

  private void open(ConsoleId id, int number) {
    lock.lock();
    try {
      var before = ports.get(id);
      if (closed || (before != null && before.number() == number)) {
        return;
      }
      if (before != null) {
        forget(before);
      }
      var port = new ClientPort(id, number);
      ports.put(id, port);
      byNumber.put(number, port);
      listen(port);
    } finally {
      lock.unlock();
    }
  }

  private void close(ConsoleId id) {
    lock.lock();
    try {
      var port = ports.remove(id);
      if (port != null) {
        forget(port);
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(ClientPort port) {
    port.close();
    byNumber.remove(port.number(), port);
  }

  private void listen(ClientPort port) {
    try {
      port.opened(acceptor.listen(new InetSocketAddress(at, port.number()), null));
    } catch (IOException failure) {
      if (port.troubled()) {
        log.warn(
            "event=client-port-unusable port={} console={} cause=\"{}\"",
            port.number(),
            port.console(),
            String.valueOf(failure.getMessage()).replace('"', '\''));
      }
      if (failure instanceof BindException) {
        tasks.execute(() -> consoles.unusable(port.console(), port.number()));
      }
    }
  }

  private void retry() {
    lock.lock();
    try {
      if (!closed) {
        ports.values().stream().filter(port -> !port.isOpen()).forEach(this::listen);
      }
    } finally {
      lock.unlock();
    }
  }

  // --- clients, on the acceptor's thread, and then on the reader's ------------------------------

  private void received(ByteStream stream, Acceptor.Arrival how) throws IOException {
    var port = byNumber.get(how.at().getPort());
    if (port == null) {
      throw new IOException("its console has just gone");
    }
    boolean fits = port.enter(settings.clients());
    var client =
        new TelnetConnection(
            stream.link(),
            how.visit(),
            timer,
            new Service(port, new InetSocketAddress(how.from(), how.port())),
            fits ? port::leave : () -> {});
    router.registry().add(client);
    var _ = client.closed().thenRun(() -> router.registry().remove(client));
    if (fits) {
      client.open();
    } else {
      client.refuse(
          ExitCode.TRY_AGAIN,
          "this port has as many clients as it may have; try again when one has left");
    }
  }

  /** Serves who comes to one port, and has on record who was told off there. */
  private final class Service implements TelnetConnection.Service {
    private final ClientPort port;
    private final InetSocketAddress from;

    Service(ClientPort port, InetSocketAddress from) {
      this.port = port;
      this.from = from;
    }

    @Override
    public TelnetConnection.@Nullable Served serve(
        TelnetConnection connection, LinkWriter.Dialect dialect) {
      var identity = authorizer.identify(REACHED);
      if (identity.isEmpty()) {
        connection.tellOff(ExitCode.NOT_ALLOWED, "these ports are closed now");
        return null;
      }
      return charged(identity.get())
          .map(
              shares -> served(connection, dialect, new Client(port, from, identity.get()), shares))
          .orElseGet(() -> {
            connection.tellOff(
                ExitCode.TRY_AGAIN, "there are as many such sessions as may be; try again later");
            return null;
          });
    }

    @Override
    public void toldOff(SessionEnd why) {
      var origin = origin(from);
      authorizer
          .identify(REACHED)
          .ifPresentOrElse(
              who -> {
                var session = router.session(who, origin);
                var caller = new Caller(session, ClientPorts.USER, Map.of(), false);
                router.refused(caller, port.console(), why);
              },
              () -> router.notSignedIn(origin, "open-port", "ports-closed"));
    }
  }

  private Origin origin(InetSocketAddress from) {
    var number = "client-" + connections.incrementAndGet();
    return Origin.of(from, number, Optional.empty(), Optional.empty());
  }

  /** Who has come where. */
  private record Client(ClientPort port, InetSocketAddress from, Identity who) {}

  private Optional<Budgets.ConnectionShares> charged(Identity who) {
    var budgets = router.budgets();
    var shares = budgets.shares(who);
    if (shares.connection().tryUse(1)) {
      return Optional.of(shares);
    }
    shares.close();
    return Optional.empty();
  }

  private TelnetConnection.Served served(
      TelnetConnection connection,
      LinkWriter.Dialect dialect,
      Client client,
      Budgets.ConnectionShares shares) {
    var session = router.session(client.who(), origin(client.from()));
    var caller = new Caller(session, wanted(dialect.isTerminal()), Map.of(), dialect.isTerminal());
    var out = new LinkWriter(connection.link(), shares.output(), dialect);
    var channel =
        new LinkChannel(
            caller,
            new Request.View(client.port().console()),
            out,
            new UnreadInput(connection.link(), shares.input()),
            NO_WORDS);
    var _ = channel.closed().thenRun(shares::close);
    router.receive(channel);
    return new TelnetConnection.Served(channel, out);
  }

  /**
   * How every client wants its console: also while the VM is off, with no key that is not the
   * guest's, and from nobody who came the same way what they have.
   */
  private String wanted(boolean terminal) {
    return ClientPorts.USER
        + "+wait+nodisplace+escape=none+replay=none"
        + (terminal ? "" : "+raw")
        + switch (settings.mode()) {
          case READ -> "+ro";
          case WRITE, EXCLUSIVE -> "";
          case FREE_FOR_ALL -> "+join";
        };
  }

  @Override
  public CompletableFuture<Void> drain(Duration atMost) {
    var leaving =
        router.registry().all(TelnetConnection.class).stream().map(TelnetConnection::closed);
    return CompletableFuture.allOf(
            leaving.map(it -> it.toCompletableFuture()).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Listens no more, and ends what is left. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      byNumber.clear();
      ports.clear();
    } finally {
      lock.unlock();
    }
    acceptor.close();
    drain(LEAVING).join();
    sockets.close();
  }
}
