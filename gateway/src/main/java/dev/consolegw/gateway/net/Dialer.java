package dev.consolegw.gateway.net;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.transport.Transport;

/** Connects to far sides. Any thread. */
@FunctionalInterface
public interface Dialer {

  /**
   * Blocks, until the deadline at most; meant for a virtual thread. With TLS, its handshake is done
   * when this returns.
   *
   * @throws DialException with the reason, for people
   */
  ByteStream connect(Transport to, Deadline by) throws DialException;
}
