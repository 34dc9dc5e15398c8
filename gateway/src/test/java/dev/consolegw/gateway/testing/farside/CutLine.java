package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP port in front of a guest's socket, which can be cut and put together again. */
public final class CutLine implements AutoCloseable {
  private final Path target;
  private final InetSocketAddress place;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Object moved = new Object();
  private final ServerSocketChannel door;
  private volatile boolean isCut;
  private long there;
  private long back;

  private CutLine(Path target) {
    this.target = target;
    try {
      door =
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      place = (InetSocketAddress) door.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::serve);
  }

  /** To a UNIX socket. */
  public static CutLine to(Path target) {
    return new CutLine(target);
  }

  /** Where to dial. */
  public ConsoleAddress address() {
    return ConsoleAddress.tcp("127.0.0.1", place.getPort());
  }

  private void serve() {
    try {
      while (true) {
        var near = door.accept();
        if (isCut) {
          near.close();
          continue;
        }
        var far = SocketChannel.open(UnixDomainSocketAddress.of(target));
        open.add(near);
        open.add(far);
        Thread.startVirtualThread(() -> move(near, far, true));
        Thread.startVirtualThread(() -> move(far, near, false));
      }
    } catch (IOException cut) {
      // By the test.
    }
  }

  private void move(SocketChannel from, SocketChannel to, boolean isThere) {
    var piece = ByteBuffer.allocate(1024);
    try (from;
        to) {
      while (from.read(piece) >= 0) {
        piece.flip();
        synchronized (moved) {
          there += isThere ? piece.remaining() : 0;
          back += isThere ? 0 : piece.remaining();
          moved.notifyAll();
        }
        while (piece.hasRemaining()) {
          to.write(piece);
        }
        piece.clear();
      }
    } catch (IOException cut) {
      // By one of the two, or the test.
    }
  }

  /** Waits until so many bytes more have gone to the guest. */
  public void awaitTyped(long more) throws InterruptedException {
    synchronized (moved) {
      for (long until = there + more; there < until; ) {
        moved.wait();
      }
    }
  }

  /** Waits until so many bytes more have come from the guest. */
  public void awaitPrinted(long more) throws InterruptedException {
    synchronized (moved) {
      for (long until = back + more; back < until; ) {
        moved.wait();
      }
    }
  }

  /** Nobody gets through any more, though the port answers; what was on its way is lost. */
  public void cut() throws IOException {
    isCut = true;
    for (var each : open) {
      each.close();
    }
    open.clear();
  }

  /** Who dials gets through again. */
  public void mend() {
    isCut = false;
  }

  @Override
  public void close() throws IOException {
    cut();
    door.close();
  }
}
