package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A TCP port in front of a socket, which can be cut and put together again. */
public final class CutLine implements AutoCloseable {
  private volatile @Nullable SocketAddress target;
  private final InetSocketAddress place;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Object moved = new Object();
  private final ServerSocketChannel door;
  private volatile boolean isCut;
  private long typed;
  private long printed;

  private CutLine() {
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
    var line = new CutLine();
    line.leadTo(UnixDomainSocketAddress.of(target));
    return line;
  }

  /** To nowhere yet: for what has to know this port before it starts. */
  public static CutLine toNowhere() {
    return new CutLine();
  }

  /** Who dials from now on comes there. */
  public void leadTo(SocketAddress there) {
    target = there;
  }

  public int port() {
    return place.getPort();
  }

  /** Where to dial. */
  public ConsoleAddress address() {
    return ConsoleAddress.tcp("127.0.0.1", port());
  }

  private void serve() {
    try {
      while (true) {
        var near = door.accept();
        var there = target;
        if (isCut || there == null) {
          near.close();
          continue;
        }
        join(near, there);
      }
    } catch (IOException cut) {
      // By the test.
    }
  }

  private void join(SocketChannel near, SocketAddress there) throws IOException {
    try {
      var far = SocketChannel.open(there);
      open.add(near);
      open.add(far);
      Thread.startVirtualThread(() -> move(near, far, true));
      Thread.startVirtualThread(() -> move(far, near, false));
    } catch (ConnectException nobody) {
      near.close();
    }
  }

  private void move(SocketChannel from, SocketChannel to, boolean isThere) {
    var piece = ByteBuffer.allocate(1024);
    try (from;
        to) {
      while (from.read(piece) >= 0) {
        piece.flip();
        synchronized (moved) {
          typed += isThere ? piece.remaining() : 0;
          printed += isThere ? 0 : piece.remaining();
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
      for (long until = typed + more; typed < until; ) {
        moved.wait();
      }
    }
  }

  /** Waits until so many bytes more have come from the guest. */
  public void awaitPrinted(long more) throws InterruptedException {
    awaitPrintedInAll(printedInAll() + more);
  }

  /** How many bytes have ever come from the guest. */
  public long printedInAll() {
    synchronized (moved) {
      return printed;
    }
  }

  /** Waits until that many have. */
  public void awaitPrintedInAll(long count) throws InterruptedException {
    synchronized (moved) {
      while (printed < count) {
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
