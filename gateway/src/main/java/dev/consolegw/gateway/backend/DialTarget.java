package dev.consolegw.gateway.backend;

import java.util.Optional;

/**
 * All that is needed to open one serial port.
 *
 * @param address where to dial
 * @param qmp QEMU's own control socket, for the break that most wires cannot carry
 * @param cut for a websocket proxy that welcomes everybody, Nova's: why it says nothing more. Then
 *     the dial has worked only when the proxy has answered a ping or the guest has printed
 */
public record DialTarget(ConsoleAddress address, Optional<QmpAddress> qmp, Optional<Reason> cut) {

  /** A line whose far side is the console itself. */
  public DialTarget(ConsoleAddress address, Optional<QmpAddress> qmp) {
    this(address, qmp, Optional.empty());
  }

  /** A line without QMP. */
  public static DialTarget of(ConsoleAddress address) {
    return new DialTarget(address, Optional.empty());
  }
}
