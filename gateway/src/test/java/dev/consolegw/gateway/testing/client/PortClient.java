package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A plain TCP client that says nothing by itself. */
public final class PortClient implements AutoCloseable {
  private final Socket socket;
  private final TypedBytes shown = new TypedBytes();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** One that has connected to a port of the loopback. */
  public PortClient(int port) {
    try {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      Thread.ofPlatform().daemon().start(this::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    var buffer = new byte[64 * 1024];
    try {
      while (true) {
        shown.awaitGo();
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        shown.add(buffer, 0, count);
      }
    } catch (IOException gone) {
      // Its end, too.
    } finally {
      ended.countDown();
    }
  }

  /** What has come, and the gate that stops reading. */
  public TypedBytes shown() {
    return shown;
  }

  public PortClient send(String latin1) {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  public PortClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the other side has hung up. */
  public void awaitEnd() {
    try {
      if (!ended.await(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still connected; shown: " + shown.soFar());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
