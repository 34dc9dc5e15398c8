package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a server for when it is gone: whose it was, what it was called, and what of
 * its metadata lowered rights, for that still does. Lies on disk beside what the server printed.
 *
 * @param project the id of its project
 */
record RemovedServers(String project, String name, Map<String, String> metadata) {
  private static final String PROJECT = "project";
  private static final String NAME = "name";

  static RemovedServers of(CloudProject project, Server server) {
    var lowering = new HashMap<>(server.metadata());
    lowering.keySet().retainAll(CloudPeople.LOWERING);
    return new RemovedServers(project.id(), server.name(), Map.copyOf(lowering));
  }

  /** What was noted; nothing when that is not ours. */
  static Optional<RemovedServers> read(Map<String, String> notes) {
    var project = notes.get(PROJECT);
    var name = notes.get(NAME);
    if (project == null || name == null) {
      return Optional.empty();
    }
    var metadata = new HashMap<>(notes);
    metadata.keySet().retainAll(CloudPeople.LOWERING);
    return Optional.of(new RemovedServers(project, name, Map.copyOf(metadata)));
  }

  Map<String, String> notes() {
    var notes = new HashMap<>(metadata);
    notes.put(PROJECT, project);
    notes.put(NAME, name);
    return notes;
  }
}
