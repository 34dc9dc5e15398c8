package dev.consolegw.gateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The socket that systemd gives to a service, and what the service says there. */
public final class FakeSystemd implements AutoCloseable {
  private static final int LONGEST = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final AFUNIXDatagramSocket socket;

  private FakeSystemd(String name, AFUNIXSocketAddress address) throws IOException {
    this.name = name;
    this.socket = AFUNIXDatagramSocket.newInstance();
    socket.bind(address);
  }

  /** One that is a file. */
  public static FakeSystemd at(Path file) throws IOException {
    return new FakeSystemd(file.toString(), AFUNIXSocketAddress.of(file));
  }

  /** One in Linux's abstract namespace, with a name that nobody else has. */
  public static FakeSystemd abstractName() throws IOException {
    var name = "console-gw-systemd-" + ProcessHandle.current().pid() + '-' + System.nanoTime();
    return new FakeSystemd("@" + name, AFUNIXSocketAddress.inAbstractNamespace(name));
  }

  /** As {@code $NOTIFY_SOCKET} has it. */
  public String name() {
    return name;
  }

  /** The next thing that it hears. */
  public String next() {
    return next(PATIENCE);
  }

  private String next(Duration within) {
    var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    try {
      socket.setSoTimeout((int) within.toMillis());
      socket.receive(packet);
    } catch (SocketTimeoutException silence) {
      return "";
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  /** Reads on until something begins with these words, and gives all of it. */
  public String await(String beginning) {
    for (var said = next(); !said.isEmpty(); said = next()) {
      if (said.startsWith(beginning)) {
        return said;
      }
    }
    throw new AssertionError("systemd never heard " + beginning);
  }

  /** Reads on until nothing comes for so long. */
  public void forgetUntilSilentFor(Duration time) {
    while (!next(time).isEmpty()) {
      // said before it fell silent
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
