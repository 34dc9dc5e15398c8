package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import dev.consolegw.authz.openstack.client.IdentityApi.Held;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the cloud for facts and puts them into the {@link PeopleIndex}. Blocks. Thread-safe. */
final class PeopleReader {
  /** Calls that {@link #lists} makes, in most clouds. */
  static final int LISTS = 3;

  private final Cloud cloud;
  private final PeopleIndex index;
  private final InstantSource clock;
  private volatile @Nullable String home;

  PeopleReader(Cloud cloud, PeopleIndex index, InstantSource clock) {
    this.cloud = cloud;
    this.index = index;
    this.clock = clock;
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
        domain(id);
      }
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

  /** Reads somebody's keys, with a token of a project that we are in anyway. */
  void keys(String userId, Optional<String> projectId) throws CloudException {
    var now = clock.instant();
    var pairs = cloud.compute(projectId.isPresent() ? projectId.get() : home()).keyPairs(userId);
    Set<KeyHash> hashes =
        pairs.stream().flatMap(it -> KeyHash.of(it).stream()).collect(Collectors.toSet());
    index.keys(userId, hashes, now);
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

  /** The project whose token is used for keys: the configured one, or the first we may enter. */
  private String home() throws CloudException {
    var known = home;
    if (known != null) {
      return known;
    }
    var named = cloud.homeProject();
    if (named.isPresent()) {
      home = named.get();
      return named.get();
    }
    for (String id : index.projects.keySet().stream().filter(index::isActive).sorted().toList()) {
      if (cloud.enters(id)) {
        home = id;
        return id;
      }
    }
    throw CloudException.silent("Keystone gives us no token for any project: give us a role there");
  }

  /** What is not there any more is an answer, too. */
  private static void unknown(CloudException failure) throws CloudException {
    if (failure.kind() != Kind.NOT_FOUND) {
      throw failure;
    }
  }
}
