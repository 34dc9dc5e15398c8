package dev.consolegw.gateway.rehearsal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A guest on a UNIX socket that sends back what it gets, and says a word to whoever comes. One
 * thread of its own for it, and one for each connection; closing it ends them.
 */
public final class EchoGuest implements AutoCloseable {
  /** What it says first. */
  static final byte GREETING = '!';

  private static final int BUFFER = 64 * 1024;

  private final Path path;
  private final ServerSocketChannel server;

  /**
   * Listens.
   *
   * @param path of the socket, which is made
   */
  public EchoGuest(Path path) throws IOException {
    this.path = path;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.ofPlatform().daemon().name("echo-accept").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        Thread.ofPlatform().daemon().name("echo").start(() -> echo(client));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private static void echo(SocketChannel client) {
    try (client) {
      client.write(ByteBuffer.wrap(new byte[] {GREETING}));
      var buffer = ByteBuffer.allocateDirect(BUFFER);
      while (client.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          client.write(buffer);
        }
      }
    } catch (IOException gone) {
      // The gateway hung up.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }
}
