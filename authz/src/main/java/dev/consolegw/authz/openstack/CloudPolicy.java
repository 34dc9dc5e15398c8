package dev.consolegw.authz.openstack;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.Terms;
import dev.consolegw.authz.UnansweredException;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people of the cloud may do with its servers: their role on the server's project decides, and
 * the server's metadata may lower it. Speaks of nobody and nothing else. Thread-safe.
 */
final class CloudPolicy implements Policy {
  private static final Logger log = LoggerFactory.getLogger(CloudPolicy.class);

  private final PeopleIndex index;
  private final FactCache cache;
  private final RightFacts facts;
  private volatile Rules rules;
  private final LogRateLimit<String> lines;

  /**
   * What the configuration says of rights.
   *
   * @param recheck age at which an answer is asked for again
   * @param grant age at which it is worth nothing
   * @param terms on which people are let in
   */
  record Rules(RoleRights rights, Duration recheck, Duration grant, RoleTerms terms) {
    /**
     * Those of a configuration.
     *
     * @param standard the terms for what the cloud's own do not say
     */
    static Rules of(OpenStackSettings settings, Settings.Sessions standard) {
      return new Rules(
          RoleRights.of(settings.rights()),
          settings.recheck(),
          settings.grant(),
          RoleTerms.of(settings, standard));
    }
  }

  CloudPolicy(PeopleIndex index, PeopleReader reader, Rules rules, InstantSource clock) {
    this.index = index;
    this.cache = new FactCache(rules.recheck(), clock);
    this.rules = rules;
    this.lines = new LogRateLimit<>(clock, LogRateLimit.Bounds.SELDOM);
    this.facts = new RightFacts(index, reader, cache, () -> rules().rights());
  }

  Rules rules() {
    return rules;
  }

  /** From now on these count. What was read before is as old as before. */
  void rules(Rules others) {
    rules = others;
    cache.age(others.recheck());
  }

  @Override
  public Optional<Right> right(Person person, ConsoleRef console) {
    var project = project(person, console);
    if (project.isEmpty()
        || index.active(person.id()).isEmpty()
        || !index.isActive(project.get())) {
      return Optional.empty();
    }
    return rules
        .rights()
        .of(index.roles(project.get(), person.id()))
        .flatMap(right -> RoleRights.lowered(right, console.labels()));
  }

  @Override
  public boolean owns(Identity identity, Person person) {
    return !person.source().equals(CloudPeople.SOURCE)
        || switch (identity.credential()) {
          case Credential.Key(SshKey key) -> index.owners(KeyHash.of(key)).contains(person.id());
          case Credential.Ticket(SshKey key, _) ->
              index.owners(KeyHash.of(key)).contains(person.id());
          case Credential.OpenPort _ -> false;
        };
  }

  @Override
  public Terms terms(Person person, ConsoleRef console) {
    return rules.terms().of(roles(person, console));
  }

  @Override
  public ShellTerms shell(Person person, ConsoleRef console) {
    return rules.terms().shell(roles(person, console));
  }

  @Override
  public Duration link(Person person, ConsoleRef console) {
    return rules.terms().link(roles(person, console));
  }

  @Override
  public boolean readsPast(Person person, ConsoleRef console) {
    var now = rules;
    return now.terms().past(roles(person, console), now.rights());
  }

  private Set<String> roles(Person person, ConsoleRef console) {
    return project(person, console)
        .map(project -> index.roles(project, person.id()))
        .orElse(Set.of());
  }

  /** Counts from when the roles were read, by us or by the crawl. */
  @Override
  public Validity validity(Person person, ConsoleRef console) {
    var project = project(person, console);
    if (project.isEmpty()) {
      return Validity.FOREVER;
    }
    var crawled = index.roles.get(project.get());
    var read =
        cache
            .read(RightFacts.roles(project.get(), person.id()))
            .orElse(crawled == null ? Instant.EPOCH : crawled.read());
    return new Validity(read.plus(rules.recheck()), read.plus(rules.grant()));
  }

  /**
   * Reads again whatever is older than the recheck: the person, their roles and keys, the project,
   * both domains. Shared by all sessions. As soon as one of them says no there is no right, though
   * the cloud may be silent about the rest.
   */
  @Override
  public Optional<Right> ask(Identity identity, Person person, ConsoleRef console)
      throws UnansweredException {
    var id = project(person, console);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    KeyHash key;
    switch (identity.credential()) {
      case Credential.Key(SshKey held) -> key = KeyHash.of(held);
      case Credential.Ticket(SshKey held, _) -> key = KeyHash.of(held);
      case Credential.OpenPort _ -> {
        return Optional.empty(); // a cloud knows people by their keys
      }
    }
    try {
      var denial = facts.denial(person.id(), id.get(), key);
      denial.ifPresent(why -> log(identity, person, id.get(), why.words()));
      return denial.isPresent() ? Optional.empty() : right(person, console);
    } catch (CloudException failure) {
      throw new UnansweredException(String.valueOf(failure.getMessage()), failure);
    }
  }

  private void log(Identity identity, Person person, String project, String why) {
    lines
        .take(person.id() + ' ' + project + ' ' + why)
        .ifPresent(omitted ->
            log.info(
                "event=right-denied person=\"{}\" user={} project={} key={} why={} omitted={}",
                PeopleIndex.plain(person.name()),
                person.id(),
                project,
                identity.credential().auditName(),
                why,
                omitted.all()));
  }

  /**
   * The project's id, when both are ours: of a server of the cloud, whichever directory shows its
   * console, for the label says it is one.
   */
  private static Optional<String> project(Person person, ConsoleRef console) {
    return person.source().equals(CloudPeople.SOURCE)
        ? Optional.ofNullable(console.labels().get(CloudPeople.PROJECT_ID))
        : Optional.empty();
  }
}
