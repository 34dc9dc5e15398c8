package dev.consolegw.gateway;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.file.CurrentPolicy;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.AgeClock;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.background.SpareHeap;
import dev.consolegw.gateway.budget.BriefWork;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.command.ScreenServices;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.connection.ConnectionServices;
import dev.consolegw.gateway.connection.DialLimiter;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.ConsoleServices;
import dev.consolegw.gateway.console.local.LocalConsoles;
import dev.consolegw.gateway.console.memory.SeenOffsetFiles;
import dev.consolegw.gateway.console.memory.StaleLoginFiles;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directories;
import dev.consolegw.gateway.directory.Directory;
import dev.consolegw.gateway.directory.FileDirectory;
import dev.consolegw.gateway.directory.vspc.CloudServers;
import dev.consolegw.gateway.event.EventBus;
import dev.consolegw.gateway.export.Exports;
import dev.consolegw.gateway.export.OutputCopies;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.ops.Drain;
import dev.consolegw.gateway.ops.LogHealth;
import dev.consolegw.gateway.ops.LogStream;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.ops.StateDirectory;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.ops.audit.Audits;
import dev.consolegw.gateway.ops.metrics.Metrics;
import dev.consolegw.gateway.recording.Recorder;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.sftp.Sftp;
import dev.consolegw.gateway.sftp.files.RecordingShelf;
import dev.consolegw.gateway.shell.GuestShells;
import dev.consolegw.gateway.ssh.SshFront;
import dev.consolegw.gateway.telnet.TelnetFront;
import dev.consolegw.gateway.wire.Wires;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The composition root: everything is made here, from the bottom up, and nowhere else. One instance
 * is one running gateway.
 *
 * <p>One thread makes and starts it, and one closes it: of a program, that of its shutdown hook.
 */
public final class Gateway implements Closeable {
  private final Threads threads = Threads.make();
  private final Metrics metrics = new Metrics();
  private final ConsoleMeters meters = new ConsoleMeters();
  private final Optional<CloudSources> cloud;
  private final Optional<VspcSource> vspc;
  private final Directories directories;
  private final Wires wires;
  private final Histories histories;
  private final OutputCopies copies;
  private final Recordings recordings;
  private final Recorder recorder;
  private final Screens screens = new Screens(threads.timer());
  private final Audit audit;
  private final LocalConsoles consoles;
  private final Reload reload;
  private final SessionRouter router;
  private final SessionRegistry sessions = new SessionRegistry();
  private final SshFront ssh;
  private final Optional<TelnetFront> telnet;
  private final Optional<WebSource> web;
  private final Optional<OpsSource> ops;
  private volatile List<InetSocketAddress> vspcListening = List.of();

  /**
   * Makes a gateway that does not listen yet.
   *
   * @throws SettingsException with every mistake that only shows when the settings are put to use
   * @throws IOException when the state directory cannot be used
   */
  public Gateway(Settings settings) throws SettingsException, IOException {
    this(settings, Bounds.consoles(settings));
  }

  /**
   * The same as a program of its own.
   *
   * @param log where the audit log goes; without it, sessions may be refused
   */
  public Gateway(Settings settings, LogStream log) throws SettingsException, IOException {
    this(settings, Bounds.consoles(settings), CloudFiles.standard(), log, GuestShells::new);
  }

  /** The same with other bounds, for tests and measurements. */
  public Gateway(Settings settings, ConsoleLimits limits) throws SettingsException, IOException {
    this(settings, limits, CloudFiles.standard());
  }

  /** The same with a cloud that is described elsewhere. */
  public Gateway(Settings settings, ConsoleLimits limits, CloudFiles clouds)
      throws SettingsException, IOException {
    this(settings, limits, clouds, () -> true, GuestShells::new);
  }

