package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.CloudException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What there is to read of a cloud, and when each was read last. Thread-safe. */
final class ReadQueue {
  private final PeopleIndex index;
  private final PeopleReader reader;
  private final Supplier<RoleRights> rights;

  /**
   * One call to make.
   *
   * @param fact what it reads; two of one fact are one pending
   * @param last when that was read last; long ago if never
   */
  record PendingRead(String fact, Instant last, Reading reading) {
    /** Makes the call. Blocks. */
    @FunctionalInterface
    interface Reading {
      void read() throws CloudException;
    }
  }

  ReadQueue(PeopleIndex index, PeopleReader reader, Supplier<RoleRights> rights) {
    this.index = index;
    this.reader = reader;
    this.rights = rights;
  }

  /** The roles on each project in use, or only on these; what was not read for longest first. */
  List<PendingRead> roles(Set<String> only) {
    return index.projects.keySet().stream()
        .filter(id -> only.isEmpty() || only.contains(id))
        .filter(index::isActive)
        .map(id -> {
          var known = index.roles.get(id);
          var last = known == null ? Instant.EPOCH : known.read();
          return new PendingRead("roles " + id, last, () -> reader.roles(id));
        })
        .sorted(Comparator.comparing(PendingRead::last))
        .toList();
  }

  /** The keys of each person with a right, or only with one on these projects; likewise. */
  List<PendingRead> keys(Set<String> projects) {
    return index.people(projects, rights.get()).stream()
        .map(this::pending)
        .sorted(Comparator.comparing(PendingRead::last))
        .toList();
  }

  /** The keys of these people, in this order; not of whoever has no right. */
  List<PendingRead> keysOf(Collection<String> people) {
    return people.stream()
        .filter(id -> index.active(id).isPresent() && index.hasRight(id, rights.get()))
        .map(this::pending)
        .toList();
  }

  /**
   * The keys of these people, also of those without a right: who is refused can be named then, as
   * somebody who has yet to be given a role.
   */
  List<PendingRead> keysOfAnybody(Collection<String> people) {
    return people.stream().filter(id -> index.active(id).isPresent()).map(this::pending).toList();
  }

  /** The roles of these people, wherever they have some. */
  List<PendingRead> rolesOf(Collection<String> people) {
    return people.stream()
        .map(id -> new PendingRead("roles of " + id, Instant.EPOCH, () -> reader.rolesOf(id)))
        .toList();
  }

  private PendingRead pending(String id) {
    var known = index.keys.get(id);
    var last = known == null ? Instant.EPOCH : known.read();
    return new PendingRead("keys " + id, last, () -> reader.keys(id));
  }
}
