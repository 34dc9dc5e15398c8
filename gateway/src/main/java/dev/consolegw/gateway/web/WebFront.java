package dev.consolegw.gateway.web;

import dev.consolegw.config.WebSettings;
import dev.consolegw.config.value.HostAddress;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.front.Front;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.net.accept.Acceptor;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.web.http.HttpConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves consoles to browsers, and to programs that speak as Odorobo's clients do: listens, and
 * hands each request on. Who comes shows a {@link Tickets ticket}. Any thread.
 */
public final class WebFront implements Front {
  /** How long those who are here may take to leave when it is closed. */
  private static final Duration LEAVING = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(WebFront.class);

  private final Services services;
  private final Pages pages;
  private final SocketDialer sockets;
  private final Acceptor acceptor;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile WebSettings settings;
  private volatile WebUrl at;
  private volatile List<InetSocketAddress> bound = List.of();
  private volatile Admission admission;
  private volatile Requests requests;

  /**
   * What it works with.
   *
   * @param tls asked at each call, where the settings want it
   * @param tasks virtual threads
   */
  public record Services(
      Supplier<ServerTls> tls,
      Tickets tickets,
      SessionRouter router,
      ScheduledExecutorService timer,
      Executor tasks) {}

  public WebFront(WebSettings settings, Pages pages, Services services) throws IOException {
    this.settings = settings;
    this.pages = pages;
    this.services = services;
    this.sockets = new SocketDialer("web-reader", services.timer());
    // Without TLS of our own it is a proxy that calls, for all, or somebody on this machine.
    int ofOne = settings.tls().isPresent() ? settings.strangersPerAddress() : settings.strangers();
    var door = Doorkeeper.ofNetworks(ofOne, settings.strangers());
    door.tell(services.router().audit()::turnedAway);
    this.acceptor = new Acceptor("web", sockets, services.timer(), door, this::received);
    this.at = settings.publicUrl().map(Located::value).orElseGet(() -> own(first(), 0));
    this.admission =
        new Admission(
            services.tickets(), Origins.of(settings, Stream.of(at)), services.router().audit());
    this.requests = requests();
  }

  private Requests requests() {
    return new Requests(
        new Requests.Services(
            services.router(), services.tickets(), pages, new Cookies(at), services.tasks()),
        new ConsoleOpening(services.router(), services.timer()));
  }

  private HostPort first() {
    return settings.listen().getFirst().value();
  }

  /** Where it listens, as browsers call it. */
  private WebUrl own(HostPort listen, int port) {
    return WebUrl.parse(
        (settings.tls().isPresent() ? "https://" : "http://") + new HostPort(listen.host(), port));
  }

  @Override
  public String name() {
    return "web";
  }

  @Override
  public List<InetSocketAddress> start() throws IOException {
    var listening = new ArrayList<InetSocketAddress>();
    for (var each : settings.listen()) {
      listening.add(listen(each));
    }
    bound = List.copyOf(listening);
    if (settings.publicUrl().isEmpty()) {
      at = own(first(), bound.getFirst().getPort());
    }
    replace(settings);
    requests = requests();
    if (!pages.areThere()) {
      log.info(
          "event=web-page-missing hint=\"this build has none; programs open consoles all the"
              + " same\"");
    }
    return bound;
  }

  private InetSocketAddress listen(Located<HostPort> where) throws IOException {
    var address = new InetSocketAddress(where.value().host(), where.value().port());
    try {
      if (address.isUnresolved()) {
        throw new IOException("there is no host of this name");
      }
      boolean tls = settings.tls().isPresent();
      var listening = acceptor.listen(address, tls ? services.tls() : null).at();
      log.info(
          "event=web-listening address={} tls={}",
          listening.getAddress().getHostAddress() + ":" + listening.getPort(),
          tls);
      return listening;
    } catch (IOException failure) {
      throw new IOException(
          "cannot listen on %s (%s); change web.listen"
              .formatted(where.value(), failure.getMessage()),
          failure);
    }
  }

  /** From now on the pages of these may open consoles. */
  public void replace(WebSettings anew) {
    settings = anew;
    admission = admission.with(Origins.of(anew, ownPages()));
  }

  /** Where our own pages are: at the address of our links, or at any that is listened at. */
  private Stream<WebUrl> ownPages() {
    if (settings.publicUrl().isPresent()) {
      return Stream.of(at);
    }
    var all = new ArrayList<WebUrl>(List.of(at));
    for (int i = 0; i < bound.size(); i++) {
      var host = settings.listen().get(i).value().host();
      all.add(own(new HostPort(host, 0), bound.get(i).getPort()));
      if (new HostAddress(host).isLoopback()) {
        all.add(own(new HostPort("localhost", 0), bound.get(i).getPort()));
      }
    }
    return all.stream();
  }

  /** What links begin with. */
  public WebUrl url() {
    return at;
  }

  /** A client; on the reader's thread, or on one that has agreed on TLS. */
  private void received(ByteStream stream, Acceptor.Arrival how) throws IOException {
    var origin =
        new Origin(
            how.from().getHostAddress(),
            how.port(),
            "web-" + connections.incrementAndGet(),
            Optional.empty(),
            Optional.empty());
    var client =
        new HttpConnection(
            stream.link(),
            how.visit()::end,
            services.timer(),
            (connection, request) ->
                requests.answer(new Requests.Asker(connection, request, origin, admission)));
    var registry = services.router().registry();
    registry.add(client);
    var _ = client.closed().thenRun(() -> registry.remove(client));
    client.open();
  }

  /** Listens no more, and hangs up on those who have asked for nothing yet. */
  public void stopListening() {
    acceptor.close();
    services.router().registry().all(HttpConnection.class).forEach(HttpConnection::dismiss);
  }

  @Override
  public CompletableFuture<Void> drain(Duration atMost) {
    var leaving =
        services.router().registry().all(HttpConnection.class).stream().map(HttpConnection::closed);
    return CompletableFuture.allOf(
            leaving.map(it -> it.toCompletableFuture()).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Listens no more, and ends what is left. */
  @Override
  public void close() {
    stopListening();
    drain(LEAVING).join();
    sockets.close();
  }
}
