package dev.consolegw.gateway.demo;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The other end of a guest's serial port: types, and reads until it sees something. Blocking. */
final class GuestClient implements Closeable {
  private final SocketChannel channel;
  private final StringBuilder unread = new StringBuilder();

  GuestClient(Path socket) throws IOException {
    this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  void type(String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** All that came up to and with {@code wanted}; what follows is left for the next call. */
  String readUntil(String wanted) throws IOException {
    int from = 0;
    while (true) {
      int at = unread.indexOf(wanted, from);
      if (at >= 0) {
        String seen = unread.substring(0, at + wanted.length());
        unread.delete(0, at + wanted.length());
        return seen;
      }
      from = Math.max(0, unread.length() - wanted.length());
      if (!fill()) {
        throw new EOFException("the guest hung up before: " + wanted + "; it said: " + unread);
      }
    }
  }

  /** All that comes until the guest hangs up. */
  String readToEnd() throws IOException {
    while (fill()) {
      // goes on
    }
    return unread.toString();
  }

  /** Types a command and returns what it prints, without echo and prompt. */
  String run(String command) throws IOException {
    type(command + "\r");
    readUntil(command + "\r\n");
    String seen = readUntil(":~$ ");
    return seen.substring(0, Math.max(0, seen.lastIndexOf("\r\n")));
  }

  private boolean fill() throws IOException {
    var bytes = ByteBuffer.allocate(65536);
    if (channel.read(bytes) < 0) {
      return false;
    }
    unread.append(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
