package dev.consolegw.gateway;

import dev.consolegw.config.Settings;
import dev.consolegw.config.WebSettings;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.web.WebFront;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What belongs together of websockets: the tickets that commands give, and the front that takes
 * them. Made in two steps, for the commands are there before the front.
 */
final class WebSource {
  private final WebSettings settings;
  private final Optional<ServerTls> tls;
  private final Tickets tickets;
  private volatile Optional<WebFront> front = Optional.empty();
  private volatile List<InetSocketAddress> listening = List.of();

  private WebSource(WebSettings settings, Optional<ServerTls> tls, InstantSource ages) {
    this.settings = settings;
    this.tls = tls;
    this.tickets = new Tickets(ages);
  }

  /** That of the settings, if there is one; it listens to nobody before {@link #start}. */
  static Optional<WebSource> of(Settings all, Optional<ServerTls> tls, InstantSource ages) {
    return all.web().map(settings -> new WebSource(settings, tls, ages));
  }

  /** Reads the certificate that the settings name. Waits for the disk. */
  static Optional<ServerTls> readTls(Settings settings, Problems problems) {
    var wanted = settings.web().flatMap(WebSettings::tls);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    var cert = wanted.get().cert();
    try {
      var key = wanted.get().key().map(Located::value).orElse(cert.value());
      return Optional.of(ServerTls.read(cert.value(), key, Optional.empty()));
    } catch (IOException mistake) {
      problems.add(cert.where(), String.valueOf(mistake.getMessage()));
      return Optional.empty();
    }
  }

  Commands.WebLinks links() {
    return new Commands.WebLinks(tickets, this::url);
  }

  /** Where clients find it: as the settings say, else where it listens. */
  private URI url() {
    if (settings.publicUrl().isPresent() || listening.isEmpty()) {
      return settings.url().uri();
    }
    var at = new HostPort(settings.listen().getFirst().value().host(), listening.getFirst().getPort());
    return URI.create((tls.isPresent() ? "https://" : "http://") + at);
  }

  /** Listens, for sessions of this router. */
  void start(SessionRouter router, ScheduledExecutorService timer) throws IOException {
    var made = new WebFront(settings, tls::orElseThrow, tickets, router, timer);
    front = Optional.of(made);
    listening = made.start();
  }

  /** Where it listens, once it has started. */
  List<InetSocketAddress> listening() {
    return listening;
  }

  /** Listens no more, and ends what is left. */
  void close() {
    front.ifPresent(WebFront::close);
  }
}
