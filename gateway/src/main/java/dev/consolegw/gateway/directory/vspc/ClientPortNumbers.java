package dev.consolegw.gateway.directory.vspc;

import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.vspc.imported.PortMap;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which TCP port each serial port has for its clients: the one that it had before, or that it had
 * with vSPC.py, or else the next that is free. Guarded by the lock of its {@link KnownVms}.
 */
final class ClientPortNumbers {
  private static final int LAST = 65_535;

  private final int from;
  private final Map<Integer, ConsoleId> taken = new HashMap<>();
  private final BitSet used = new BitSet(); // taken, reserved, and those that nobody gets
  private final BitSet reserved = new BitSet();
  private final Map<String, List<PortMap.Entry>> imported; // by the VM's UUID
  private final Set<ConsoleId> fresh = new HashSet<>(); // whose ports nobody knows from before

  /**
   * @param from the first of those that are given out
   * @param imported those of vSPC.py, which wait for their VMs
   */
  ClientPortNumbers(int from, List<PortMap.Entry> imported) {
    this.from = from;
    this.imported = imported.stream().collect(Collectors.groupingBy(PortMap.Entry::uuid));
    imported.forEach(entry -> reserved.set(entry.port()));
    used.or(reserved);
  }

  /** It has this one from before; false when another has it, or it is none. */
  boolean keep(int port, ConsoleId whose) {
    if (port <= 0 || port > LAST || !whose.equals(taken.computeIfAbsent(port, _ -> whose))) {
      return false;
    }
    used.set(port);
    return true;
  }

  /** The one of vSPC.py, or the next that is free; {@link KnownVm#NO_PORT} when none is left. */
  int next(ConsoleId whose) {
    var known = fromBefore(whose);
    if (known.isPresent()) {
      taken.put(known.get(), whose);
      return known.get();
    }
    int port = used.nextClearBit(from);
    if (port > LAST) {
      return KnownVm.NO_PORT;
    }
    taken.put(port, whose);
    used.set(port);
    fresh.add(whose);
    return port;
  }

  /** Of a VM's ports, the one with the same label; where it stood without one, any. */
  private Optional<Integer> fromBefore(ConsoleId whose) {
    var uuid = whose.server().substring(0, whose.server().lastIndexOf('@')).replace("-", "");
    return imported.getOrDefault(uuid, List.of()).stream()
        .filter(entry -> entry.label().isEmpty() || label(entry).equals(whose.port()))
        .map(PortMap.Entry::port)
        .filter(port -> !taken.containsKey(port))
        .findFirst();
  }

  private static String label(PortMap.Entry entry) {
    return Claim.port(entry.label());
  }

  /** Whether nobody knows its port from before. */
  boolean isFresh(ConsoleId whose) {
    return fresh.contains(whose);
  }

  /** It is gone: another may have its port, unless that is reserved. */
  void free(int port, ConsoleId whose) {
    if (taken.remove(port, whose)) {
      used.set(port, reserved.get(port));
      fresh.remove(whose);
    }
  }

  /** Somebody else on this machine has this port: nobody gets it any more. */
  void unusable(int port, ConsoleId whose) {
    free(port, whose);
    used.set(port);
  }
}
