package dev.consolegw.gateway;

import dev.consolegw.config.Settings;
import dev.consolegw.config.WebSettings;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.web.Pages;
import dev.consolegw.gateway.web.WebFront;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What belongs together of browsers: the tickets that commands give, and the front that takes them.
 * Made in two steps, for the commands are there before the front. Any thread.
 */
final class WebSource {
  private final WebSettings settings;
  private final Tickets tickets;
  private final Pages pages;
  private volatile Optional<ServerTls> tls;
  private volatile @Nullable WebFront front;
  private volatile List<InetSocketAddress> listening = List.of();

  private WebSource(WebSettings settings, Optional<ServerTls> tls, Tickets tickets, Pages pages) {
    this.settings = settings;
    this.tls = tls;
    this.tickets = tickets;
    this.pages = pages;
  }

  /**
   * That of the settings, if there is one; it listens to nobody before {@link #start}. Waits for
   * the disk.
   */
  static Optional<WebSource> of(Settings all, Optional<ServerTls> tls, InstantSource ages)
      throws IOException {
    return all.web().isEmpty()
        ? Optional.empty()
        : Optional.of(new WebSource(all.web().get(), tls, new Tickets(ages), Pages.load()));
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

  /** The files of the certificate. */
  static Stream<Path> files(Settings settings) {
    return settings.web().flatMap(WebSettings::tls).stream()
        .flatMap(tls -> Stream.concat(Stream.of(tls.cert()), tls.key().stream()))
        .map(Located::value);
  }

  Commands.WebLinks links() {
    return new Commands.WebLinks(
        tickets,
        () -> Objects.requireNonNull(front, "it listens before anybody signs in").url(),
        pages.areThere());
  }

  /** Listens, for sessions of this router. */
  void start(SessionRouter router, ScheduledExecutorService timer, Executor tasks)
      throws IOException {
    var services = new WebFront.Services(() -> tls.orElseThrow(), tickets, router, timer, tasks);
    var made = new WebFront(settings, pages, services);
    front = made;
    listening = made.start();
  }

  /** Where it listens, once it has started. */
  List<InetSocketAddress> listening() {
    return listening;
  }

  /** Takes what can change while it runs. */
  void replace(Settings all, Optional<ServerTls> with) {
    replace(with);
    var serving = front;
    if (serving != null) {
      all.web().ifPresent(serving::replace);
    }
  }

  /** The certificate has changed; who calls from now on sees the new one. */
  void replace(Optional<ServerTls> with) {
    if (with.isPresent()) {
      tls = with;
    }
  }

  /** Nobody new is listened to. */
  void stopListening() {
    var serving = front;
    if (serving != null) {
      serving.stopListening();
    }
  }

  /** Listens no more, and ends what is left. */
  void close() {
    var serving = front;
    if (serving != null) {
      serving.close();
    }
  }
}