  /** The same with guests of another kind. */
  Gateway(
      Settings settings,
      ConsoleLimits limits,
      CloudFiles clouds,
      LogHealth logged,
      GuestShells.Maker shells)
      throws SettingsException, IOException {
    var timer = threads.timer();
    var tasks = threads.tasks();
    var files = Reload.Files.of(settings, clouds);
    var sources = Sources.of(settings, clouds);
    Sources.log(sources.warnings());
    var state = StateDirectory.ready(settings, clouds);
    var clock = Clock.systemUTC();
    var ages = AgeClock.system();
    var around = new CloudSources.Services(state, ages, clock, timer, tasks);
    cloud = CloudSources.of(settings, sources, around);
    var policy = new CurrentPolicy(sources.policy());
    var listed = new FileDirectory(sources.consoles());
    var everyDirectory = new ArrayList<Directory>(List.of(listed));
    cloud.ifPresent(it -> everyDirectory.add(it.servers()));
    web = WebSource.of(settings, sources.webTls(), ages);
    wires = new Wires(timer);
    wires.hops().listen(listed::reachable);
    vspc = vspc(settings, sources, state, ages);
    vspc.ifPresent(it -> everyDirectory.add(it.directory()));
    var authorizer = CloudSources.authorizer(policy, cloud);
    directories = new Directories(everyDirectory, authorizer);
    histories = new Histories(state.resolve("history"), clock, Bounds.history(settings.history()));
    var copying = new Exports.Services(clock, ages, timer);
    copies = new OutputCopies(state, settings.history().mirror(), sources.exports(), copying);
    recordings =
        new Recordings(state.resolve("recordings"), histories, settings.recordings(), clock);
    var events = new EventBus();
    recorder =
        new Recorder(
            recordings, new Recorder.Services(clock, timer, threads.disk(), events, screens));
    var auditing = new Audits.Services(clock, ages, timer, logged, this::server);
    audit = Audits.of(settings.audit(), auditing);
    events.subscribe(audit::heard);
    events.subscribe(recorder);
    consoles = consoles(limits, ages, state, events);

    router = new SessionRouter(services(settings, state, events, shells), sessions, ages, tasks);
    ssh = new SshFront(settings.ssh(), state, authorizer, router, timer);
    telnet =
        VspcSource.telnet(
            vspc, settings, new TelnetFront.Services(authorizer, router, timer, tasks));
    var parts =
        new Reload.Parts(
            policy,
            listed,
            wires.hops(),
            histories,
            copies,
            recorder,
            cloud,
            vspc,
            consoles,
            audit,
            ssh::certifiedBy,
            telnet,
            web);
    reload = new Reload(settings, files, sources, clouds, parts);
    ops = ops(settings, state, ages);
  }

  private Optional<VspcSource> vspc(Settings settings, Sources sources, Path state, AgeClock ages) {
    var labels = cloud.<CloudServers>map(CloudSources::labels).orElse(CloudServers.NONE);
    var ports = sources.vspcPorts();
    var clock = Clock.systemUTC();
    var services =
        new VspcSource.Services(state, ages, clock, labels, ports, threads.timer(), threads.disk());
    return VspcSource.of(settings, sources.vspcTls(), wires.vspc(), services);
  }

  private Optional<OpsSource> ops(Settings settings, Path state, AgeClock ages) {
    var made = OpsSource.of(settings, new OpsSource.Services(state, ages, parts()), metrics);
    var parts =
        new OpsSource.Parts(
            sessions, consoles, meters, histories, copies, ssh, cloud, audit, reload::inUse);
    made.ifPresent(it -> it.show(parts));
    return made;
  }

  private LocalConsoles consoles(
      ConsoleLimits limits, InstantSource ages, Path state, EventBus events) throws IOException {
    var services =
        new ConsoleServices(
            limits,
            ages,
            threads.timer(),
            threads.tasks(),
            new BriefWork(),
            new ConnectionServices(
                limits.connection(),
                ages,
                threads.timer(),
                threads.tasks(),
                new DialLimiter(ages, threads.timer(), threads.tasks()),
                new ConsoleDialer(directories, wires, metrics),
                meters),
            directories::renew,
            events,
            recorder,
            copies,
            screens);
    var seen = new SeenOffsetFiles(state.resolve("seen"));
    var writers = new StaleLoginFiles(state.resolve("writers"));
    return new LocalConsoles(histories, seen, writers, threads.disk(), services);
  }

  /** What sessions are given. */
  private SessionRouter.Services services(
      Settings settings, Path state, EventBus events, GuestShells.Maker make) throws IOException {
    var timer = threads.timer();
    var patterns = new PatternThreads(Bounds.patterns(settings.limits()), threads.background());
    var access = new ConsoleAccess(directories, consoles, directories::renew, threads.background());
    var shelf = new RecordingShelf(recordings, state.resolve("casts"), timer);
    var sftp = new Sftp(access, shelf, events);
    var shown = new ScreenServices(screens, timer, threads.background());
    var services =
        new Commands.Services(
            recordings, patterns, shown, Clock.systemUTC(), audit, () -> ssh.hostKeys());
    var commands = new Commands(CommandTable.all(), access, services, web.map(WebSource::links));
    var shells = make.make(access, events, threads.tasks(), timer, threads.disk());
    Predicate<Identity> audited = who -> reload.mayGoUnaudited() || audit.isWritable(who);
    return new SessionRouter.Services(
        access, commands, sftp, shells, Bounds.clients(settings), audit, audited, timer, metrics);
  }

