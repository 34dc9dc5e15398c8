package dev.consolegw.gateway.web;

import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Right;
import dev.consolegw.config.WebSettings;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.budget.Budgets;
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
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.net.websocket.ServerUpgrade;
import dev.consolegw.gateway.session.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code GET /vms/ID/console}: the websocket that Odorobo's agents have, in front of every
 * console. Who comes shows a {@link Tickets ticket}. Any thread.
 */
public final class WebFront implements Front {
  /** Clients that have not shown a ticket yet, from one address. */
  static final int STRANGERS_OF_ONE = 32;

  /** The same in all. */
  static final int STRANGERS = 256;

  /** How long those who are here may take to leave when it is closed. */
  private static final Duration LEAVING = Duration.ofSeconds(2);

  /** What may be said in the query beside the ticket. */
  private static final Set<String> OPTIONS =
      Set.of("replay", "ro", "nodisplace", "drop", "wait", "force", "join");

  private static final HttpAnswer FORBIDDEN = new HttpAnswer(403, "");
  private static final Logger log = LoggerFactory.getLogger(WebFront.class);

  private final WebSettings settings;
  private final Supplier<ServerTls> tls;
  private final Tickets tickets;
  private final SessionRouter router;
  private final ScheduledExecutorService timer;
  private final Origins origins;
  private final SocketDialer sockets;
  private final Acceptor acceptor;
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param tls asked at each call, where the settings want it
   */
  public WebFront(
      WebSettings settings,
      Supplier<ServerTls> tls,
      Tickets tickets,
      SessionRouter router,
      ScheduledExecutorService timer)
      throws IOException {
    this.settings = settings;
    this.tls = tls;
    this.tickets = tickets;
    this.router = router;
    this.timer = timer;
    this.origins = Origins.of(settings);
    this.sockets = new SocketDialer("web-reader", timer);
    var door = new Doorkeeper(_ -> true, STRANGERS_OF_ONE, STRANGERS);
    this.acceptor = new Acceptor("web", sockets, timer, door, this::received);
  }

  @Override
  public String name() {
    return "web";
  }

  @Override
  public List<InetSocketAddress> start() throws IOException {
    var bound = new ArrayList<InetSocketAddress>();
    for (var at : settings.listen()) {
      bound.add(listen(at));
    }
    return List.copyOf(bound);
  }

  private InetSocketAddress listen(Located<dev.consolegw.config.value.HostPort> at)
      throws IOException {
    var address = new InetSocketAddress(at.value().host(), at.value().port());
    try {
      if (address.isUnresolved()) {
        throw new IOException("there is no host of this name");
      }
      var listening = acceptor.listen(address, settings.tls().isPresent() ? tls : null).at();
      log.info(
          "event=web-listening address={} tls={}",
          listening.getAddress().getHostAddress() + ":" + listening.getPort(),
          settings.tls().isPresent());
      return listening;
    } catch (IOException failure) {
      throw new IOException(
          "cannot listen on %s (%s); change web.listen".formatted(at.value(), failure.getMessage()),
          failure);
    }
  }

  // --- a client, on the reader's thread ---------------------------------------------------------

  private void received(ByteStream stream, Acceptor.Arrival how) throws IOException {
    var client =
        new HttpConnection(
            stream.link(),
            how.visit(),
            timer,
            (connection, request) -> asked(connection, request, how.from()));
    router.registry().add(client);
    var _ = client.closed().thenRun(() -> router.registry().remove(client));
    client.open();
  }

  private void asked(HttpConnection client, HttpRequest request, InetAddress from) {
    var path = request.path();
    boolean isConsole =
        path.size() == 3 && path.getFirst().equals("vms") && path.getLast().equals("console");
    if (!isConsole) {
      client.answer(new HttpAnswer(404, "consoles are at /vms/ID/console"));
    } else if (!request.method().equals("GET")) {
      client.answer(new HttpAnswer(405, "a console is opened with GET"));
    } else {
      var upgrade = ServerUpgrade.of(request.head());
      if (upgrade.isEmpty()) {
        client.answer(new HttpAnswer(426, "a console is opened by a websocket of version 13"));
      } else {
        open(client, request, upgrade.get(), from);
      }
    }
  }

