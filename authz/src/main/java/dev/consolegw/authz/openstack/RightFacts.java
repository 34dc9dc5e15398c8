package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.IdentityApi.Domain;
import dev.consolegw.authz.openstack.client.IdentityApi.Project;
import dev.consolegw.authz.openstack.client.IdentityApi.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What somebody's right on a project rests on: the person, the project, both domains, the role, the
 * key. What is too old is read again, side by side, and the first of it that says no decides,
 * whatever becomes of the others. Thread-safe; blocks.
 */
final class RightFacts {
  /** How long all of it may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final PeopleIndex index;
  private final PeopleReader reader;
  private final FactCache cache;
  private final Supplier<RoleRights> rights;

  /** Why somebody has no right. For the log alone: a client is told the same for all of them. */
  enum Denial {
    USER_GONE,
    USER_DISABLED,
    PROJECT_GONE,
    PROJECT_DISABLED,
    DOMAIN_GONE,
    DOMAIN_DISABLED,
    NO_ROLE,
    KEY_GONE,
    /** Keystone does not show us what the right rests on. */
    NOT_SHOWN;

    /** As a line of the log has it. */
    String words() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One of them.
   *
   * @param gone what it means that it is not there
   * @param disabled what it means that it is there and does not hold
   * @param isAboutThem whether a refusal to tell it is a no; else it is about ourselves
   */
  private record Fact(
      String name, FactCache.Reader reading, Check gone, Check disabled, boolean isAboutThem) {
    Optional<Denial> denial() {
      return gone.denial().or(disabled::denial);
    }
  }

  /** A condition under which there is no right. */
  private record Check(BooleanSupplier condition, Denial means) {
    static final Check NEVER = new Check(() -> false, Denial.NOT_SHOWN);

    Optional<Denial> denial() {
      return condition.getAsBoolean() ? Optional.of(means) : Optional.empty();
    }
  }

  /** What came of reading one. */
  private record Outcome(Fact fact, Optional<CloudException> failure) {
    /** Why there is no right, as far as this one says. */
    Optional<Denial> denial() {
      return failure.isEmpty()
          ? fact.denial()
          : Optional.of(Denial.NOT_SHOWN).filter(_ -> fact.isAboutThem() && isRefusal());
    }

    private boolean isRefusal() {
      return failure.filter(it -> it.kind() == CloudException.Kind.FORBIDDEN).isPresent();
    }
  }

  RightFacts(PeopleIndex index, PeopleReader reader, FactCache cache, Supplier<RoleRights> rights) {
    this.index = index;
    this.reader = reader;
    this.cache = cache;
    this.rights = rights;
  }

  /** The fact of somebody's roles on a project, for {@link FactCache#read}. */
  static String roles(String project, String user) {
    return "roles " + project + " " + user;
  }

  /**
   * Why somebody with this key has no right on a project now; nothing when all of it stands.
   *
   * @throws CloudException when nothing says no and something is not answered
   */
  Optional<Denial> denial(String user, String project, KeyHash key) throws CloudException {
    var asked = new HashSet<String>();
    while (true) { // again for the domains of whoever was not known
      var facts = facts(user, project, key);
      var due = new ArrayList<Fact>();
      for (Fact fact : facts) {
        if (!cache.isFresh(fact.name()) && asked.add(fact.name())) {
          due.add(fact);
        } else if (fact.denial().isPresent()) {
          return fact.denial();
        }
      }
      if (due.isEmpty()) {
        return Optional.empty();
      }
      var denial = read(due);
      if (denial.isPresent()) {
        return denial;
      }
    }
  }

  private List<Fact> facts(String user, String project, KeyHash key) {
    var facts = new ArrayList<Fact>();
    var people = index.users;
    var projects = index.projects;
    facts.add(
        new Fact(
            "user " + user,
            () -> reader.user(user),
            new Check(() -> !people.containsKey(user), Denial.USER_GONE),
            new Check(() -> !isOn(people.get(user), User::enabled), Denial.USER_DISABLED),
            true));
    facts.add(
        new Fact(
            "project " + project,
            () -> reader.project(project),
            new Check(() -> !projects.containsKey(project), Denial.PROJECT_GONE),
            new Check(
                () -> !isOn(projects.get(project), Project::enabled), Denial.PROJECT_DISABLED),
            true));
    for (String domain : index.domainsOf(user, project)) {
      facts.add(
          new Fact(
              "domain " + domain,
              () -> reader.domain(domain),
              new Check(() -> !index.domains.containsKey(domain), Denial.DOMAIN_GONE),
              new Check(
                  () -> !isOn(index.domains.get(domain), Domain::enabled), Denial.DOMAIN_DISABLED),
              true));
    }
    facts.add(
        new Fact(
            roles(project, user),
            () -> reader.roles(project, user),
            new Check(() -> rights.get().of(index.roles(project, user)).isEmpty(), Denial.NO_ROLE),
            Check.NEVER,
            true));
    facts.add(
        new Fact(
            "keys " + user,
            () -> reader.keys(user),
            new Check(() -> !index.owners(key).contains(user), Denial.KEY_GONE),
            Check.NEVER,
            false));
    return facts;
  }

  private static <T> boolean isOn(@Nullable T thing, Predicate<T> enabled) {
    return thing != null && enabled.test(thing);
  }

  /**
   * Reads them all; returns at the first that says no. The others go on, for whoever needs them.
   */
  private Optional<Denial> read(List<Fact> due) throws CloudException {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    due.forEach(fact -> Thread.ofVirtual().start(() -> outcomes.add(outcome(fact))));
    Optional<CloudException> failure = Optional.empty();
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int i = 0; i < due.size(); i++) {
      var outcome = next(outcomes, end);
      if (outcome.denial().isPresent()) {
        return outcome.denial();
      }
      failure = failure.or(outcome::failure);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  private Outcome outcome(Fact fact) {
    try {
      cache.ensure(fact.name(), fact.reading());
      return new Outcome(fact, Optional.empty());
    } catch (CloudException failure) {
      return new Outcome(fact, Optional.of(failure));
    }
  }

  private static Outcome next(BlockingQueue<Outcome> outcomes, long end) throws CloudException {
    try {
      var outcome = outcomes.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (outcome == null) {
        throw CloudException.silent("the cloud does not answer: no answer in time");
      }
      return outcome;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CloudException.silent("interrupted");
    }
  }
}