  /**
   * Looks for the mistakes that only show when settings are put to use, without using them.
   *
   * @return what is wrong elsewhere and stops nothing: lines of key files that let nobody in
   * @throws SettingsException with all of them
   */
  public static List<Problems.Problem> check(Settings settings, CloudFiles clouds)
      throws SettingsException {
    return Sources.of(settings, clouds).warnings().all();
  }

  /**
   * Listens, and begins to connect what is to be captured: histories are opened meanwhile. Health
   * is told first of all, as that of a gateway that does not serve yet.
   *
   * @return where it listens, with the ports that were picked for 0
   */
  public List<InetSocketAddress> start() throws IOException {
    if (ops.isPresent()) {
      ops.get().start();
    }
    recordings.load();
    consoles.start();
    directories.listen(news -> {
      consoles.hear(news);
      telnet.ifPresent(it -> it.hear(news));
    });
    cloud.ifPresent(CloudSources::start);
    if (vspc.isPresent()) {
      vspc.get().directory().load();
      if (telnet.isPresent()) {
        var _ = telnet.get().start();
      }
      vspcListening = vspc.get().start(this::isWatched, audit::turnedAway);
    }
    if (web.isPresent()) {
      web.get().start(router, threads.timer(), threads.tasks());
    }
    var listening = ssh.start();
    ops.ifPresent(OpsSource::serves);
    reload.start();
    var captured = consoles.capture(directories.captured());
    var _ = captured.thenRun(SpareHeap::giveBack).thenRun(() -> copies.start(histories));
    histories.startRetention(captured);
    audit.record(AuditEvent.Started.at(List.of(listening, webListening(), vspcListening)));
    return listening;
  }

  private boolean isWatched(ConsoleId id) {
    return consoles.ifOpen(id).filter(it -> !it.status().viewers().isEmpty()).isPresent();
  }

  /** Where VMware's hosts can call, once it has started. */
  public List<InetSocketAddress> vspcListening() {
    return vspcListening;
  }

  /** Where metrics and health are served, once it has started; nothing if nowhere. */
  public Optional<SocketAddress> opsListening() {
    return ops.flatMap(OpsSource::listening);
  }

  /** Where websockets are served, once it has started. */
  public List<InetSocketAddress> webListening() {
    return web.map(WebSource::listening).orElse(List.of());
  }

  /**
   * Takes new settings while everything runs, and says what has to wait. Who has no right any more
   * is told so; what has not changed is not touched. Waits for the disk: on no virtual thread.
   *
   * @throws SettingsException with every mistake; nothing has changed then
   */
  public void reload(Settings anew) throws SettingsException {
    reload.settings(anew);
  }

  /** Where everything that people do is told. */
  Audit audit() {
    return audit;
  }

  private Optional<ConsoleRef> server(ConsoleId id) {
    return consoles.ifOpen(id).map(it -> it.entry().server());
  }

  /** Serves the channels of people who have signed in, whatever front they came through. */
  SessionRouter router() {
    return router;
  }

  /** What answers while this is alive, by name: each runs what it is given, soon. */
  Map<String, Executor> parts() {
    Executor carriers = Thread::startVirtualThread;
    return Map.of("carriers", carriers, "console-reader", wires.reader(), "timer", threads.timer());
  }

  /**
   * Lets nobody in any more, tells who is here, and waits until all have left, but for no longer
   * than the settings say. {@link #close} is to follow.
   *
   * @param status hears how it goes, in a line for an operator, and how much time is left
   */
  void drain(BiConsumer<String, Duration> status) throws InterruptedException {
    Drain.of(sessions, consoles::tell, status).run(reload.inUse().drainFor().length());
  }

  /** Tells everybody, ends all sessions and connections, and writes the last output to disk. */
  @Override
  public void close() throws IOException {
    try {
      reload.close();
      ops.ifPresent(OpsSource::stopping);
      vspc.ifPresent(VspcSource::drain);
      web.ifPresent(WebSource::stopListening);
      sessions.drain(SessionEnd.STOPPING);
      router.shells().close();
      consoles.close();
      telnet.ifPresent(TelnetFront::close);
      web.ifPresent(WebSource::close);
      ssh.close();
      if (cloud.isPresent()) {
        cloud.get().close();
      }
      wires.close();
      vspc.ifPresent(VspcSource::close);
      recorder.close();
      copies.close();
      histories.close();
    } finally {
      audit.record(new AuditEvent.Stopped());
      audit.close();
    }
    threads.close();
    if (ops.isPresent()) {
      ops.get().close();
    }
  }
}
