package dev.consolegw.authz.openstack;

import dev.consolegw.authz.ConsoleName;
import dev.consolegw.authz.People;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.config.Settings;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The people of a cloud by their Nova keys, out of an index in memory that a {@link Crawl} keeps.
 * Somebody without a role that means anything here is a stranger, and so are the disabled.
 * Thread-safe; never blocks.
 */
public final class CloudPeople implements People, Closeable {
  /** Where these people come from, and the directory whose servers they may open. */
  public static final String SOURCE = "openstack";

  /** The label of a server that holds its project's id. Set by the directory, never by people. */
  public static final String PROJECT_ID = "openstack:project-id";

  /** The labels by which people lower rights. */
  public static final Set<String> LOWERING = Set.of(RoleRights.MAX_RIGHT, RoleRights.DISABLED);

  private final Census census = new Census();
  private final RoleRights rights;
  private final InstantSource clock;
  private final Crawl crawl;
  private final CloudPolicy policy;

  /**
   * Knows nobody until {@link #start}.
   *
   * @param sessions the terms for what the cloud's own do not say
   */
  public CloudPeople(
      Settings.OpenStack settings,
      Settings.Sessions sessions,
      Cloud cloud,
      Path state,
      InstantSource clock) {
    this.clock = clock;
    this.rights = RoleRights.of(settings.rights());
    var inquiry = new Inquiry(cloud, census, clock);
    var fresh = new Fresh(settings.recheck(), clock);
    this.policy =
        new CloudPolicy(
            census,
            inquiry,
            fresh,
            new CloudPolicy.Rules(
                rights,
                settings.recheck(),
                settings.grant(),
                new RoleTerms(settings.sessions(), sessions)));
    this.crawl =
        new Crawl(
            census,
            inquiry,
            new Errands(census, inquiry, rights),
            new CensusFile(state.resolve("openstack-people"), cloud.address()),
            new Crawl.Pace(settings.callsPerSecond(), settings.refresh()));
  }

  /**
   * Starts reading: what the last run knew from disk, then the cloud.
   *
   * @param whereabouts tell where to look first for somebody unknown, by the server that they want
   */
  public void start(Whereabouts whereabouts) {
    crawl.start(whereabouts);
  }

  /** What these people may do. */
  public Policy policy() {
    return policy;
  }

  @Override
  public Set<Person> owners(SshKey key) {
    var owners =
        census.owners(KeyHash.of(key)).stream()
            .flatMap(id -> census.active(id).stream())
            .filter(user -> census.hasRight(user.id(), rights))
            .map(user -> new Person(SOURCE, census.name(user), user.id()))
            .collect(Collectors.toUnmodifiableSet());
    owners.forEach(person -> census.seen.put(person.id(), clock.instant()));
    return owners;
  }

  /** The projects in use on which somebody has a role that means anything here. */
  public Set<CloudProject> projects(Person person) {
    return person.source().equals(SOURCE)
        ? projects(id -> rights.of(census.roles(id, person.id())).isPresent())
        : Set.of();
  }

  /** All projects in use. */
  public Set<CloudProject> projects() {
    return projects(_ -> true);
  }

  private Set<CloudProject> projects(Predicate<String> which) {
    return census.projects.values().stream()
        .filter(project -> which.test(project.id()) && census.isActive(project.id()))
        .map(census::project)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public CompletableFuture<Void> ready() {
    return crawl.ready().copy();
  }

  @Override
  public void missed(SshKey key, Optional<ConsoleName> asked) {
    crawl.missed(asked);
  }

  /** Stops reading. What is known stays known. */
  @Override
  public void close() {
    crawl.close();
  }
}
