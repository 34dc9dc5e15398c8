package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.transport.Endpoint;

/**
 * Where a QEMU takes QMP commands about a chardev.
 *
 * @param socket an {@link Endpoint.Unix} or {@link Endpoint.Tcp}
 * @param chardev QEMU's id of the serial port's chardev, such as {@code c0}
 */
public record QmpAddress(Endpoint socket, String chardev) {
  static final String MISTAKE = "QMP is spoken over unix:/path or tcp://host:port";

  public QmpAddress {
    switch (socket) {
      case Endpoint.Unix _, Endpoint.Tcp _ -> {}
      case Endpoint.UnixAbstract _, Endpoint.Inbound _ ->
          throw new IllegalArgumentException(MISTAKE);
    }
  }
}
