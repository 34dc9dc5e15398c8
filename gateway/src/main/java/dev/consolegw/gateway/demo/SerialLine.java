package dev.consolegw.gateway.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The machine's side of a serial port on a UNIX socket. With no client, output is lost and input
 * does not come, as on a real line. A client that does not read makes the machine wait.
 *
 * <p>Everything runs on the machine's thread but {@link #unplug}. After that, every method throws
 * {@link ClosedChannelException}. Characters are bytes (ISO 8859-1), so all 256 pass both ways.
 */
final class SerialLine implements Closeable {
  /** Clients that may wait for their turn. */
  private static final int BACKLOG = 8;

  private static final Duration FOREVER = Duration.ofDays(1);

  private final Path socket;
  private final Selector selector;
  private final ByteBuffer input = ByteBuffer.allocate(4096).flip();
  private SelectionKey server;
  private @Nullable SelectionKey client;
  private volatile boolean unplugged;

  private SerialLine(Path socket, Selector selector) throws IOException {
    this.socket = socket;
    this.selector = selector;
    this.server = listen();
  }

  /** A port without a client. Replaces whatever stands at {@code socket}. */
  static SerialLine open(Path socket) throws IOException {
    Selector selector = Selector.open();
    try {
      return new SerialLine(socket, selector);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  private SelectionKey listen() throws IOException {
    Files.deleteIfExists(socket);
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      channel.configureBlocking(false);
      return channel.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Waits until somebody is connected. */
  void awaitClient() throws IOException {
    while (client == null) {
      step(FOREVER, 0);
    }
  }

  /** Sends text, at the pace of the client. */
  void print(String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining() && client != null) {
      try {
        if (channelOf(client).write(bytes) == 0) {
          step(FOREVER, SelectionKey.OP_WRITE);
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        dropClient(); // it left while we spoke; the rest is for nobody
      }
    }
    if (unplugged) {
      throw new ClosedChannelException();
    }
  }

  /** The next byte that a client types, however long it takes. */
  int read() throws IOException {
    int typed = read(FOREVER);
    while (typed < 0) {
      typed = read(FOREVER);
    }
    return typed;
  }

  /** The next byte, or -1 when none comes in time. */
  int read(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      if (input.hasRemaining()) {
        return input.get() & 0xFF;
      }
      if (client != null && fill(client)) {
        continue;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return -1;
      }
      step(Duration.ofNanos(left), SelectionKey.OP_READ);
    }
  }

  /** Whether {@code key} has been typed ahead. If so, it and what came before it is thrown away. */
  boolean wasTyped(int key) throws IOException {
    if (client != null && fill(client)) {
      for (int at = input.position(); at < input.limit(); at++) {
        if ((input.get(at) & 0xFF) == key) {
          input.position(at + 1);
          return true;
        }
      }
    }
    return false;
  }

  /** Lets time pass. What is typed meanwhile waits. */
  void pause(Duration time) throws IOException {
    long deadline = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (left > 0) {
      step(Duration.ofNanos(left), 0);
      left = deadline - System.nanoTime();
    }
  }

  /** Cuts the client and those in the backlog off, and begins again with a new socket. */
  void replace() throws IOException {
    server.channel().close(); // first: who saw the connection end must not reach this socket again
    dropClient();
    selector.selectNow(); // lets go of the closed channels
    server = listen();
  }

  /** Ends the machine, from any thread: its next use of the port fails. */
  void unplug() {
    unplugged = true;
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    dropClient();
    server.channel().close();
    selector.close();
    Files.deleteIfExists(socket);
  }

  /** Waits for one thing to happen; takes the next client when there is none. */
  private void step(Duration atMost, int interest) throws IOException {
    if (client != null) {
      client.interestOps(interest);
    }
    server.interestOps(client == null ? SelectionKey.OP_ACCEPT : 0);
    if (!unplugged) {
      selector.select(Math.max(1, atMost.toMillis()));
    }
    if (unplugged) {
      throw new ClosedChannelException();
    }
    selector.selectedKeys().clear();
    if (client == null) {
      SocketChannel next = ((ServerSocketChannel) server.channel()).accept();
      if (next != null) {
        next.configureBlocking(false);
        client = next.register(selector, 0);
      }
    }
  }

  /**
   * Takes what has arrived, if there is room. False when that was nothing; then the client may be
   * gone.
   */
  private boolean fill(SelectionKey from) throws IOException {
    int count;
    try {
      count = channelOf(from).read(input.compact());
    } catch (IOException e) {
      count = -1; // a reset is an end like any other
    } finally {
      input.flip();
    }
    if (count < 0) {
      dropClient();
    }
    return count > 0;
  }

  private void dropClient() throws IOException {
    if (client != null) {
      client.channel().close();
      client = null;
    }
  }

  private static SocketChannel channelOf(SelectionKey key) {
    return (SocketChannel) key.channel();
  }
}
