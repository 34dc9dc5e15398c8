package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import dev.consolegw.config.Settings;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which servers are captured: those that the configuration describes, as long as there are not too
 * many; a server that has its place keeps it until it is gone or not wanted any more. Thread-safe.
 */
final class Capture {
  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private final Set<String> projects;
  private final Map<String, String> metadata;
  private final int most;
  private final Set<String> places = ConcurrentHashMap.newKeySet();
  private final LinkedHashSet<String> waiting = new LinkedHashSet<>(); // guarded by this
  private boolean full; // guarded by this

  private Capture(Set<String> projects, Map<String, String> metadata, int most) {
    this.projects = projects;
    this.metadata = metadata;
    this.most = most;
  }

  static Capture of(Optional<Settings.CloudCapture> settings) {
    return settings
        .map(it -> new Capture(Set.copyOf(it.projects()), Map.copyOf(it.metadata()), it.most()))
        .orElseGet(() -> new Capture(Set.of(), Map.of(), 0));
  }

  /** Whether servers of this project may be wanted. */
  boolean wants(CloudProject project) {
    return most > 0
        && (projects.isEmpty() || project.spellings().stream().anyMatch(projects::contains));
  }

  /**
   * Gives a server its place, if it is wanted and there is one; takes it back from one that is not
   * wanted any more.
   */
  synchronized void settle(CloudProject project, Server server) {
    if (!wants(project) || !server.metadata().entrySet().containsAll(metadata.entrySet())) {
      leave(server.id());
    } else if (!places.contains(server.id()) && places.size() < most) {
      places.add(server.id());
      waiting.remove(server.id());
    } else if (!places.contains(server.id())) {
      waiting.add(server.id());
      if (!full) { // once, and not for every server
        full = true;
        log.warn("event=capture-full servers={} see=capture.most", most);
      }
    }
  }

  /** Whether this server has a place. */
  boolean has(String server) {
    return places.contains(server);
  }

  /** Those that have one. */
  Set<String> places() {
    return Set.copyOf(places);
  }

  /** Takes back the place of a server, if it has one. */
  synchronized void leave(String server) {
    waiting.remove(server);
    if (places.remove(server)) {
      full = false;
    }
  }

  /** Gives a place that has become free to the one that has waited for longest. */
  synchronized Optional<String> next() {
    if (places.size() >= most || waiting.isEmpty()) {
      return Optional.empty();
    }
    var server = waiting.removeFirst();
    places.add(server);
    return Optional.of(server);
  }
}
