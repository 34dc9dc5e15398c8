package dev.consolegw.gateway.ops.sink;

import java.io.Closeable;
import java.io.IOException;

/** Brings messages to a syslog server. One thread, which may wait. */
public interface SyslogTransport extends Closeable {
  /**
   * Sends one.
   *
   * @throws IOException when it did not go, or nobody knows
   */
  void send(byte[] message) throws IOException;
}
