package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.CloudException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What there is to read of a cloud, and when each was read last. Thread-safe. */
final class Errands {
  private final Census census;
  private final Inquiry inquiry;
  private final RoleRights rights;

  /**
   * One call to make.
   *
   * @param fact what it reads; two of one fact are one errand
   * @param last when that was read last; long ago if never
   */
  record Errand(String fact, Instant last, Reading reading) {
    /** Makes the call. Blocks. */
    @FunctionalInterface
    interface Reading {
      void read() throws CloudException;
    }
  }

  Errands(Census census, Inquiry inquiry, RoleRights rights) {
    this.census = census;
    this.inquiry = inquiry;
    this.rights = rights;
  }

  /** The roles on each project in use, or only on these; what was not read for longest first. */
  List<Errand> roles(Set<String> only) {
    return census.projects.keySet().stream()
        .filter(id -> only.isEmpty() || only.contains(id))
        .filter(census::isActive)
        .map(id -> {
          var known = census.roles.get(id);
          var last = known == null ? Instant.EPOCH : known.read();
          return new Errand("roles " + id, last, () -> inquiry.roles(id));
        })
        .sorted(Comparator.comparing(Errand::last))
        .toList();
  }

  /** The keys of each person with a right, or only with one on these projects; likewise. */
  List<Errand> keys(Set<String> projects) {
    return census.people(projects, rights).stream()
        .map(this::errand)
        .sorted(Comparator.comparing(Errand::last))
        .toList();
  }

  /** The keys of these people, in this order; not of whoever has no right. */
  List<Errand> keysOf(Collection<String> people) {
    return people.stream()
        .filter(id -> census.active(id).isPresent() && census.hasRight(id, rights))
        .map(this::errand)
        .toList();
  }

  /** The roles of these people, wherever they have some. */
  List<Errand> rolesOf(Collection<String> people) {
    return people.stream()
        .map(id -> new Errand("roles of " + id, Instant.EPOCH, () -> inquiry.rolesOf(id)))
        .toList();
  }

  private Errand errand(String id) {
    var known = census.keys.get(id);
    var last = known == null ? Instant.EPOCH : known.read();
    return new Errand("keys " + id, last, () -> inquiry.keys(id, Optional.empty()));
  }
}
