package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.NameMatch;
import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directory;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.directory.KeepsOutput;
import dev.consolegw.gateway.directory.LimitsPorts;
import dev.consolegw.gateway.directory.Refreshes;
import dev.consolegw.gateway.directory.RemembersRemoved;
import dev.consolegw.gateway.directory.StoredConsole;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of a cloud, in the projects of whoever signs in, read with a token of each project.
 * What was read stays in memory and is read again every {@link ListingSchedule#EVERY}. Thread-safe.
 */
public final class NovaDirectory
    implements Directory, RemembersRemoved, Refreshes, KeepsOutput, LimitsPorts {
  /** Its name in {@link ConsoleId#directory}. */
  public static final String NAME = CloudPeople.SOURCE;

  /** Nova gives access to the first serial port of a server alone. */
  public static final String ONLY_PORT = "0";

  /** How long one dial may take: Nova, its proxy, and the server's host each take their time. */
  public static final Duration DIAL_BUDGET = Duration.ofSeconds(30);

  /** How old a server's state may be when it is dialled. */
  static final Duration DIAL_AGE = Duration.ofSeconds(2);

  /** Projects that are read at the same time, at most. */
  static final int READINGS = 16;

  private static final Logger log = LoggerFactory.getLogger(NovaDirectory.class);

  private static final Comparator<ConsoleEntry> BY_NAME =
      Comparator.<ConsoleEntry, String>comparing(entry -> entry.server().project())
          .thenComparing(entry -> entry.server().name())
          .thenComparing(entry -> entry.server().id());

  private final Services services;
  private final Capture capture;
  private final ListingSchedule schedule;
  private final NovaConsoles consoles;
  private final ProjectListing.Surroundings surroundings;
  private final Map<String, ProjectListing> listings = new ConcurrentHashMap<>();
  private final Map<String, ProjectListing> byServer = new ConcurrentHashMap<>();
  private volatile @Nullable Consumer<DirectoryEvent> listener;
  private volatile ServerDefaults defaults;

  /** For those whom nobody in particular looks at: names of more than one project in use. */
  private volatile Set<String> namedTwice = Set.of();

  /**
   * What it works with.
   *
   * @param authorities certificates to trust at Nova's proxy instead of the system's
   * @param clock for ages
   * @param date as the cloud has it, more or less
   * @param timer runs short things later; what asks the cloud goes on to {@code tasks}
   */
  public record Services(
      Cloud cloud,
      Projects projects,
      Optional<Path> authorities,
      ServerDefaults defaults,
      InstantSource clock,
      InstantSource date,
      ScheduledExecutorService timer,
      Executor tasks) {}

  /** A directory that has asked nothing yet, of a cloud whose proxies are reached directly. */
  public NovaDirectory(Services services, Optional<OpenStackSettings.CloudCapture> captured) {
    this(services, captured, List.of());
  }

  /**
   * The same of one whose proxies are not.
   *
   * @param way the hops to them
   */
  public NovaDirectory(
      Services services, Optional<OpenStackSettings.CloudCapture> captured, List<Hop> way) {
    this.services = services;
    this.capture = Capture.of(captured);
    this.defaults = services.defaults();
    this.schedule = new ListingSchedule(services.clock());
    this.surroundings =
        new ProjectListing.Surroundings(
            services.clock(),
            services.date(),
            services.tasks(),
            new Semaphore(READINGS),
            this::changed);
    this.consoles = new NovaConsoles(services.authorities(), way, new CallRate(services.clock()));
  }

  /** Reads on from now on, and captures what is to be captured. */
  public void start() {
    long every = ListingSchedule.TICK.toMillis();
    var _ =
        services.timer().scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * From now on this holds for each server, and these are captured. Whoever listens is told of all
   * servers.
   */
  public void settings(ServerDefaults forAll, Optional<OpenStackSettings.CloudCapture> captured) {
    defaults = forAll;
    var known = new ArrayList<Capture.Known>();
    listings
        .values()
        .forEach(listing ->
            listing
                .servers()
                .forEach(server -> known.add(new Capture.Known(listing.project(), server))));
    capture.settings(captured, known);
    known.forEach(
        one -> tell(new DirectoryEvent.Changed(entry(one.project(), one.server(), namedTwice))));
  }

  private void tick() {
    try {
      var all = services.projects().all();
      namedTwice = namedTwice(all);
      var wanted = all.stream().filter(capture::wants).toList();
      wanted.forEach(project -> schedule.use(listing(project)));
      letGo(wanted.stream().map(CloudProject::id).collect(Collectors.toSet()));
      schedule.run();
    } catch (RuntimeException bug) {
      log.error("event=listing-round-failed", bug); // and the timer goes on
    }
  }

  /** Of captured servers whose projects are closed or gone: nobody will tell of them any more. */
  private void letGo(Set<String> wanted) {
    for (var server : capture.places()) {
      var where = byServer.get(server);
      if (where == null || !wanted.contains(where.project().id())) {
        capture.leave(server);
        tellOf(server);
      }
    }
    fillPlaces();
  }

  /** Places of servers that are captured no more go to those that wait for one. */
  private void fillPlaces() {
    for (var next = capture.next(); next.isPresent(); next = capture.next()) {
      tellOf(next.get());
    }
  }

  private void tellOf(String server) {
    var where = byServer.get(server);
    if (where != null) {
      where
          .server(server)
          .ifPresent(
              it -> tell(new DirectoryEvent.Changed(entry(where.project(), it, namedTwice))));
    }
  }

  private ProjectListing listing(CloudProject project) {
    return listings.computeIfAbsent(
        project.id(),
        id -> new ProjectListing(project, services.cloud().compute(id), surroundings));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String noMorePorts() {
    return "for Nova gives access to a server's first serial port alone";
  }

  @Override
  public List<ConsoleEntry> candidates(Identity identity) throws IOException {
    var projects = services.projects().of(identity);
    var mine = projects.stream().map(this::listing).toList();
    mine.forEach(schedule::use);
    var twice = namedTwice(projects); // of their own alone: the same whoever else is here
    var entries = new ArrayList<ConsoleEntry>();
    for (var listing : schedule.read(mine)) {
      listing.servers().forEach(server -> entries.add(entry(listing.project(), server, twice)));
    }
    entries.sort(BY_NAME);
    return entries;
  }

  /** Names that more than one of these projects has. */
  private static Set<String> namedTwice(Set<CloudProject> projects) {
    return projects.stream()
        .collect(Collectors.groupingBy(CloudProject::name, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(name -> name.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private ConsoleEntry entry(CloudProject project, Server server, Set<String> twice) {
    var forAll = defaults;
    return new ConsoleEntry(
        id(server.id()),
        ref(project, server, twice),
        Optional.empty(),
        capture.has(server.id()),
        forAll.keep(),
        Optional.empty(),
        ServerCondition.machine(server),
        Optional.of(DIAL_BUDGET),
        RemovedServers.of(project, server).notes(),
        forAll.shell());
  }

  private static ConsoleRef ref(CloudProject project, Server server, Set<String> twice) {
    return ref(project, server.id(), server.name(), server.metadata(), twice);
  }

  private static ConsoleRef ref(
      CloudProject project,
      String id,
      String name,
      Map<String, String> metadata,
      Set<String> twice) {
    var labels = new HashMap<>(metadata);
    labels.put(CloudPeople.PROJECT_ID, project.id()); // last: people write the others
    return new ConsoleRef(
        NAME,
        twice.contains(project.name()) ? project.qualified() : project.name(),
        id,
        name,
        labels,
        project.spellings());
  }

  /** Gone is what a project that Nova has listed lately does not have. */
  @Override
  public Optional<ConsoleRef> removed(StoredConsole stored) {
    var id = stored.id().server();
    var remains = RemovedServers.read(stored.notes());
    if (remains.isEmpty() || byServer.containsKey(id)) {
      return Optional.empty();
    }
    return Optional.ofNullable(listings.get(remains.get().project()))
        .filter(listing -> listing.isYoungerThan(ListingSchedule.LASTS))
        .map(listing ->
            ref(listing.project(), id, remains.get().name(), remains.get().metadata(), namedTwice));
  }

  /**
   * The projects which have a server that a name may mean, as far as they were listed since we
   * started. From memory.
   */
  public Set<String> projects(ConsoleName name) {
    return listings.values().stream()
        .filter(listing ->
            listing.servers().stream()
                .anyMatch(
                    it -> NameMatch.of(name, ref(listing.project(), it, Set.of())).isPresent()))
        .map(listing -> listing.project().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ConsoleId id(String server) {
    return new ConsoleId(NAME, server, ONLY_PORT);
  }

  /** Whoever is at a console has its project read on, however long they stay. */
  @Override
  public ConsoleRef refreshed(ConsoleRef known) throws IOException {
    var where = byServer.get(known.id());
    if (where == null) {
      return known;
    }
    schedule.use(where);
    where.ensure(ListingSchedule.EAGER);
    var project = where.project();
    // It is called as it was: who looks at it may know no other project of that name.
    var twice = known.project().equals(project.name()) ? Set.<String>of() : Set.of(project.name());
    return where.server(known.id()).map(server -> ref(project, server, twice)).orElse(known);
  }

  /** A server, as far as it is known by now. From memory. */
  public Optional<ConsoleRef> server(String id) {
    var where = Optional.ofNullable(byServer.get(id));
    return where.flatMap(it -> it.server(id).map(one -> ref(it.project(), one, namedTwice)));
  }

  @Override
  public void listen(Consumer<DirectoryEvent> told) {
    listener = told;
  }

  private void changed(ProjectListing where, @Nullable Server before, @Nullable Server after) {
    if (after != null) {
      byServer.put(after.id(), where);
      capture.settle(where.project(), after);
      tell(new DirectoryEvent.Changed(entry(where.project(), after, namedTwice)));
      fillPlaces();
    } else if (before != null && byServer.remove(before.id(), where)) { // else it has only moved
      capture.leave(before.id());
      consoles.forget(before.id());
      tell(new DirectoryEvent.Gone(id(before.id()), NovaConsoles.DELETED.text().toString()));
      fillPlaces();
    }
  }

  private void tell(DirectoryEvent news) {
    var told = listener;
    if (told != null) {
      told.accept(news);
    }
  }

  @Override
  public DialTarget target(ConsoleId id) throws DialException {
    var listing = listing(id);
    try {
      listing.ensure(DIAL_AGE);
    } catch (CloudException _) {
      // Nova's answer to the dial itself says what is wrong.
    }
    var server = listing.server(id.server()).orElseThrow(NovaDirectory::gone);
    try {
      return consoles.target(listing.nova(), server);
    } catch (DialException failure) {
      if (failure.reason().kind() == Reason.Kind.GONE) {
        listing.drop(server.id());
      }
      schedule.hurry(listing);
      throw failure;
    }
  }

  @Override
  public String source() {
    return "Nova";
  }

  @Override
  public String printed(ConsoleId id, int lines) throws DialException {
    try {
      return listing(id).nova().consoleOutput(id.server(), lines);
    } catch (CloudException failure) {
      throw new DialException(
          Reason.of(
              Reason.Kind.UNREACHABLE, "Nova does not show its output: " + failure.getMessage()),
          failure);
    }
  }

  private ProjectListing listing(ConsoleId id) throws DialException {
    return Optional.ofNullable(byServer.get(id.server())).orElseThrow(NovaDirectory::gone);
  }

  private static DialException gone() {
    return new DialException(NovaConsoles.DELETED);
  }
}
