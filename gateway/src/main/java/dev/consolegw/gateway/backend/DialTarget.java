package dev.consolegw.gateway.backend;

import java.util.Optional;

/**
 * All that is needed to open one serial port.
 *
 * @param address where to dial
 * @param qmp QEMU's own control socket, for the break that most wires cannot carry
 */
public record DialTarget(ConsoleAddress address, Optional<QmpAddress> qmp) {

  /** A target without QMP. */
  public static DialTarget of(ConsoleAddress address) {
    return new DialTarget(address, Optional.empty());
  }
}
