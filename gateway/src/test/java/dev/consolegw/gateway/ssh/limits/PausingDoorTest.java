package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A door whose system has no file descriptors left, and whoever asks again as MINA does. */
@Timeout(120)
class PausingDoorTest {
  private static final int FAILURES = 3;

  /** One that fails a few times at once, as the system does. */
  private static final class Full extends AsynchronousServerSocketChannel {
    private final AsynchronousServerSocketChannel real;
    private final AtomicInteger tries = new AtomicInteger();

    Full(AsynchronousServerSocketChannel real) {
      super(real.provider());
      this.real = real;
    }

    @Override
    public <A> void accept(
        A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
      if (tries.incrementAndGet() <= FAILURES) {
        handler.failed(new IOException("Too many open files"), attachment);
      } else {
        real.accept(attachment, handler);
      }
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
      return real.accept();
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog)
        throws IOException {
      return real.bind(local, backlog);
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
        throws IOException {
      return real.setOption(name, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
      return real.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
      return real.supportedOptions();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
      return real.getLocalAddress();
    }

    @Override
    public boolean isOpen() {
      return real.isOpen();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  /** Asks in the next whenever that has failed, at once. */
  private static final class Asking
      implements CompletionHandler<AsynchronousSocketChannel, String> {
    private final AsynchronousServerSocketChannel door;
    private final CompletableFuture<AsynchronousSocketChannel> first = new CompletableFuture<>();
    private final CompletableFuture<Throwable> over = new CompletableFuture<>();

    Asking(AsynchronousServerSocketChannel door) {
      this.door = door;
    }

    @Override
    public void completed(AsynchronousSocketChannel client, String same) {
      door.accept(same, this);
      first.complete(client);
    }

    @Override
    public void failed(Throwable why, String same) {
      if (why instanceof ClosedChannelException) {
        over.complete(why);
      } else {
        door.accept(same, this);
      }
    }
  }

  @Test
  void whoCannotBeAskedInIsAskedInLaterAndThatIsSaidOnce() throws Exception {
    try (var logged = LoggedLines.of(PausingDoor.class.getName());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var full = new Full(AsynchronousServerSocketChannel.open());
      var door = new PausingDoor(full, threads);
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
      var asking = new Asking(door);
      long begun = System.nanoTime();
      door.accept("", asking);
      try (var _ = connected(door);
          var client = asking.first.get(1, TimeUnit.MINUTES)) {
        assertThat(client.isOpen()).isTrue();
      }

      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("a pause after each")
          .isGreaterThanOrEqualTo(PausingDoor.PAUSE.multipliedBy(FAILURES));
      assertThat(full.tries).hasValue(FAILURES + 2);
      assertThat(logged.lines())
          .containsExactly(
              "event=accept-failed door=ssh cause=\"java.io.IOException: Too many open files\"");
      door.close();
      assertThat(asking.over.get(1, TimeUnit.MINUTES)).isInstanceOf(ClosedChannelException.class);
    }
  }

  private static Socket connected(AsynchronousServerSocketChannel door) throws IOException {
    int port = ((InetSocketAddress) door.getLocalAddress()).getPort();
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }
}