  private void open(
      HttpConnection client, HttpRequest request, ServerUpgrade upgrade, InetAddress from) {
    var ticket = request.ticket();
    if (ticket.isEmpty()) {
      client.answer(new HttpAnswer(401, "a console needs a ticket; `ssh NAME@gateway url` gives one"));
      return;
    }
    var name = request.path().get(1);
    var holder =
        tickets.use(ticket.get()).filter(it -> origins.admit(request) && isNamed(it, name));
    var wanted = wanted(request, holder);
    if (holder.isEmpty() || wanted.isEmpty()) {
      log.info("event=ticket-refused address={}", from.getHostAddress());
      client.answer(FORBIDDEN);
      return;
    }
    client.known();
    charged(holder.get().identity())
        .ifPresentOrElse(
            shares -> serve(client, upgrade, new Visitor(holder.get(), name, wanted.get(), from), shares),
            () ->
                client.answer(
                    new HttpAnswer(503, "there are as many such sessions as may be; try again later")));
  }

  /** Who has come for what. */
  private record Visitor(Tickets.Holder holder, String name, String wanted, InetAddress from) {}

  /** A ticket is for one console, whatever else its holder may open. */
  private static boolean isNamed(Tickets.Holder holder, String name) {
    return holder.names().contains(name);
  }

  /** The options of a user name; empty where the query has others than there are. */
  private static Optional<String> wanted(HttpRequest request, Optional<Tickets.Holder> holder) {
    var all = new StringBuilder("web+escape=none");
    for (var each : request.query().entrySet()) {
      if (each.getKey().equals("ticket")) {
        continue;
      }
      if (!OPTIONS.contains(each.getKey()) || !each.getValue().matches("[@A-Za-z0-9]*")) {
        return Optional.empty();
      }
      all.append('+').append(each.getKey());
      all.append(each.getValue().isEmpty() ? "" : "=" + each.getValue());
    }
    boolean reads = holder.filter(it -> it.right().includes(Right.WRITE)).isEmpty();
    boolean said = request.query().containsKey("ro");
    return Optional.of(all + (reads && !said ? "+ro" : ""));
  }

  private Optional<Budgets.ConnectionShares> charged(Identity who) {
    var shares = router.budgets().shares(who);
    if (shares.connection().tryUse(1)) {
      return Optional.of(shares);
    }
    shares.close();
    return Optional.empty();
  }

  private void serve(
      HttpConnection client,
      ServerUpgrade upgrade,
      Visitor visitor,
      Budgets.ConnectionShares shares) {
    var number = "web-" + connections.incrementAndGet();
    var origin =
        new Origin(visitor.from().getHostAddress(), number, Optional.empty(), Optional.empty());
    var session = router.session(visitor.holder().identity(), origin);
    var caller = new Caller(session, visitor.wanted(), Map.of(), true);
    var console = new WebConsole(client, upgrade, visitor.name(), timer);
    var out = new LinkWriter(console.link(), shares.output(), console);
    var channel =
        new LinkChannel(
            caller,
            new Request.View(visitor.holder().console()),
            out,
            new UnreadInput(console.link(), shares.input()),
            console);
    var _ = channel.closed().thenRun(shares::close);
    console.open(channel, out);
    router.receive(channel);
  }

  @Override
  public CompletableFuture<Void> drain(Duration atMost) {
    var leaving = router.registry().all(HttpConnection.class).stream().map(HttpConnection::closed);
    return CompletableFuture.allOf(
            leaving.map(it -> it.toCompletableFuture()).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Listens no more, and ends what is left. */
  @Override
  public void close() {
    acceptor.close();
    drain(LEAVING).join();
    sockets.close();
  }
}
