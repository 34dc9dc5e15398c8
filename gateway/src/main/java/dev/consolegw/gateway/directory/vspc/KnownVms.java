package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * All ports that are known, and which TCP ports their clients have. Any thread; the lock guards
 * memory, and is the outer one of nothing.
 */
final class KnownVms {
  private final int most;
  private final Optional<ClientPortNumbers> numbers; // guarded by lock
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<String, KnownVm> known = new TreeMap<>(); // guarded by lock
  private boolean changed; // since it was taken to be saved; guarded by lock

  /**
   * @param most how many may be known
   * @param numbers of their clients' ports, if they have any
   */
  KnownVms(int most, Optional<ClientPortNumbers> numbers) {
    this.most = most;
    this.numbers = numbers;
  }

  /** These were known before; with the ports that they had, if there are any now. */
  void remember(Collection<KnownVm> read) {
    lock.lock();
    try {
      for (var vm : read.stream().limit(most).toList()) {
        boolean keeps = numbers.filter(it -> it.keep(vm.clientPort(), vm.id())).isPresent();
        known.put(VmKey.place(vm.id()), keeps ? vm : vm.at(KnownVm.NO_PORT));
      }
    } finally {
      lock.unlock();
    }
  }

  /** All, if anything has changed since this was called last. */
  Optional<List<KnownVm>> takeChanged() {
    lock.lock();
    try {
      boolean was = changed;
      changed = false;
      return was ? Optional.of(List.copyOf(known.values())) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** What was taken could not be saved. */
  void untake() {
    lock.lock();
    try {
      changed = true;
    } finally {
      lock.unlock();
    }
  }

  /** In the order of {@link VmKey#place}. */
  List<KnownVm> all() {
    lock.lock();
    try {
      return List.copyOf(known.values());
    } finally {
      lock.unlock();
    }
  }

  Optional<KnownVm> get(ConsoleId id) {
    lock.lock();
    try {
      return Optional.ofNullable(known.get(VmKey.place(id)));
    } finally {
      lock.unlock();
    }
  }

  boolean has(ConsoleId id) {
    return get(id).isPresent();
  }

  /** The console of a claim; nothing when there is no room for a new one. */
  Optional<ConsoleId> console(Claim claim, String project) {
    lock.lock();
    try {
      var id = VmKey.of(claim, project, it -> get(it).filter(KnownVm::connected).isPresent());
      return known.containsKey(VmKey.place(id)) || known.size() < most
          ? Optional.of(id)
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Somebody has come.
   *
   * @param how makes it, given the port for its clients
   * @return whether it was not known before
   */
  boolean come(ConsoleId id, Function<Integer, KnownVm> how) {
    lock.lock();
    try {
      var before = known.get(VmKey.place(id));
      int port =
          before != null && before.clientPort() != KnownVm.NO_PORT
              ? before.clientPort()
              : numbers.map(it -> it.next(id)).orElse(KnownVm.NO_PORT);
      known.put(VmKey.place(id), how.apply(port));
      changed = true;
      return before == null;
    } finally {
      lock.unlock();
    }
  }

  /** Changes one that is known; what it is now, if that is something else. */
  Optional<KnownVm> update(ConsoleId id, UnaryOperator<KnownVm> how) {
    lock.lock();
    try {
      var before = known.get(VmKey.place(id));
      var after = before == null ? null : how.apply(before);
      if (after == null || after.equals(before)) {
        return Optional.empty();
      }
      known.put(VmKey.place(id), after);
      changed = true;
      return Optional.of(after);
    } finally {
      lock.unlock();
    }
  }

  /** Gives it another port instead of this one, unless people know it there. */
  Optional<KnownVm> renumber(ConsoleId id, int port) {
    return update(
        id,
        vm -> {
          if (vm.clientPort() != port || numbers.filter(it -> it.isFresh(id)).isEmpty()) {
            return vm;
          }
          numbers.get().unusable(port, id);
          return vm.at(numbers.get().next(id));
        });
  }

  /** Those that have not been connected since then. */
  List<ConsoleId> away(Instant since) {
    return all().stream()
        .filter(vm -> !vm.connected() && vm.seen().isBefore(since))
        .map(KnownVm::id)
        .toList();
  }

  /** Forgets one that is not connected; what it was. */
  Optional<KnownVm> forget(ConsoleId id) {
    lock.lock();
    try {
      var vm = known.get(VmKey.place(id));
      if (vm == null || vm.connected()) {
        return Optional.empty();
      }
      known.remove(VmKey.place(id));
      numbers.ifPresent(it -> it.free(vm.clientPort(), id));
      changed = true;
      return Optional.of(vm);
    } finally {
      lock.unlock();
    }
  }
}
