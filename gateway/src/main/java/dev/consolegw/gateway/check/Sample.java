package dev.consolegw.gateway.check;

import dev.consolegw.authz.openstack.client.IdentityApi.Project;
import dev.consolegw.gateway.terminal.Printable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A project that is looked at in place of all others.
 *
 * @param domain its domain's name, or its id when that is not known; empty when neither is
 */
record Sample(String id, String name, String domain) {
  /** Projects looked at, at most. */
  static final int MOST = 5;

  /**
   * Some of the enabled ones, of as many domains as can be: roles are inherited by domain.
   *
   * @param domains names by id
   */
  static List<Sample> of(List<Project> all, Map<String, String> domains) {
    var seen = new HashMap<String, Integer>();
    return all.stream()
        .filter(Project::enabled)
        .map(it -> Map.entry(seen.merge(it.domainId(), 1, Integer::sum), it))
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .limit(MOST)
        .map(Map.Entry::getValue)
        .map(it ->
            new Sample(it.id(), it.name(), domains.getOrDefault(it.domainId(), it.domainId())))
        .toList();
  }

  /** As a line of the report names it. */
  String words() {
    return Printable.of(domain.isEmpty() ? name : domain + ":" + name).asValue();
  }
}
