package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.IdentityApi.Domain;
import dev.consolegw.authz.openstack.client.IdentityApi.Held;
import dev.consolegw.authz.openstack.client.IdentityApi.Project;
import dev.consolegw.authz.openstack.client.IdentityApi.User;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was last read of a cloud's people, in memory: who there is, whose keys are whose, who has
 * which role where. Everything is told apart by id, so that somebody renamed stays who they are and
 * somebody new of an old name is somebody new. Thread-safe: each fact is replaced whole.
 */
final class PeopleIndex {
  /** Characters of a stranger's text in a line of the log. */
  private static final int MAX_PLAIN = 100;

  final Map<String, User> users = new ConcurrentHashMap<>();
  final Map<String, Project> projects = new ConcurrentHashMap<>();
  final Map<String, Domain> domains = new ConcurrentHashMap<>();

  /** By project. */
  final Map<String, Roles> roles = new ConcurrentHashMap<>();

  /** By user. */
  final Map<String, Keys> keys = new ConcurrentHashMap<>();

  /** When somebody was here last, by user; of those who ever were. */
  final Map<String, Instant> seen = new ConcurrentHashMap<>();

  private final Map<KeyHash, Set<String>> owners = new ConcurrentHashMap<>();
  private final Set<String> newcomers = ConcurrentHashMap.newKeySet();

  /** Roles by user, and when they were read. */
  record Roles(Instant read, Map<String, Set<String>> byUser) {}

  /** Somebody's keys, and when they were read. */
  record Keys(Instant read, Set<KeyHash> hashes) {}

  /** Ids of everybody who brought this key, whoever they are. */
  Set<String> owners(KeyHash key) {
    return owners.getOrDefault(key, Set.of());
  }

  /** Replaces all users; the keys of those who are gone are forgotten. */
  void users(Collection<User> all) {
    if (!users.isEmpty()) {
      all.stream().map(User::id).filter(id -> !users.containsKey(id)).forEach(newcomers::add);
    }
    replace(users, all, User::id);
    newcomers.retainAll(users.keySet());
    seen.keySet().retainAll(users.keySet());
    Set.copyOf(keys.keySet()).stream()
        .filter(id -> !users.containsKey(id))
        .forEach(this::forgetKeys);
  }

  /** Users who were not there the first time, and whom nobody has {@linkplain #met} yet. */
  Set<String> newcomers() {
    return Set.copyOf(newcomers);
  }

  /** Their roles and keys are known now. */
  void met(Collection<String> people) {
    newcomers.removeAll(people);
  }

