package dev.consolegw.authz.openstack;

import dev.consolegw.authz.ConsoleName;
import dev.consolegw.authz.openstack.Errands.Errand;
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
final class Look {
  /** Calls, all together. */
  static final int CALLS = 200;

  /** People whom Keystone has only just told of. Two calls each. */
  static final int NEWCOMERS = 10;

  /** People who were here lately. */
  static final int REGULARS = 60;

  private final Census census;
  private final Inquiry inquiry;
  private final Errands errands;
  private final Turns turns;
  private final Set<String> done = new HashSet<>();
  private int left = CALLS - Inquiry.LISTS;

  /** Waits until another call may be made; false when none is to be. */
  @FunctionalInterface
  interface Turns {
    boolean next();
  }

  Look(Census census, Inquiry inquiry, Errands errands, Turns turns) {
    this.census = census;
    this.inquiry = inquiry;
    this.errands = errands;
    this.turns = turns;
  }

  /**
   * Looks.
   *
   * @param asked names of consoles that were asked for with unknown keys
   */
  void run(Collection<ConsoleName> asked, Whereabouts whereabouts) throws CloudException {
    inquiry.lists();
    var newcomers = census.newcomers().stream().limit(NEWCOMERS).toList();
    run(errands.rolesOf(newcomers), left);
    run(errands.keysOf(newcomers), left);
    census.met(newcomers);
    var near = projects(asked, whereabouts);
    if (!near.isEmpty()) {
      run(errands.roles(near), left);
      run(errands.keys(near), left);
    }
    run(errands.keysOf(census.lastSeen(REGULARS)), left);
    run(errands.roles(Set.of()), left / 4);
    run(errands.keys(Set.of()), left);
  }

  /** Those named; where only a server is, those which have one of that name. */
  private Set<String> projects(Collection<ConsoleName> asked, Whereabouts whereabouts) {
    return asked.stream()
        .flatMap(name ->
            name
                .project()
                .map(census::projectsNamed)
                .orElseGet(() -> whereabouts.projects(name))
                .stream())
        .collect(Collectors.toSet());
  }

  private void run(List<Errand> some, int most) throws CloudException {
    int end = left - most;
    for (Errand errand : some) {
      if (left == end) {
        return;
      }
      if (done.add(errand.fact())) {
        if (!turns.next()) {
          return;
        }
        left--;
        errand.reading().read();
      }
    }
  }
}
