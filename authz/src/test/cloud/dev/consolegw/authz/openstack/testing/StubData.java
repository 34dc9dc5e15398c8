package dev.consolegw.authz.openstack.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is in the cloud. Tests change it while it runs. Thread-safe. */
public final class StubData {
  final Map<String, Thing> domains = new ConcurrentSkipListMap<>();
  final Map<String, Thing> users = new ConcurrentSkipListMap<>();
  final Map<String, Thing> projects = new ConcurrentSkipListMap<>();
  final Map<String, List<Role>> roles = new ConcurrentSkipListMap<>();
  final Map<String, List<Pair>> keys = new ConcurrentSkipListMap<>();
  final Map<String, Server> servers = new ConcurrentSkipListMap<>();

  /** A domain, a user or a project. */
  record Thing(String id, String name, String domain, boolean enabled) {}

  /** Somebody's role on a project. */
  record Role(String user, String role) {}

  /** A key pair. */
  record Pair(String name, String type, String text) {}

  /**
   * A server.
   *
   * @param status such as {@code ACTIVE}, with a task {@code ACTIVE/deleting}
   * @param updated as Nova writes it
   * @param console what remote-consoles answers
   */
  public record Server(
      String id,
      String project,
      String name,
      String status,
      String updated,
      URI console,
      Map<String, String> metadata) {
    public Server withStatus(String other, String at) {
      return new Server(id, project, name, other, at, console, metadata);
    }
  }

  /** Adds a domain, or changes whether it is enabled. */
  public void domain(String id, String name, boolean enabled) {
    domains.put(id, new Thing(id, name, id, enabled));
  }

  /** Adds a user, or changes them. */
  public void user(String id, String name, String domain, boolean enabled) {
    users.put(id, new Thing(id, name, domain, enabled));
  }

  /** Adds a project, or changes it. */
  public void project(String id, String name, String domain, boolean enabled) {
    projects.put(id, new Thing(id, name, domain, enabled));
  }

  /** As Keystone deletes somebody: Nova keeps their keys. */
  public void deleteUser(String id) {
    users.remove(id);
    roles.values().forEach(list -> list.removeIf(role -> role.user().equals(id)));
  }

  /** Gives a role. */
  public void role(String project, String user, String role) {
    roles.computeIfAbsent(project, _ -> new CopyOnWriteArrayList<>()).add(new Role(user, role));
  }

  /** Takes all roles away. */
  public void noRole(String project, String user) {
    roles.getOrDefault(project, List.of()).removeIf(role -> role.user().equals(user));
  }

  /** Gives somebody a key, as a line of a .pub file. */
  public void key(String user, String name, String line) {
    key(user, name, "ssh", line);
  }

  /** The same, of another kind than ssh. */
  public void key(String user, String name, String type, String line) {
    keys.computeIfAbsent(user, _ -> new CopyOnWriteArrayList<>()).add(new Pair(name, type, line));
  }

  /** Takes a key away. */
  public void noKey(String user, String name) {
    keys.getOrDefault(user, List.of()).removeIf(key -> key.name().equals(name));
  }

  /** Adds a server, or changes it. */
  public void server(Server server) {
    servers.put(server.id(), server);
  }

  static <T> Collection<T> of(Map<String, List<T>> map, String key) {
    return new ArrayList<>(map.getOrDefault(key, List.of()));
  }
}
