package dev.consolegw.gateway.ssh.limits;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Connections for which there is no place yet, by network: the networks take turns, each of them in
 * the order of their coming. A network may have as many more waiting as are left for all others, so
 * that whoever comes finds half of what is left. Guarded by the lock of {@link Places}.
 */
final class WaitingLine {
  private final int most;
  private final Map<Network, Deque<Waiter>> networks = new LinkedHashMap<>();
  private int size;

  /**
   * @param most connections that wait, in all
   */
  WaitingLine(int most) {
    this.most = most;
  }

  /**
   * One connection.
   *
   * @param turn told once that there is a place, without a lock
   */
  record Waiter(Network from, Consumer<Admission.Admitted> turn) {
    /** Each is another one, also of the same network. */
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Whether there was room for one more. */
  boolean enter(Waiter waiter, int perNetwork) {
    var others = networks.get(waiter.from());
    int waiting = others == null ? 0 : others.size();
    if (waiting >= Math.min(perNetwork, most - size)) {
      return false;
    }
    networks.computeIfAbsent(waiter.from(), _ -> new ArrayDeque<>()).add(waiter);
    size++;
    return true;
  }

  /** Whether it was still waiting; it is not any more. */
  boolean leave(Waiter waiter) {
    var others = networks.get(waiter.from());
    if (others == null || !others.remove(waiter)) {
      return false;
    }
    if (others.isEmpty()) {
      networks.remove(waiter.from());
    }
    size--;
    return true;
  }

  /** Takes the first of the network whose turn it is, among those that may. */
  Optional<Waiter> next(Predicate<Network> mayEnter) {
    var turn = networks.keySet().stream().filter(mayEnter).findFirst();
    return turn.map(network -> {
      var all = Objects.requireNonNull(networks.remove(network));
      var first = all.remove();
      if (!all.isEmpty()) {
        networks.put(network, all); // behind the other networks
      }
      size--;
      return first;
    });
  }

  int size() {
    return size;
  }
}
