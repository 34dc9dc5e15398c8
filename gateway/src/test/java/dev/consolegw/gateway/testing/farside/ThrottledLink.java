package dev.consolegw.gateway.testing.farside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A way to a port of this machine on which answers come slowly; questions go at once. */
public final class ThrottledLink implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 10;

  /** What lies on the way, so that the far side soon notices. */
  private static final int BUFFER = 4096;

  private final ServerSocket door;
  private final int target;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final int perTick;
  private volatile boolean open;

  private ThrottledLink(ServerSocket door, int target, int bytesPerSecond) {
    this.door = door;
    this.target = target;
    this.perTick = bytesPerSecond / TICKS_PER_SECOND;
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /** For one client. */
  public static ThrottledLink to(int port, int bytesPerSecond) throws IOException {
    return new ThrottledLink(
        new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), port, bytesPerSecond);
  }

  /** Where the client goes. */
  public int port() {
    return door.getLocalPort();
  }

  /** From now on it is as quick as any. */
  public void open() {
    open = true;
  }

  private void serve() {
    try (var near = door.accept();
        var far = new Socket()) {
      far.setReceiveBufferSize(BUFFER);
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      var from = far.getInputStream();
      var to = near.getOutputStream();
      var _ =
          clock.scheduleAtFixedRate(
              () -> move(from, to), 0, 1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
      near.getInputStream().transferTo(far.getOutputStream());
    } catch (IOException gone) {
      // One of the two has left.
    }
  }

  private void move(InputStream from, OutputStream to) {
    try {
      if (open) {
        from.transferTo(to);
      }
      var piece = new byte[perTick];
      int count = from.read(piece);
      if (count < 0) {
        to.close();
      } else {
        to.write(piece, 0, count);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone); // and no more ticks
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    clock.shutdownNow();
  }
}
