package dev.consolegw.authz.openstack;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import dev.consolegw.authz.openstack.client.ComputeApi.KeyPair;
import dev.consolegw.authz.openstack.client.IdentityApi.Held;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the cloud for facts and puts them into the {@link PeopleIndex}. Blocks. Thread-safe. */
final class PeopleReader {
  /** Calls that {@link #lists} makes, in most clouds. */
  static final int LISTS = 3;

  private static final Logger log = LoggerFactory.getLogger(PeopleReader.class);

  /** Projects that are left for another one while somebody's keys are read, at most. */
  private static final int MAX_HOMES = 5;

  private final Cloud cloud;
  private final PeopleIndex index;
  private final InstantSource clock;
  private final LogRateLimit<String> lines;
  private volatile @Nullable String home;

  PeopleReader(Cloud cloud, PeopleIndex index, InstantSource clock) {
    this.cloud = cloud;
    this.index = index;
    this.clock = clock;
    this.lines = new LogRateLimit<>(clock, LogRateLimit.Bounds.SELDOM);
  }

  /** Reads everybody, all projects and all domains. */
  void lists() throws CloudException {
    var users = cloud.identity().users();
    index.users(users.items());
    index.projects(cloud.identity().projects().items());
    domains();
  }

  /** A reader of one domain may not list them, and gets those that it knows of one by one. */
  private void domains() throws CloudException {
    try {
      index.domains(cloud.identity().domains().items());
    } catch (CloudException failure) {
      if (failure.kind() != Kind.FORBIDDEN) {
        throw failure;
      }
      var ids =
          index.projects.values().stream().map(it -> it.domainId()).collect(Collectors.toSet());
      for (String id : ids) {
        shown(id);
      }
    }
  }

  /** One that is not shown to us is closed to everybody, and keeps nobody from the others. */
  private void shown(String domainId) throws CloudException {
    try {
      domain(domainId);
    } catch (CloudException failure) {
      if (failure.kind() != Kind.FORBIDDEN) {
        throw failure;
      }
      index.domains.remove(domainId);
    }
  }

  /** Reads who has which role on a project. */
  void roles(String projectId) throws CloudException {
    var now = clock.instant();
    try {
      index.roles(projectId, cloud.identity().roles(projectId), now);
    } catch (CloudException failure) {
      unknown(failure);
      index.roles(projectId, List.of(), now);
    }
  }

  /** Reads one user's roles on a project. */
  void roles(String projectId, String userId) throws CloudException {
    try {
      index.roles(projectId, userId, cloud.identity().roles(projectId, userId));
    } catch (CloudException failure) {
      unknown(failure);
      index.roles(projectId, userId, List.of());
    }
  }

  /** Reads one user's roles on all projects. Adds what was not known, and takes nothing away. */
  void rolesOf(String userId) throws CloudException {
    try {
      cloud.identity().rolesOf(userId).stream()
          .filter(held -> index.projects.containsKey(held.projectId()))
          .collect(Collectors.groupingBy(Held::projectId))
          .forEach((project, held) -> index.roles(project, userId, held));
    } catch (CloudException failure) {
      unknown(failure);
    }
  }

  /**
   * Reads somebody's keys, with a token of a project that has nothing to do with them: theirs may
   * be closed, and that must not keep us from asking. A project that we may not ask with is left
   * for another one.
   */
  void keys(String userId) throws CloudException {
    var now = clock.instant();
    var pairs = pairs(userId);
    index.keys(userId, hashes(pairs), now);
    pairs.forEach(pair -> KeyHash.flaw(pair).ifPresent(why -> useless(userId, pair, why)));
  }

  private void useless(String userId, KeyPair pair, String why) {
    lines
        .take(userId + ' ' + pair.name())
        .ifPresent(omitted ->
            log.info(
                "event=key-pair-useless user={} name=\"{}\" why={} omitted={}",
                userId,
                PeopleIndex.plain(pair.name()),
                why,
                omitted.all()));
  }

  private static Set<KeyHash> hashes(List<KeyPair> pairs) {
    return pairs.stream().flatMap(it -> KeyHash.of(it).stream()).collect(Collectors.toSet());
  }

  private List<KeyPair> pairs(String userId) throws CloudException {
    var refused = new HashSet<String>();
    while (true) {
      var project = home(refused);
      try {
        return cloud.compute(project).keyPairs(userId);
      } catch (CloudException failure) {
        if (!isRefusal(failure) || refused.size() == MAX_HOMES) {
          throw failure;
        }
        refused.add(project);
        home = null;
      }
    }
  }

  private static boolean isRefusal(CloudException failure) {
    return failure.kind() == Kind.UNAUTHORIZED || failure.kind() == Kind.FORBIDDEN;
  }

  /** Reads one user. */
  void user(String id) throws CloudException {
    one(index.users, id, cloud.identity()::user);
  }

  /** Reads one project. */
  void project(String id) throws CloudException {
    one(index.projects, id, cloud.identity()::project);
  }

  /** Reads one domain. */
  void domain(String id) throws CloudException {
    one(index.domains, id, cloud.identity()::domain);
  }

  /** Asks for one thing by its id. */
  private interface Question<T> {
    T ask(String id) throws CloudException;
  }

  private static <T> void one(Map<String, T> known, String id, Question<T> question)
      throws CloudException {
    try {
      known.put(id, question.ask(id));
    } catch (CloudException failure) {
      unknown(failure);
      known.remove(id);
    }
  }

  /**
   * The project whose token is used for keys: the configured one, or the first we may enter.
   *
   * @param not those with which we may not ask
   */
  private String home(Set<String> not) throws CloudException {
    var known = home;
    if (known != null && !not.contains(known)) {
      return known;
    }
    var found = named().filter(id -> !not.contains(id));
    var others = index.projects.keySet().stream().filter(index::isActive).sorted().iterator();
    while (found.isEmpty() && others.hasNext()) {
      var id = others.next();
      found = Optional.of(id).filter(it -> !not.contains(it));
      if (found.isPresent() && !cloud.enters(id)) {
        found = Optional.empty();
      }
    }
    home =
        found.orElseThrow(() ->
            CloudException.unauthorized(
                "Keystone gives us no token for any project: give us a role there"));
    return found.get();
  }

  /** The project that the configuration names, unless Keystone keeps us out of it at present. */
  private Optional<String> named() throws CloudException {
    try {
      return cloud.homeProject();
    } catch (CloudException failure) {
      if (isRefusal(failure)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** What is not there any more is an answer, too. */
  private static void unknown(CloudException failure) throws CloudException {
    if (failure.kind() != Kind.NOT_FOUND) {
      throw failure;
    }
  }
}
