package dev.consolegw.gateway.ops.sink;

import dev.consolegw.config.value.HostPort;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * A datagram for each message, over UDP (RFC 5426) or to a socket of this machine. Whether one has
 * arrived, nobody says. One thread, which waits for the names of hosts.
 */
public final class SyslogDatagrams implements SyslogTransport {
  private final Opening opening;
  private @Nullable DatagramSocket socket;

  private interface Opening {
    DatagramSocket open() throws IOException;
  }

  private SyslogDatagrams(Opening opening) {
    this.opening = opening;
  }

  public static SyslogDatagrams udp(HostPort at) {
    return new SyslogDatagrams(() -> {
      var address = new InetSocketAddress(at.host(), at.port());
      if (address.isUnresolved()) {
        throw new UnknownHostException("there is no host " + at.host());
      }
      var made = new DatagramSocket();
      made.connect(address);
      return made;
    });
  }

  public static SyslogDatagrams unix(Path path) {
    return new SyslogDatagrams(() -> {
      try {
        var made = AFUNIXDatagramSocket.newInstance();
        made.connect(AFUNIXSocketAddress.of(path));
        return made;
      } catch (LinkageError missing) {
        throw new IOException("junixsocket's native library cannot be loaded", missing);
      }
    });
  }

  @Override
  public void send(byte[] message) throws IOException {
    var to = socket;
    if (to == null) {
      to = opening.open();
      socket = to;
    }
    try {
      to.send(new DatagramPacket(message, message.length));
    } catch (IOException trouble) {
      close(); // it may be another one by now
      throw trouble;
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
