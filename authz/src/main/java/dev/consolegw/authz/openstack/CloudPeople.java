package dev.consolegw.authz.openstack;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.People;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The people of a cloud by their Nova keys, out of an index in memory that a {@link PeopleCrawler}
 * keeps. Somebody without a role that means anything here is a stranger, and so are the disabled.
 * Thread-safe; never blocks.
 */
public final class CloudPeople implements People, Closeable {
  private static final Logger log = LoggerFactory.getLogger(CloudPeople.class);

  /** Where these people come from, and the directory whose servers they may open. */
  public static final String SOURCE = "openstack";

  /** The label of a server that holds its project's id. Set by the directory, never by people. */
  public static final String PROJECT_ID = "openstack:project-id";

  /** The labels by which people lower rights. */
  public static final Set<String> LOWERING = Set.of(RoleRights.MAX_RIGHT, RoleRights.DISABLED);

  private final PeopleIndex index = new PeopleIndex();
  private final InstantSource clock;
  private final PeopleCrawler crawler;
  private final CloudPolicy policy;
  private final LogRateLimit<String> lines;

  /**
   * Knows nobody until {@link #start}.
   *
   * @param sessions the terms for what the cloud's own do not say
   */
  public CloudPeople(
      OpenStackSettings settings,
      Settings.Sessions sessions,
      Cloud cloud,
      Path state,
      InstantSource clock) {
    this.clock = clock;
    var reader = new PeopleReader(cloud, index, clock);
    this.policy = new CloudPolicy(index, reader, CloudPolicy.Rules.of(settings, sessions), clock);
    this.lines = new LogRateLimit<>(clock, LogRateLimit.Bounds.SELDOM);
    this.crawler =
        new PeopleCrawler(
            index,
            reader,
            new ReadQueue(index, reader, this::rights),
            new PeopleIndexFile(state.resolve("openstack-people"), cloud.address()),
            PeopleCrawler.Pace.of(settings));
  }

  private RoleRights rights() {
    return policy.rules().rights();
  }

  /**
   * Starts reading: what the last run knew from disk, then the cloud.
   *
   * @param projects tell where to look first for somebody unknown, by the server that they want
   */
  public void start(ServerProjects projects) {
    crawler.start(projects);
  }

  /**
   * From now on these count: what roles mean, on which terms, for how long, and how fast people are
   * read. Who has a right by it that they did not have is looked for at once.
   *
   * @param sessions the terms for what the cloud's own do not say
   */
  public void settings(OpenStackSettings settings, Settings.Sessions sessions) {
    var anew = CloudPolicy.Rules.of(settings, sessions);
    boolean others = !anew.rights().equals(rights());
    policy.rules(anew);
    crawler.pace(PeopleCrawler.Pace.of(settings));
    if (others) {
      crawler.missed(Optional.empty());
    }
  }

  /** How long ago the cloud has last shown something of its people; since the start, if never. */
  public Duration age() {
    return crawler.age();
  }

  /** What these people may do. */
  public Policy policy() {
    return policy;
  }

  @Override
  public Set<Person> owners(SshKey key) {
    var owners =
        index.owners(KeyHash.of(key)).stream()
            .flatMap(id -> index.active(id).stream())
            .filter(user -> index.hasRight(user.id(), rights()))
            .map(user -> new Person(SOURCE, index.name(user), user.id()))
            .collect(Collectors.toUnmodifiableSet());
    owners.forEach(person -> index.seen.put(person.id(), clock.instant()));
    return owners;
  }

  /** The projects in use on which somebody has a role that means anything here. */
  public Set<CloudProject> projects(Person person) {
    return person.source().equals(SOURCE)
        ? projects(id -> rights().of(index.roles(id, person.id())).isPresent())
        : Set.of();
  }

  /** All projects in use. */
  public Set<CloudProject> projects() {
    return projects(_ -> true);
  }

  private Set<CloudProject> projects(Predicate<String> which) {
    return index.projects.values().stream()
        .filter(project -> which.test(project.id()) && index.isActive(project.id()))
        .map(index::project)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public CompletableFuture<Void> ready() {
    return crawler.ready().copy();
  }

  @Override
  public void missed(SshKey key, Optional<ConsoleName> asked) {
    crawler.missed(asked);
    var known = index.owners(KeyHash.of(key));
    known.forEach(id -> refused(key, id));
    if (known.isEmpty()) {
      lines
          .take(key.fingerprint())
          .ifPresent(omitted ->
              log.info(
                  "event=key-unknown key={} asked=\"{}\" omitted={}",
                  key.fingerprint(),
                  PeopleIndex.plain(asked.map(ConsoleName::toString).orElse("")),
                  omitted.all()));
    }
  }

  /** Says why somebody whose key it is is a stranger all the same; to the log alone. */
  private void refused(SshKey key, String id) {
    var user = Optional.ofNullable(index.users.get(id));
    var why =
        user.isEmpty()
            ? RightFacts.Denial.USER_GONE
            : index.active(id).isPresent()
                ? RightFacts.Denial.NO_ROLE
                : user.get().enabled()
                    ? RightFacts.Denial.DOMAIN_DISABLED
                    : RightFacts.Denial.USER_DISABLED;
    lines
        .take(key.fingerprint() + ' ' + id)
        .ifPresent(omitted ->
            log.info(
                "event=person-refused person=\"{}\" user={} key={} why={} omitted={}",
                PeopleIndex.plain(user.map(index::name).orElse("")),
                id,
                key.fingerprint(),
                why.words(),
                omitted.all()));
  }

  /** Stops reading. What is known stays known. */
  @Override
  public void close() {
    crawler.close();
  }
}
