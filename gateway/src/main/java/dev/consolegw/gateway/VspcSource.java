package dev.consolegw.gateway;

import dev.consolegw.config.Settings;
import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.VspcSettings.ClientPorts;
import dev.consolegw.config.value.TelnetListen;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.vspc.Claim;
import dev.consolegw.gateway.directory.vspc.CloudServers;
import dev.consolegw.gateway.directory.vspc.VspcDirectory;
import dev.consolegw.gateway.directory.vspc.imported.PortMap;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.telnet.TelnetFront;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.wire.vspc.Registrar;
import dev.consolegw.gateway.wire.vspc.VspcWire;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where VMware's hosts call, and which consoles their VMs are. Any thread. */
final class VspcSource implements Closeable {
  /** How often what is known is written down, and looked through for what is too old. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(VspcSource.class);

  private final VspcSettings settings;
  private final VspcDirectory directory;
  private final VspcWire wire;
  private final Services services;
  private final Doorkeeper door;
  private volatile Optional<ServerTls> tls;
  private volatile @Nullable Future<?> round;

  /**
   * What it needs of the gateway.
   *
   * @param ages for ages
   * @param date for what stays on disk
   * @param cloud that some of the VMs are servers of
   * @param imported ports for clients that VMs had with vSPC.py
   * @param timer only hands on to {@code disk}
   */
  record Services(
      Path state,
      InstantSource ages,
      InstantSource date,
      CloudServers cloud,
      List<PortMap.Entry> imported,
      ScheduledExecutorService timer,
      Executor disk) {}

  /** That of the settings, if there is one; it listens to nobody before {@link #start}. */
  static Optional<VspcSource> of(
      Settings all, Optional<ServerTls> tls, VspcWire wire, Services services) {
    return all.vspc().map(settings -> new VspcSource(all, settings, tls, wire, services));
  }

  private VspcSource(
      Settings all,
      VspcSettings settings,
      Optional<ServerTls> tls,
      VspcWire wire,
      Services services) {
    this.settings = settings;
    this.tls = tls;
    this.wire = wire;
    this.services = services;
    this.directory =
        new VspcDirectory(
            settings,
            all.history().keep(),
            services.state().resolve("vspc"),
            new VspcDirectory.Surroundings(
                services.ages(), services.date(), services.cloud(), services.imported()));
    this.door =
        new Doorkeeper(allowed(settings), settings.strangersPerAddress(), settings.strangers());
  }

  /** Reads the certificate that the settings name, and looks for the hook. Waits for the disk. */
  static Optional<ServerTls> readTls(Settings settings, Problems problems) {
    settings
        .vspc()
        .flatMap(VspcSettings::hook)
        .filter(hook -> !Files.isExecutable(hook.value()) || Files.isDirectory(hook.value()))
        .ifPresent(hook ->
            problems.add(hook.where(), hook.value() + " is no program that the gateway may run"));
    var wanted = settings.vspc().flatMap(VspcSettings::tls);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    var cert = wanted.get().cert();
    try {
      return Optional.of(
          ServerTls.read(
              cert.value(),
              wanted.get().key().map(Located::value).orElse(cert.value()),
              wanted.get().clientCa().map(Located::value)));
    } catch (IOException mistake) {
      problems.add(cert.where(), String.valueOf(mistake.getMessage()));
      return Optional.empty();
    }
  }

  /** Reads the ports of vSPC.py, if the settings name a file of it. Waits for the disk. */
  static List<PortMap.Entry> readPorts(Settings settings, Problems problems) {
    var file = settings.vspc().flatMap(VspcSettings::clientPorts).flatMap(ClientPorts::imported);
    try {
      return file.isEmpty() ? List.of() : PortMap.read(file.get().value());
    } catch (IOException mistake) {
      problems.add(
          file.orElseThrow().where(),
          Printable.of(String.valueOf(mistake.getMessage())).toString());
      return List.of();
    }
  }

  /** The files of the certificate. */
  static Stream<Path> files(Settings settings) {
    return settings.vspc().flatMap(VspcSettings::tls).stream()
        .flatMap(tls ->
            Stream.of(Optional.of(tls.cert()), tls.key(), tls.clientCa())
                .flatMap(Optional::stream)
                .map(Located::value));
  }

