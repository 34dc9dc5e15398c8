package dev.consolegw.gateway.backend;

/**
 * Where a QEMU takes QMP commands about a chardev.
 *
 * @param socket a {@link ConsoleAddress.Unix} or {@link ConsoleAddress.Tcp}
 * @param chardev QEMU's id of the serial port's chardev, such as {@code c0}
 */
public record QmpAddress(ConsoleAddress socket, String chardev) {
  public QmpAddress {
    switch (socket) {
      case ConsoleAddress.Unix _, ConsoleAddress.Tcp _ -> {}
      case ConsoleAddress.UnixAbstract _, ConsoleAddress.WebSocket _, ConsoleAddress.Odorobo _ ->
          throw new IllegalArgumentException("QMP is spoken over unix:/path or tcp://host:port");
    }
  }
}
