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
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VMs that have been connected by their hosts, for as long as they are and {@code expire}
 * longer. A VM is known by its UUID, or else by its name, and by its project: what other hosts
 * claim to be the same VM is not, where they belong to another project.
 *
 * <p>Any thread; {@link #load} and {@link #save} wait for the disk. The lock guards memory; nobody
 * is told anything with it.
 */
public final class VspcDirectory implements Directory, RemembersRemoved, Refreshes, Closeable {
  /** In names of consoles and in rules. */
  public static final String NAME = "vspc";

  private static final String EXPIRED = "its VM has not been connected for too long";
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Logger log = LoggerFactory.getLogger(VspcDirectory.class);

  private final InstantSource ages;
  private final KnownVmFile file;
  private final ByteSize keep;
  private final int most;
  private final Optional<Hook> hook;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<String, KnownVm> known = new TreeMap<>(); // guarded by lock
  private boolean changed; // since it was saved; guarded by lock
  private volatile ProjectRules projects;
  private volatile Duration expire;
  private volatile Optional<ShellSettings.Shell> shell;
  private volatile Consumer<DirectoryEvent> listener = _ -> {};

  /**
   * @param keep how much output of each is kept
   * @param state where it is remembered which VMs there are
   * @param ages the time that nobody sets
   * @param dates the wall clock
   */
  public VspcDirectory(
      VspcSettings settings, ByteSize keep, Path state, InstantSource ages, InstantSource dates) {
    this.keep = keep;
    this.ages = ages;
    this.most = settings.ports();
    this.file = new KnownVmFile(state, ages, dates);
    this.projects = new ProjectRules(settings.projects());
    this.expire = settings.expire();
    this.shell = shell(settings);
    this.hook = settings.hook().map(program -> new Hook(program.value(), dates, Hook.RUN));
  }

  /** Whether a console is one of a VM that calls. */
  public static boolean has(ConsoleId id) {
    return id.directory().equals(NAME);
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
    return vm.entry(keep, shell);
  }

  /** Reads what was known before. */
  public void load() throws IOException {
    var read = file.read();
    lock.lock();
    try {
      read.stream().limit(most).forEach(vm -> known.put(place(vm.id()), vm));
    } finally {
      lock.unlock();
    }
    log.info("event=vspc-known-read ports={}", read.size());
  }

  /** Writes down what is known, if that has changed. */
  public void save() {
    List<KnownVm> all;
    lock.lock();
    try {
      if (!changed) {
        return;
      }
      changed = false;
      all = List.copyOf(known.values());
    } finally {
      lock.unlock();
    }
    try {
      file.write(all);
    } catch (IOException failure) {
      log.warn(
          "event=vspc-known-unwritten cause=\"{}\"",
          String.valueOf(failure.getMessage()).replace('"', '\''));
      lock.lock();
      try {
        changed = true;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Where a port stands among others: those of one VM together, s9 before s10. */
  private static String place(ConsoleId id) {
    var port =
        NUMBER
            .matcher(id.port())
            .replaceAll(
                digits -> "0".repeat(Math.max(0, 10 - digits.group().length())) + digits.group());
    return id.server() + '\n' + port + '\n' + id.port();
  }

  /** Which console a call is for; nothing when there is no room for a new one. */
  public Optional<ConsoleId> console(Claim claim) {
    var project = projects.project(claim);
    lock.lock();
    try {
      var id = new ConsoleId(NAME, server(claim, project), claim.port());
      return known.containsKey(place(id)) || known.size() < most
          ? Optional.of(id)
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private String server(Claim claim, String project) {
    var vm =
        !claim.uuid().isEmpty()
            ? claim.uuid()
            : !claim.name().isEmpty()
                ? "name=" + Claim.plain(claim.name())
                : unnamed(claim, project);
    return vm + '@' + Claim.plain(project);
  }

  /** The first place of a host where no VM is connected that says nothing of itself. */
  private String unnamed(Claim claim, String project) {
    for (int number = 1; ; number++) {
      var vm = "host=" + Claim.plain(claim.from().getHostAddress()) + '-' + number;
      var there =
          known.get(place(new ConsoleId(NAME, vm + '@' + Claim.plain(project), claim.port())));
      if (there == null || !there.connected()) {
        return vm;
      }
    }
  }

  /** A VM is connected: its console can be opened. */
  public void arrived(ConsoleId id, Claim claim) {
    boolean fresh;
    var vm =
        new KnownVm(
            id, projects.project(claim), name(id, claim), claim.uuid(), true, ages.instant());
    lock.lock();
    try {
      fresh = !known.containsKey(place(id));
      known.put(place(id), vm);
      changed = true;
    } finally {
      lock.unlock();
    }
    if (fresh && claim.uri().indexOf('_') >= 0) {
      log.error(
          "event=vspc-uri-unusual console={} hint=\"other concentrators take no '_' in a port's"
              + " URI\"",
          id);
    }
    listener.accept(new DirectoryEvent.Changed(entry(vm)));
    hook.ifPresent(it -> it.tell("arrived", vm, claim.from().getHostAddress()));
  }

  private static String name(ConsoleId id, Claim claim) {
    if (!claim.name().isEmpty()) {
      return claim.name();
    }
    return claim.uuid().isEmpty()
        ? id.server().substring("host=".length(), id.server().lastIndexOf('@'))
        : claim.uuid();
  }

  /** A VM is called otherwise now. */
  public void named(ConsoleId id, String name) {
    update(id, vm -> name.isEmpty() || vm.name().equals(name) ? vm : vm.named(name))
        .ifPresent(vm -> {
          listener.accept(new DirectoryEvent.Changed(entry(vm)));
          hook.ifPresent(it -> it.tell("renamed", vm, ""));
        });
  }

  /** A VM goes on at another host. */
  public void moved(ConsoleId id, InetAddress to) {
    KnownVm vm;
    lock.lock();
    try {
      vm = known.get(place(id));
    } finally {
      lock.unlock();
    }
    if (vm != null) {
      hook.ifPresent(it -> it.tell("moved", vm, to.getHostAddress()));
    }
  }

  /** A VM is no longer connected. */
  public void left(ConsoleId id) {
    update(id, vm -> vm.left(ages.instant()))
        .ifPresent(vm -> hook.ifPresent(it -> it.tell("left", vm, "")));
  }

  private Optional<KnownVm> update(ConsoleId id, UnaryOperator<KnownVm> how) {
    lock.lock();
    try {
      var before = known.get(place(id));
      var after = before == null ? null : how.apply(before);
      if (after == null || after.equals(before)) {
        return Optional.empty();
      }
      known.put(place(id), after);
      changed = true;
      return Optional.of(after);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets who has not been connected for too long.
   *
   * @param watched whether somebody waits at a console, which then stays
   */
  public void expire(Predicate<ConsoleId> watched) {
    var limit = ages.instant().minus(expire);
    List<ConsoleId> old;
    lock.lock();
    try {
      old =
          known.values().stream()
              .filter(vm -> !vm.connected() && vm.seen().isBefore(limit))
              .map(KnownVm::id)
              .toList();
    } finally {
      lock.unlock();
    }
    old.stream().filter(watched.negate()).forEach(this::forget);
  }

  private void forget(ConsoleId id) {
    KnownVm vm;
    lock.lock();
    try {
      vm = known.get(place(id));
      if (vm == null || vm.connected()) {
        return;
      }
      known.remove(place(id));
      changed = true;
    } finally {
      lock.unlock();
    }
    listener.accept(new DirectoryEvent.Gone(id, EXPIRED));
    hook.ifPresent(it -> it.tell("forgotten", vm, ""));
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

  private List<ConsoleEntry> entries(Predicate<KnownVm> which) {
    List<KnownVm> all;
    lock.lock();
    try {
      all = new ArrayList<>(known.values());
    } finally {
      lock.unlock();
    }
    return all.stream().filter(which).map(this::entry).toList();
  }

  @Override
  public void listen(Consumer<DirectoryEvent> told) {
    listener = told;
  }

  @Override
  public DialTarget target(ConsoleId id) throws DialException {
    lock.lock();
    try {
      if (!known.containsKey(place(id))) {
        throw new DialException(Reason.of(Reason.Kind.NOT_FOUND, EXPIRED));
      }
    } finally {
      lock.unlock();
    }
    return DialTarget.of(ConsoleAddress.vspc(id.toString()));
  }

  @Override
  public ConsoleRef refreshed(ConsoleRef before) {
    lock.lock();
    try {
      return known.values().stream()
          .filter(vm -> vm.project().equals(before.project()))
          .map(KnownVm::server)
          .filter(server -> server.id().equals(before.id()))
          .findFirst()
          .orElse(before);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<ConsoleRef> removed(StoredConsole stored) {
    Map<String, String> notes = stored.notes();
    var project = notes.get("project");
    var name = notes.get("name");
    var uuid = notes.get("uuid");
    lock.lock();
    try {
      if (project == null
          || name == null
          || uuid == null
          || known.containsKey(place(stored.id()))) {
        return Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    var id = uuid.isEmpty() ? stored.id().server() : uuid;
    return Optional.of(new ConsoleRef(NAME, project, id, name, Map.of()));
  }
}