  /** For clients of these VMs that know no SSH, if there are to be any. */
  static Optional<TelnetFront> telnet(
      Optional<VspcSource> vspc, Settings settings, TelnetFront.Services services)
      throws IOException {
    var wanted = settings.vspc().flatMap(VspcSettings::clientPorts);
    return wanted.isEmpty() || vspc.isEmpty()
        ? Optional.empty()
        : Optional.of(new TelnetFront(wanted.get(), vspc.get().directory(), services));
  }

  private static Predicate<InetAddress> allowed(VspcSettings settings) {
    var networks = settings.allow().stream().map(Located::value).toList();
    return address ->
        networks.isEmpty() || networks.stream().anyMatch(one -> one.contains(address));
  }

  VspcDirectory directory() {
    return directory;
  }

  /**
   * Reads what is known, and listens.
   *
   * @param watched whether somebody is at a console
   * @param refused hears of callers that are not let in
   * @return where it listens
   */
  List<InetSocketAddress> start(Predicate<ConsoleId> watched, Doorkeeper.Listener refused)
      throws IOException {
    door.tell(refused);
    wire.start(door, new Consoles());
    var bound = new ArrayList<InetSocketAddress>();
    for (Located<TelnetListen> at : settings.listen()) {
      bound.add(listen(at.value()));
    }
    round =
        services
            .timer()
            .scheduleWithFixedDelay(
                () -> services.disk().execute(() -> round(watched)),
                EVERY.toMillis(),
                EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    return bound;
  }

  private InetSocketAddress listen(TelnetListen at) throws IOException {
    var address = new InetSocketAddress(at.at().host(), at.at().port());
    if (address.isUnresolved()) {
      throw new IOException(
          "cannot listen on %s: there is no host of this name; change vspc.listen".formatted(at));
    }
    try {
      var bound =
          wire.listen(
              address,
              at.tls() ? () -> tls.orElseThrow(() -> new IllegalStateException("no tls")) : null);
      log.info(
          "event=vspc-listening address={} tls={}",
          bound.getAddress().getHostAddress() + ":" + bound.getPort(),
          at.tls());
      return bound;
    } catch (IOException failure) {
      throw new IOException(
          "cannot listen on %s (%s); change vspc.listen".formatted(at, failure.getMessage()),
          failure);
    }
  }

  private void round(Predicate<ConsoleId> watched) {
    directory.expire(watched);
    directory.save();
  }

  /** Takes what can change while it runs. */
  void replace(Settings all, Optional<ServerTls> with) {
    all.vspc()
        .ifPresent(anew -> {
          directory.replace(anew);
          door.allow(allowed(anew));
          replace(with);
        });
  }

  /** The certificate has changed; calls from now on see the new one. */
  void replace(Optional<ServerTls> with) {
    if (with.isPresent()) {
      tls = with;
    }
  }

  /** Nobody new is listened to, and no VM may begin to move. */
  void drain() {
    wire.drain();
  }

  @Override
  public void close() {
    var repeated = round;
    if (repeated != null) {
      repeated.cancel(false);
    }
    directory.save();
    directory.close();
  }

  /** What the wire asks and tells of its callers, in the directory's words. */
  private final class Consoles implements Registrar {
    @Override
    public Optional<String> console(Registrar.Caller caller) {
      return directory.console(claim(caller)).map(ConsoleId::toString);
    }

    @Override
    public void arrived(String console, Registrar.Caller caller) {
      ConsoleId.parse(console).ifPresent(id -> directory.arrived(id, claim(caller)));
    }

    @Override
    public void moved(String console, InetAddress to) {
      ConsoleId.parse(console).ifPresent(id -> directory.moved(id, to));
    }

    @Override
    public void named(String console, String name) {
      ConsoleId.parse(console).ifPresent(id -> directory.named(id, name));
    }

    @Override
    public void left(String console) {
      ConsoleId.parse(console).ifPresent(directory::left);
    }
  }

  private static Claim claim(Registrar.Caller caller) {
    return Claim.of(caller.name(), caller.uuid(), caller.uri(), caller.from());
  }
}
