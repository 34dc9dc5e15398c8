package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.config.ShellSettings;
import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directory;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.directory.Refreshes;
import dev.consolegw.gateway.directory.RemembersRemoved;
import dev.consolegw.gateway.directory.StoredConsole;
import dev.consolegw.gateway.directory.vspc.imported.PortMap;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VMs that have been connected by their hosts, for as long as they are and {@code expire}
 * longer. A VM is known by its UUID, or else by its name, and by its project: what other hosts
 * claim to be the same VM is not, where they belong to another project.
 *
 * <p>Any thread; {@link #load} and {@link #save} wait for the disk.
 */
public final class VspcDirectory implements Directory, RemembersRemoved, Refreshes, Closeable {
  /** In names of consoles and in rules. */
  public static final String NAME = "vspc";

  /** Among the notes of a console, the TCP port for its clients. */
  static final String CLIENT_PORT = "client-port";

  private static final String EXPIRED = "its VM has not been connected for too long";
  private static final Logger log = LoggerFactory.getLogger(VspcDirectory.class);

  private final InstantSource ages;
  private final KnownVmFile file;
  private final ByteSize keep;
  private final Optional<Hook> hook;
  private final KnownVms known;
  private final CloudServers cloud;
  private volatile ProjectRules projects;
  private volatile Duration expire;
  private volatile Optional<ShellSettings.Shell> shell;
  private volatile Consumer<DirectoryEvent> listener = _ -> {};

  /**
   * What it knows from elsewhere.
   *
   * @param ages the time that nobody sets
   * @param dates the wall clock
   * @param cloud that some of the VMs are servers of
   * @param imported ports for clients that VMs had with vSPC.py
   */
  public record Surroundings(
      InstantSource ages, InstantSource dates, CloudServers cloud, List<PortMap.Entry> imported) {}

  /**
   * @param keep how much output of each is kept
   * @param state where it is remembered which VMs there are
   */
  public VspcDirectory(
      VspcSettings settings, ByteSize keep, Path state, Surroundings surroundings) {
    var dates = surroundings.dates();
    this.keep = keep;
    this.ages = surroundings.ages();
    this.cloud = surroundings.cloud();
    this.file = new KnownVmFile(state, ages, dates);
    this.projects = new ProjectRules(settings.projects());
    this.expire = settings.expire();
    this.shell = shell(settings);
    var numbers =
        settings
            .clientPorts()
            .map(ports -> new ClientPortNumbers(ports.from(), surroundings.imported()));
    this.known = new KnownVms(settings.ports(), numbers);
    this.hook = settings.hook().map(program -> new Hook(program.value(), dates, Hook.RUN));
  }

  /** Whether a console is one of a VM that calls. */
  public static boolean has(ConsoleId id) {
    return id.directory().equals(NAME);
  }

  /** The TCP port for a console's clients, if it has one. */
  public static OptionalInt clientPort(ConsoleEntry console) {
    var port = console.notes().get(CLIENT_PORT);
    return port == null || !has(console.id())
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(port));
  }

  /**
   * From now on, VMs that are connected belong to these projects, are kept for so long, and are
   * signed in to like this. Whoever listens is told of all of them when the last of it differs.
   */
  public void replace(VspcSettings settings) {
    projects = new ProjectRules(settings.projects());
    expire = settings.expire();
    var anew = shell(settings);
    if (!anew.equals(shell)) {
      shell = anew;
      entries(_ -> true).forEach(one -> listener.accept(new DirectoryEvent.Changed(one)));
    }
  }

  private static Optional<ShellSettings.Shell> shell(VspcSettings settings) {
    return settings.shell().map(ShellSettings.Shell::withoutPlaces);
  }

  private ConsoleEntry entry(KnownVm vm) {
    return vm.entry(vm.ref(isOfCloud(vm) ? cloud.labels(vm.uuid()) : Map.of()), keep, shell);
  }

  /** Whether its host is one of those whose word on UUIDs counts for the cloud. */
  private boolean isOfCloud(KnownVm vm) {
    return !vm.uuid().isEmpty() && projects.isOfCloud(vm.project());
  }

  /** Reads what was known before. */
  public void load() throws IOException {
    var read = file.read();
    known.remember(read);
    log.info("event=vspc-known-read ports={}", read.size());
  }

  /** Writes down what is known, if that has changed. */
  public void save() {
    known
        .takeChanged()
        .ifPresent(all -> {
          try {
            file.write(all);
          } catch (IOException failure) {
            log.warn(
                "event=vspc-known-unwritten cause=\"{}\"",
                String.valueOf(failure.getMessage()).replace('"', '\''));
            known.untake();
          }
        });
  }

  /** Which console a call is for; nothing when there is no room for a new one. */
  public Optional<ConsoleId> console(Claim claim) {
    return known.console(claim, projects.project(claim));
  }

  /** A VM is connected: its console can be opened. */
  public void arrived(ConsoleId id, Claim claim) {
    var project = projects.project(claim);
    var name = VmKey.name(id, claim);
    boolean fresh =
        known.come(
            id, port -> new KnownVm(id, project, name, claim.uuid(), true, ages.instant(), port));
    if (fresh && claim.uri().indexOf('_') >= 0) {
      log.error(
          "event=vspc-uri-unusual console={} hint=\"other concentrators take no '_' in a port's"
              + " URI\"",
          id);
    }
    known
        .get(id)
        .ifPresent(vm -> {
          changed(vm);
          hook.ifPresent(it -> it.tell("arrived", vm, claim.from().getHostAddress()));
        });
  }

  private void changed(KnownVm vm) {
    listener.accept(new DirectoryEvent.Changed(entry(vm)));
  }

  /**
   * A port is in use by another program: its console gets the next, unless people know it there.
   */
  public void unusable(ConsoleId id, int port) {
    known.renumber(id, port).ifPresent(this::changed);
  }

  /** A VM is called otherwise now. */
  public void named(ConsoleId id, String name) {
    known
        .update(id, vm -> name.isEmpty() || vm.name().equals(name) ? vm : vm.named(name))
        .ifPresent(vm -> {
          changed(vm);
          hook.ifPresent(it -> it.tell("renamed", vm, ""));
        });
  }

  /** A VM goes on at another host. */
  public void moved(ConsoleId id, InetAddress to) {
    known.get(id).ifPresent(vm -> hook.ifPresent(it -> it.tell("moved", vm, to.getHostAddress())));
  }

  /** A VM is no longer connected. */
  public void left(ConsoleId id) {
    known
        .update(id, vm -> vm.left(ages.instant()))
        .ifPresent(vm -> hook.ifPresent(it -> it.tell("left", vm, "")));
  }

  /**
   * Forgets who has not been connected for too long.
   *
   * @param watched whether somebody waits at a console, which then stays
   */
  public void expire(Predicate<ConsoleId> watched) {
    known.away(ages.instant().minus(expire)).stream()
        .filter(watched.negate())
        .forEach(this::forget);
  }

  private void forget(ConsoleId id) {
    known
        .forget(id)
        .ifPresent(vm -> {
          listener.accept(new DirectoryEvent.Gone(id, EXPIRED));
          hook.ifPresent(it -> it.tell("forgotten", vm, ""));
        });
  }

  /** Runs no hook any more. */
  @Override
  public void close() {
    hook.ifPresent(Hook::close);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<ConsoleEntry> candidates(Identity identity) {
    return entries(_ -> true);
  }

  /** Those that are connected: nobody has to wait for the others. */
  @Override
  public List<ConsoleEntry> captured() {
    return entries(KnownVm::connected);
  }

  /** All that are known, connected or not. */
  public List<ConsoleEntry> all() {
    return entries(_ -> true);
  }

  private List<ConsoleEntry> entries(Predicate<KnownVm> which) {
    return known.all().stream().filter(which).map(this::entry).toList();
  }

  @Override
  public void listen(Consumer<DirectoryEvent> told) {
    listener = told;
  }

  @Override
  public DialTarget target(ConsoleId id) throws DialException {
    if (!known.has(id)) {
      throw new DialException(Reason.of(Reason.Kind.NOT_FOUND, EXPIRED));
    }
    return DialTarget.of(ConsoleAddress.vspc(id.toString()));
  }

  @Override
  public ConsoleRef refreshed(ConsoleRef before) throws IOException {
    var now =
        known.all().stream()
            .filter(vm -> vm.project().equals(before.project()))
            .filter(vm -> vm.server().equals(before.id()))
            .findFirst();
    if (now.isEmpty()) {
      return before;
    }
    var vm = now.get();
    return vm.ref(isOfCloud(vm) ? cloud.labelsNow(vm.uuid()) : Map.of());
  }

  @Override
  public Optional<ConsoleRef> removed(StoredConsole stored) {
    Map<String, String> notes = stored.notes();
    var project = notes.get("project");
    var name = notes.get("name");
    var uuid = notes.get("uuid");
    if (project == null || name == null || uuid == null || known.has(stored.id())) {
      return Optional.empty();
    }
    var id = uuid.isEmpty() ? stored.id().server() : uuid;
    return Optional.of(new ConsoleRef(NAME, project, id, name, Map.of()));
  }
}
