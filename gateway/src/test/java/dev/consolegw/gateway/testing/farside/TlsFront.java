package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.testing.TestCertificate;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A port that speaks TLS, before one of this machine that does not. */
public final class TlsFront implements AutoCloseable {
  private final SSLServerSocket door;
  private final int target;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private TlsFront(SSLServerSocket door, int target) {
    this.door = door;
    this.target = target;
    threads.execute(this::serve);
  }

  /** Starts one. */
  public static TlsFront of(int target, TestCertificate certificate) {
    try {
      var door = certificate.server().getServerSocketFactory().createServerSocket();
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new TlsFront((SSLServerSocket) door, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return door.getLocalPort();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var near = (SSLSocket) door.accept();
        threads.execute(() -> serve(near));
      } catch (IOException e) {
        // Closed by the test.
      }
    }
  }

  private void serve(SSLSocket near) {
    try (near) {
      near.startHandshake(); // the far side may not wait for so long
      carry(near);
    } catch (IOException gone) {
      // One of the two has left, or does not like the certificate.
    }
  }

  private void carry(SSLSocket near) throws IOException {
    try (var far = new Socket(InetAddress.getLoopbackAddress(), target)) {
      threads.execute(() -> carry(far, near));
      near.getInputStream().transferTo(far.getOutputStream());
    }
  }

  private static void carry(Socket from, Socket to) {
    try (Closeable _ = to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // One of the two has left.
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
