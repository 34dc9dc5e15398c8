package dev.consolegw.authz.openstack;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.ReadQueue.PendingRead;
import dev.consolegw.authz.openstack.client.CloudException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One look for the owner of a key that nobody knows. Nova cannot be asked whose a key is, nor which
 * keys are new; so people are asked for theirs one by one, the likeliest first, as far as the calls
 * of one look go. One thread, the crawl's.
 */
final class UnknownKeyLookup {
  /** Calls, all together. */
  static final int CALLS = 200;

  /** People whom Keystone has only just told of. Two calls each. */
  static final int NEWCOMERS = 10;

  /** People who were here lately. */
  static final int REGULARS = 60;

  private final PeopleIndex index;
  private final PeopleReader reader;
  private final ReadQueue queue;
  private final Turns turns;
  private final Set<String> done = new HashSet<>();
  private int left = CALLS - PeopleReader.LISTS;

  /** Waits until another call may be made; false when none is to be. */
  @FunctionalInterface
  interface Turns {
    boolean next();
  }

  UnknownKeyLookup(PeopleIndex index, PeopleReader reader, ReadQueue queue, Turns turns) {
    this.index = index;
    this.reader = reader;
    this.queue = queue;
    this.turns = turns;
  }

  /**
   * Looks.
   *
   * @param asked names of consoles that were asked for with unknown keys
   */
  void run(Collection<ConsoleName> asked, ServerProjects projects) throws CloudException {
    reader.lists();
    var newcomers = index.newcomers().stream().limit(NEWCOMERS).toList();
    run(queue.rolesOf(newcomers), left);
    run(queue.keysOfAnybody(newcomers), left);
    index.met(newcomers);
    var near = projects(asked, projects);
    if (!near.isEmpty()) {
      run(queue.roles(near), left);
      run(queue.keys(near), left);
    }
    run(queue.keysOf(index.lastSeen(REGULARS)), left);
    run(queue.roles(Set.of()), left / 4);
    run(queue.keys(Set.of()), left);
  }

  /** Those named; where only a server is, those which have one of that name. */
  private Set<String> projects(Collection<ConsoleName> asked, ServerProjects projects) {
    return asked.stream()
        .flatMap(name ->
            name
                .project()
                .map(index::projectsNamed)
                .orElseGet(() -> projects.projects(name))
                .stream())
        .collect(Collectors.toSet());
  }

  private void run(List<PendingRead> some, int most) throws CloudException {
    int end = left - most;
    for (PendingRead pending : some) {
      if (left == end) {
        return;
      }
      if (done.add(pending.fact())) {
        if (!turns.next()) {
          return;
        }
        left--;
        read(pending);
      }
    }
  }

  /** What is not shown to us keeps us from none of the others. */
  private static void read(PendingRead pending) throws CloudException {
    try {
      pending.reading().read();
    } catch (CloudException failure) {
      if (failure.kind() != CloudException.Kind.FORBIDDEN) {
        throw failure;
      }
    }
  }
}
