package dev.consolegw.gateway;

import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.LocalListen;
import dev.consolegw.gateway.console.local.LocalConsoles;
import dev.consolegw.gateway.export.OutputCopies;
import dev.consolegw.gateway.fault.Timer;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.ops.LogHealth;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.ops.Watchdog;
import dev.consolegw.gateway.ops.health.DiskProbe;
import dev.consolegw.gateway.ops.health.Pulse;
import dev.consolegw.gateway.ops.health.Readiness;
import dev.consolegw.gateway.ops.http.OpsServer;
import dev.consolegw.gateway.ops.metrics.Metrics;
import dev.consolegw.gateway.ssh.SshFront;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What programs of this machine are told of the gateway: metrics, and whether it lives and does its
 * work. Made and started before what it tells of has begun. It has threads of its own, and looks at
 * memory alone. Any thread.
 */
final class OpsSource implements Closeable {
  /** How often the parts of the gateway are asked whether they are alive. */
  private static final Duration BEAT = Duration.ofSeconds(10);

  /** As systemd's watchdog has it. */
  private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(OpsSource.class);

  private static final String JSON = "application/json";

  private final LocalListen listen;
  private final Metrics metrics;
  private final Readiness readiness = new Readiness();
  private final DiskProbe disk;
  private final Pulse pulse;
  private final Watchdog watchdog;
  private final Timer timer = new Timer("ops-pulse", new ThreadPoolExecutor.DiscardPolicy());
  private volatile boolean serving;
  private volatile @Nullable OpsServer server;

  /**
   * What it works with.
   *
   * @param parts of the gateway, by name: each runs what it is given, soon
   */
  record Services(Path state, InstantSource ages, Map<String, Executor> parts) {}

  /**
   * What it tells of.
   *
   * @param settings those that are in use when they are asked for
   */
  record Parts(
      SessionRegistry sessions,
      LocalConsoles consoles,
      ConsoleMeters meters,
      Histories histories,
      OutputCopies copies,
      SshFront ssh,
      Optional<CloudSources> cloud,
      LogHealth logged,
      Supplier<Settings> settings) {}

  private OpsSource(LocalListen listen, Services services, Metrics metrics) {
    this.listen = listen;
    this.metrics = metrics;
    this.disk = new DiskProbe(services.state(), services.ages());
    this.pulse = new Pulse(services.ages(), ALIVE_WITHIN);
    this.watchdog = new Watchdog(services.parts(), pulse::beat);
  }

  /** That of the settings, if there is one; it listens to nobody before {@link #start}. */
  static Optional<OpsSource> of(Settings settings, Services services, Metrics metrics) {
    return settings.ops().map(wanted -> new OpsSource(wanted.listen(), services, metrics));
  }

  /** When rights end that could not be asked for again, a round of reading included. */
  private static Duration patience(OpenStackSettings cloud) {
    return cloud.refresh().plus(cloud.grant());
  }

  /** Tells of these from now on; called once, before {@link #start}. */
  void show(Parts parts) {
    readiness
        .with("ssh", () -> trouble(!serving, "it does not listen yet"))
        .with("draining", () -> trouble(parts.sessions().isDraining(), "the gateway is stopping"))
        .with(
            "disk",
            () ->
                disk.trouble()
                    .or(() ->
                        trouble(!parts.histories().totals().answers(), "the disk does not answer")))
        .with(
            "audit",
            () ->
                trouble(
                    !parts.logged().isWritable() && parts.settings().get().audit().required(),
                    "the audit log cannot be written, and no session begins without it"));
    parts.cloud().ifPresent(it -> readiness.with("openstack", () -> old(it, parts.settings())));
    new OpsMetrics(metrics, parts).register();
  }

  private static Optional<String> trouble(boolean is, String why) {
    return is ? Optional.of(why) : Optional.empty();
  }

  private static Optional<String> old(CloudSources cloud, Supplier<Settings> settings) {
    var age = cloud.people().age();
    return settings
        .get()
        .openstack()
        .map(OpsSource::patience)
        .filter(it -> age.compareTo(it) > 0)
        .map(_ -> "the cloud has shown nothing of its people for %d s".formatted(age.toSeconds()));
  }

  /** Listens, and tells of a gateway that lives but does not serve yet. */
  void start() throws IOException {
    disk.start();
    long beat = BEAT.toMillis();
    var _ = timer.scheduleAtFixedRate(watchdog::ask, 0, beat, TimeUnit.MILLISECONDS);
    server =
        new OpsServer(
            listen,
            Map.of("metrics", _ -> scraped(), "livez", _ -> alive(), "readyz", _ -> ready()));
    log.info("event=ops-listening at=\"{}\"", listening().map(String::valueOf).orElse("-"));
  }

  /** People can sign in from now on. */
  void serves() {
    serving = true;
  }

  private HttpAnswer scraped() {
    return new HttpAnswer(
        200, Map.of("Content-Type", Metrics.CONTENT_TYPE), ByteBuffer.wrap(metrics.text()));
  }

  private HttpAnswer alive() {
    var report = new Readiness().with("threads", pulse::trouble).look();
    return HttpAnswer.of(report.isReady() ? 200 : 503, JSON, report.json());
  }

  private HttpAnswer ready() {
    var report = readiness.look();
    return HttpAnswer.of(report.isReady() ? 200 : 503, JSON, report.json());
  }

  /** Where it listens; nothing before it does. */
  Optional<SocketAddress> listening() {
    return Optional.ofNullable(server).map(OpsServer::address);
  }

  /** The parts of the gateway end, and are asked no more. */
  void stopping() {
    timer.shutdownNow();
  }

  /** Tells nothing more. */
  @Override
  public void close() throws IOException {
    stopping();
    disk.close();
    var serving = server;
    if (serving != null) {
      serving.close();
    }
  }
}
