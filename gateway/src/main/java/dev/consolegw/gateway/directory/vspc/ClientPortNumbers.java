package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.gateway.directory.ConsoleId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which TCP port each serial port has for its clients: the one that it had before, or else the next
 * that is free. Guarded by the lock of its {@link KnownVms}.
 */
final class ClientPortNumbers {
  private static final int LAST = 65_535;

  private final int from;
  private final Map<Integer, ConsoleId> taken = new HashMap<>();
  private final BitSet used = new BitSet(); // those that are taken, and those that nobody gets
  private final Set<ConsoleId> fresh = new HashSet<>(); // whose ports nobody knows from before

  /**
   * @param from the first of those that are given out
   */
  ClientPortNumbers(int from) {
    this.from = from;
  }

  /** It has this one from before; false when another has it, or it is none. */
  boolean keep(int port, ConsoleId whose) {
    if (port <= 0 || port > LAST || !whose.equals(taken.computeIfAbsent(port, _ -> whose))) {
      return false;
    }
    used.set(port);
    return true;
  }

  /** The next that is free, for it; {@link KnownVm#NO_PORT} when none is left. */
  int next(ConsoleId whose) {
    int port = used.nextClearBit(from);
    if (port > LAST) {
      return KnownVm.NO_PORT;
    }
    taken.put(port, whose);
    used.set(port);
    fresh.add(whose);
    return port;
  }

  /** Whether nobody knows its port from before. */
  boolean isFresh(ConsoleId whose) {
    return fresh.contains(whose);
  }

  /** It is gone: another may have its port. */
  void free(int port, ConsoleId whose) {
    if (taken.remove(port, whose)) {
      used.clear(port);
      fresh.remove(whose);
    }
  }

  /** Somebody else on this machine has this port: nobody gets it any more. */
  void unusable(int port, ConsoleId whose) {
    free(port, whose);
    used.set(port);
  }
}
