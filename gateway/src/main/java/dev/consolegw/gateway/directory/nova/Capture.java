package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import dev.consolegw.config.OpenStackSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which servers are captured: those that the configuration describes, as long as there are not too
 * many; a server that has its place keeps it until it is gone or not wanted any more. Thread-safe.
 */
final class Capture {
  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private volatile Wanted wanted;
  private final Set<String> places = ConcurrentHashMap.newKeySet();
  private final LinkedHashSet<String> waiting = new LinkedHashSet<>(); // guarded by this
  private boolean full; // guarded by this

  /** What the configuration says. */
  private record Wanted(Set<String> projects, Map<String, String> metadata, int most) {
    static Wanted of(Optional<OpenStackSettings.CloudCapture> settings) {
      return settings
          .map(it -> new Wanted(Set.copyOf(it.projects()), Map.copyOf(it.metadata()), it.most()))
          .orElseGet(() -> new Wanted(Set.of(), Map.of(), 0));
    }

    boolean wants(CloudProject project) {
      return most > 0
          && (projects.isEmpty() || project.spellings().stream().anyMatch(projects::contains));
    }

    boolean wants(Known one) {
      return wants(one.project())
          && one.server().metadata().entrySet().containsAll(metadata.entrySet());
    }
  }

  /** A server, and whose it is. */
  record Known(CloudProject project, Server server) {}

  private Capture(Wanted wanted) {
    this.wanted = wanted;
  }

  static Capture of(Optional<OpenStackSettings.CloudCapture> settings) {
    return new Capture(Wanted.of(settings));
  }

  /**
   * Describes others from now on. Of those that are wanted still and have a place, as many keep it
   * as may.
   *
   * @param known all servers that there are
   */
  synchronized void settings(Optional<OpenStackSettings.CloudCapture> settings, List<Known> known) {
    wanted = Wanted.of(settings);
    var all =
        known.stream().filter(one -> wanted.wants(one)).map(one -> one.server().id()).toList();
    places.retainAll(
        all.stream().filter(places::contains).limit(wanted.most()).collect(Collectors.toSet()));
    waiting.clear();
    full = false;
    all.stream().filter(id -> !places.contains(id)).forEach(this::giveOrWait);
  }

  /** Whether servers of this project may be wanted. */
  boolean wants(CloudProject project) {
    return wanted.wants(project);
  }

  /**
   * Gives a server its place, if it is wanted and there is one; takes it back from one that is not
   * wanted any more.
   */
  synchronized void settle(CloudProject project, Server server) {
    if (!wanted.wants(new Known(project, server))) {
      leave(server.id());
    } else if (!places.contains(server.id())) {
      giveOrWait(server.id());
    }
  }

  private void giveOrWait(String server) {
    if (places.size() < wanted.most()) {
      places.add(server);
      waiting.remove(server);
    } else {
      waiting.add(server);
      if (!full) { // once, and not for every server
        full = true;
        log.warn("event=capture-full servers={} see=capture.most", wanted.most());
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
    if (places.size() >= wanted.most() || waiting.isEmpty()) {
      return Optional.empty();
    }
    var server = waiting.removeFirst();
    places.add(server);
    return Optional.of(server);
  }
}
