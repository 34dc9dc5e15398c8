package dev.consolegw.gateway;

import dev.consolegw.authz.file.CurrentPolicy;
import dev.consolegw.authz.file.FilePolicy;
import dev.consolegw.authz.file.KeyFiles;
import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.KeptSettings;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsChange;
import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.config.yaml.WatchedFile;
import dev.consolegw.gateway.console.Consoles;
import dev.consolegw.gateway.directory.FileDirectory;
import dev.consolegw.gateway.export.OutputCopies;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.net.hop.HopDialer;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.recording.Recorder;
import dev.consolegw.gateway.ssh.keys.HostAuthority;
import dev.consolegw.gateway.telnet.TelnetFront;
import dev.consolegw.gateway.transport.Hop;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes new settings, and what has changed in the files that they name, while everything runs: each
 * reading is made ready first and then takes the old one's place, or has a mistake and changes
 * nothing. One reading at a time. Waits for the disk: on a thread of its own, and on that of
 * whoever brings new settings.
 */
final class Reload implements Closeable {
  /** How often files are looked at. */
  static final Duration EVERY = Duration.ofSeconds(5);

  /** For so long a file must be at rest before it is read. */
  static final Duration AT_REST = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final CloudFiles clouds;
  private final List<Hop> cloudWay;
  private final Parts parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("reload").factory());

  private volatile Settings settings; // set with the lock

  // Guarded by the lock.
  private KeyFiles keys;
  private Optional<CloudConfig> cloud;
  private Map<Path, WatchedFile> keyFiles;
  private Map<Path, WatchedFile> cloudFiles;
  private Map<Path, WatchedFile> certificates;
  private int ticks;

  /** What takes a new reading. */
  record Parts(
      CurrentPolicy policy,
      FileDirectory directory,
      HopDialer hops,
      Histories histories,
      OutputCopies copies,
      Recorder recorder,
      Optional<CloudSources> cloud,
      Optional<VspcSource> vspc,
      Consoles consoles,
      Audit audit,
      Consumer<Optional<HostAuthority>> hostAuthority,
      Optional<TelnetFront> telnet,
      Optional<WebSource> web) {}

  /** The files that settings name, as they are at this moment. */
  record Files(
      Map<Path, WatchedFile> keys,
      Map<Path, WatchedFile> clouds,
      Map<Path, WatchedFile> certificates) {
    static Files of(Settings settings, CloudFiles clouds) {
      var keys =
          settings.users().values().stream()
              .flatMap(user -> user.keysFile().stream())
              .map(file -> file.value());
      var others = settings.openstack().isPresent() ? clouds.watched() : Set.<Path>of();
      var certificates = Stream.concat(VspcSource.files(settings), WebSource.files(settings));
      return new Files(watch(keys), watch(others.stream()), watch(certificates));
    }
  }

  private static Map<Path, WatchedFile> watch(Stream<Path> paths) {
    return paths
        .distinct()
        .collect(Collectors.toMap(path -> path, WatchedFile::new, (a, _) -> a, LinkedHashMap::new));
  }

  /**
   * @param files watched since before they were read
   * @param first what was read of them
   */
  Reload(Settings settings, Files files, Sources first, CloudFiles clouds, Parts parts) {
    this.settings = settings;
    this.keys = first.keys();
    this.cloud = first.cloud();
    this.keyFiles = files.keys();
    this.cloudFiles = new LinkedHashMap<>(files.clouds());
    this.certificates = files.certificates();
    this.clouds = clouds;
    this.cloudWay = first.cloudWay();
    this.parts = parts;
    parts.hostAuthority().accept(first.authority());
    watchAuthorities();
  }

  /** Looks at the files from now on. */
  void start() {
    long every = AT_REST.toMillis();
    var _ = thread.scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      lock.lock();
      try {
        boolean due = ++ticks * AT_REST.toMillis() >= EVERY.toMillis();
        if (due && !look()) {
          ticks = 0; // else again at the next tick, to see whether it is at rest
        }
      } finally {
        lock.unlock();
      }
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=reload-failed", bug); // and the looks go on
    }
  }

  /** Looks at every file and reads those that have changed. Whether one does not rest yet. */
  private boolean look() {
    var changedKeys = new LinkedHashSet<Path>();
    var changedClouds = new LinkedHashSet<Path>();
    boolean keysMove = look(keyFiles, changedKeys);
    boolean cloudsMove = look(cloudFiles, changedClouds);
    var changedCertificates = new LinkedHashSet<Path>();
    boolean certificatesMove = look(certificates, changedCertificates);
    if (!changedKeys.isEmpty()) {
      readKeys(changedKeys);
    }
    if (!changedClouds.isEmpty()) {
      readCloud();
    }
    if (!changedCertificates.isEmpty()) {
      readCertificates(changedCertificates);
    }
    return keysMove || cloudsMove || certificatesMove;
  }

  private static boolean look(Map<Path, WatchedFile> files, Set<Path> changed) {
    boolean moving = false;
    for (var file : files.values()) {
      switch (file.look()) {
        case SAME -> {}
        case MOVING -> moving = true;
        case CHANGED -> changed.add(file.path());
      }
    }
    return moving;
  }

  private void readKeys(Set<Path> changed) {
    var warnings = new Problems();
    keys = keys.without(changed, warnings);
    var policy = FilePolicy.of(settings, keys, new Problems());
    Sources.log(warnings);
    boolean others = !policy.knowsTheSamePeople(parts.policy().now());
    if (others) {
      parts.policy().replace(policy);
      parts.consoles().recheckGrants();
    }
    log.info("event=key-files-read files={} keys-changed={}", changed.size(), others);
  }

  /** What is wrong with one of them, which then stays as it was, says nothing of the others. */
  private void readCertificates(Set<Path> changed) {
    if (VspcSource.files(settings).anyMatch(changed::contains)) {
      read(VspcSource::readTls, "vspc")
          .ifPresent(anew -> parts.vspc().ifPresent(it -> it.replace(Optional.of(anew))));
    }
    if (WebSource.files(settings).anyMatch(changed::contains)) {
      read(WebSource::readTls, "web")
          .ifPresent(anew -> parts.web().ifPresent(it -> it.replace(Optional.of(anew))));
    }
  }

  private Optional<ServerTls> read(
      BiFunction<Settings, Problems, Optional<ServerTls>> reading, String section) {
    var problems = new Problems();
    var anew = reading.apply(settings, problems);
    if (!problems.isEmpty()) {
      Sources.refused(problems.all());
      return Optional.empty();
    }
    log.info("event=certificate-read section={}", section);
    return anew;
  }

  private void readCloud() {
    if (settings.openstack().isEmpty() || parts.cloud().isEmpty()) {
      return;
    }
    var problems = new Problems();
    var anew = clouds.read(settings.openstack().get(), problems);
    if (!problems.isEmpty() || anew.isEmpty()) {
      Sources.refused(problems.all());
      return;
    }
    try {
      parts.cloud().get().cloud().signInWith(anew.get());
      cloud = anew;
      watchAuthorities();
      log.info("event=cloud-account-read");
    } catch (IOException failure) {
      log.error(
          "event=cloud-account-unused cause=\"{}\"",
          String.valueOf(failure.getMessage()).replace('"', '\''));
    }
  }

  /** The certificates of the cloud, which another file names. */
  private void watchAuthorities() {
    cloud
        .flatMap(it -> it.trust().authorities())
        .ifPresent(file -> cloudFiles.computeIfAbsent(file, WatchedFile::new));
  }

  /**
   * Takes new settings, and reads every file that they name.
   *
   * @throws SettingsException with every mistake; nothing has changed then
   */
  void settings(Settings wanted) throws SettingsException {
    lock.lock();
    try {
      var before = settings;
      var anew = withFixed(wanted, before);
      var files = Files.of(anew, clouds);
      var read = Sources.of(anew, clouds);
      Sources.log(read.warnings());
      settings = anew;
      keys = read.keys();
      keyFiles = files.keys();
      certificates = files.certificates();
      parts.policy().replace(read.policy());
      parts.histories().keep(anew.history().keep(), anew.history().keepFor(), all(anew.history()));
      var changes = parts.directory().replace(read.consoles());
      parts.hops().retain(ways(parts.directory(), cloudWay));
      parts.recorder().keep(anew.recordings());
      parts.hostAuthority().accept(read.authority());
      parts.cloud().ifPresent(it -> it.settings(anew));
      parts.vspc().ifPresent(it -> it.replace(anew, read.vspcTls()));
      parts.web().ifPresent(it -> it.replace(anew, read.webTls()));
      anew.vspc()
          .flatMap(VspcSettings::clientPorts)
          .ifPresent(ports -> parts.telnet().ifPresent(it -> it.replace(ports)));
      if (!read.cloud().equals(cloud)) {
        readCloud();
      }
      parts.consoles().recheckGrants();
      parts.copies().settings(anew.history().mirror(), read.exports()); // which may wait
      log.info(
          "event=settings-read changed=\"{}\" consoles-added={} consoles-removed={}"
              + " consoles-changed={}",
          String.join(", ", SettingsChange.keys(before, anew)),
          changes.added(),
          changes.removed(),
          changes.changed());
      var kept = SettingsChange.keys(anew, wanted);
      parts.audit().record(new AuditEvent.SettingsRead(SettingsChange.keys(before, anew), kept));
      sayFixed(kept);
    } finally {
      lock.unlock();
    }
  }

  /** All of it, or no bound. */
  static ByteSize all(Settings.History history) {
    return history.keepAll().orElse(HistoryLimits.standard().all());
  }

  /** Whether sessions begin though nobody takes the audit log. Any thread. */
  boolean mayGoUnaudited() {
    return !settings.audit().required();
  }

  /**
   * The ways through hops that settings name.
   *
   * @throws SettingsException with every mistake
   */
  static Set<List<Hop>> ways(Settings settings, CloudFiles clouds) throws SettingsException {
    var sources = Sources.of(settings, clouds);
    return ways(new FileDirectory(sources.consoles()), sources.cloudWay());
  }

  /** The settings that are in use now. Any thread. */
  Settings inUse() {
    return settings;
  }

  /** All ways through hops. */
  static Set<List<Hop>> ways(FileDirectory listed, List<Hop> cloud) {
    var all = new LinkedHashSet<>(listed.ways());
    if (!cloud.isEmpty()) {
      all.add(cloud);
    }
    return all;
  }

  /** The new settings with the old values of what cannot change. */
  private Settings withFixed(Settings wanted, Settings before) {
    return new Settings(
        before.state(),
        KeptSettings.ssh(before.ssh(), wanted.ssh()),
        before.limits(),
        wanted.history(),
        wanted.recordings(),
        wanted.sessions(),
        KeptSettings.audit(before.audit(), wanted.audit()),
        wanted.users(),
        wanted.rules(),
        wanted.consoles(),
        wanted.hops(),
        withSameCloud(wanted.openstack(), before.openstack()),
        KeptSettings.vspc(before.vspc(), wanted.vspc()),
        KeptSettings.web(before.web(), wanted.web()),
        before.ops(),
        wanted.export(),
        wanted.drainFor());
  }

  /** There is a cloud or none, and it is the same, until a restart. */
  private Optional<OpenStackSettings> withSameCloud(
      Optional<OpenStackSettings> wanted, Optional<OpenStackSettings> before) {
    if (wanted.isEmpty() || before.isEmpty()) {
      return before;
    }
    var described = clouds.read(wanted.get(), new Problems()); // mistakes are said with the others
    boolean other =
        described.isPresent()
            && cloud.isPresent()
            && !described.get().authUrl().equals(cloud.get().authUrl());
    return Optional.of(
        other
            ? KeptSettings.sameCloud(before.get(), wanted.get())
            : KeptSettings.sameWay(before.get(), wanted.get()));
  }

  private static void sayFixed(List<String> kept) {
    if (!kept.isEmpty()) {
      log.warn(
          "event=settings-kept keys=\"{}\" hint=\"these keep their old values until the gateway is"
              + " restarted\"",
          String.join(", ", kept));
    }
  }

  /** Looks no more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
