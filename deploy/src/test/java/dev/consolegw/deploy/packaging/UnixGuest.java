package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A VM whose serial port is a UNIX socket: it greets whoever connects, and says no more. */
final class UnixGuest implements AutoCloseable {
  private final ServerSocketChannel server;

  UnixGuest(Path socket, String greeting) throws IOException {
    Files.createDirectories(socket.getParent());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
    Thread.ofVirtual().start(() -> serve(greeting));
  }

  private void serve(String greeting) {
    try {
      while (true) {
        var client = server.accept();
        client.write(ByteBuffer.wrap(greeting.getBytes(StandardCharsets.US_ASCII)));
        Thread.ofVirtual().start(() -> drain(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void drain(SocketChannel client) {
    try (client) {
      var piece = ByteBuffer.allocate(256);
      while (client.read(piece.clear()) >= 0) {
        // Nobody listens.
      }
    } catch (IOException gone) {
      // So is the client.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