  /** Who was here last, the latest first. */
  List<String> lastSeen(int most) {
    return Map.copyOf(seen).entrySet().stream()
        .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Replaces all projects. */
  void projects(Collection<Project> all) {
    replace(projects, all, Project::id);
    roles.keySet().retainAll(projects.keySet());
  }

  /** Replaces all domains. */
  void domains(Collection<Domain> all) {
    replace(domains, all, Domain::id);
  }

  private static <T> void replace(
      Map<String, T> map, Collection<T> all, java.util.function.Function<T, String> id) {
    var ids = new HashSet<String>();
    all.forEach(one -> {
      ids.add(id.apply(one));
      map.put(id.apply(one), one);
    });
    map.keySet().retainAll(ids);
  }

  /** Replaces all roles on a project. */
  void roles(String projectId, List<Held> held, Instant read) {
    var byUser = new HashMap<String, Set<String>>();
    held.forEach(it -> byUser.merge(it.userId(), Set.of(it.role()), PeopleIndex::union));
    roles.put(projectId, new Roles(read, Map.copyOf(byUser)));
  }

  /** Replaces one user's roles on a project; the others' stay as old as they are. */
  void roles(String projectId, String userId, List<Held> held) {
    var names = Set.copyOf(held.stream().map(Held::role).toList());
    roles.compute(
        projectId,
        (_, old) -> {
          var byUser = new HashMap<>(old == null ? Map.of() : old.byUser());
          if (names.isEmpty()) {
            byUser.remove(userId);
          } else {
            byUser.put(userId, names);
          }
          return new Roles(old == null ? Instant.EPOCH : old.read(), Map.copyOf(byUser));
        });
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    var all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  /** Replaces somebody's keys. */
  void keys(String userId, Set<KeyHash> hashes, Instant read) {
    var old = keys.put(userId, new Keys(read, Set.copyOf(hashes)));
    hashes.forEach(hash -> owners.merge(hash, Set.of(userId), PeopleIndex::union));
    if (old != null) {
      old.hashes().stream().filter(it -> !hashes.contains(it)).forEach(it -> disown(it, userId));
    }
  }

  private void forgetKeys(String userId) {
    var old = keys.remove(userId);
    if (old != null) {
      old.hashes().forEach(hash -> disown(hash, userId));
    }
  }

  private void disown(KeyHash hash, String userId) {
    owners.computeIfPresent(
        hash,
        (_, ids) -> {
          var left = new HashSet<>(ids);
          left.remove(userId);
          return left.isEmpty() ? null : Set.copyOf(left);
        });
  }

  /** Somebody who exists and is enabled, in a domain that is. */
  Optional<User> active(String userId) {
    return Optional.ofNullable(users.get(userId))
        .filter(User::enabled)
        .filter(user -> isOpen(user.domainId()));
  }

  /** A project that exists and is enabled, in a domain that is. */
  boolean isActive(String projectId) {
    var project = projects.get(projectId);
    return project != null && project.enabled() && isOpen(project.domainId());
  }

  private boolean isOpen(String domainId) {
    var domain = domains.get(domainId);
    return domain != null && domain.enabled();
  }

  /** The ids of the domains of somebody and of a project, as far as these are known. */
  Set<String> domainsOf(String userId, String projectId) {
    return Stream.concat(
            Optional.ofNullable(users.get(userId)).map(User::domainId).stream(),
            Optional.ofNullable(projects.get(projectId)).map(Project::domainId).stream())
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Somebody's roles on a project. */
  Set<String> roles(String projectId, String userId) {
    var known = roles.get(projectId);
    return known == null ? Set.of() : known.byUser().getOrDefault(userId, Set.of());
  }

  /** Whether somebody has a role that means anything, on any project in use. */
  boolean hasRight(String userId, RoleRights rights) {
    return roles.keySet().stream()
        .anyMatch(id -> rights.of(roles(id, userId)).isPresent() && isActive(id));
  }

  /** Everybody with such a role, on any project or on one of these. */
  Set<String> people(Set<String> projectIds, RoleRights rights) {
    var people = new HashSet<String>();
    roles.forEach((id, known) -> {
      if (isActive(id) && (projectIds.isEmpty() || projectIds.contains(id))) {
        known
            .byUser()
            .forEach((user, names) -> {
              if (rights.of(names).isPresent() && active(user).isPresent()) {
                people.add(user);
              }
            });
      }
    });
    return people;
  }

  /** The ids of the projects in use that somebody may mean. */
  Set<String> projectsNamed(String text) {
    return projects.values().stream()
        .filter(project -> isActive(project.id()) && project(project).spellings().contains(text))
        .map(Project::id)
        .collect(Collectors.toSet());
  }

  /** As the other parts of the gateway know it. */
  CloudProject project(Project project) {
    return new CloudProject(project.id(), project.name(), domain(project.domainId()));
  }

  /** Takes over what another one knows. */
  void takeFrom(PeopleIndex other) {
    seen.putAll(other.seen);
    domains.putAll(other.domains);
    projects.putAll(other.projects);
    users.putAll(other.users);
    roles.putAll(other.roles);
    other.keys.forEach((id, known) -> keys(id, known.hashes(), known.read()));
  }

  /** As people read it; the domain by its id when we may not know its name. */
  String name(User user) {
    return domain(user.domainId()) + "/" + user.name();
  }

  /** What people wrote, for a line of the log. */
  static String plain(String text) {
    var start = text.length() > MAX_PLAIN ? text.substring(0, MAX_PLAIN) : text;
    return start.replaceAll("[^\\p{L}\\p{N} ._@:/+-]", "?");
  }

  /** A domain's name, or its id when we may not know that. */
  String domain(String id) {
    var domain = domains.get(id);
    return domain == null ? id : domain.name();
  }
}
