package dev.consolegw.gateway.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that one host carries is lost at once, and dialled again. */
class ComeBackTest {
  private static final int CONSOLES = 1000;

  /** The gateway begins fewer; on a busy machine they bunch on the way. */
  private static final int MOST_PER_SECOND = 600;

  @TempDir Path folder;

  /** A host whose consoles all listen at one address; notes when each is dialled. */
  private static final class Host implements AutoCloseable {
    private final ServerSocketChannel door;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    private record Call(SocketChannel line, long nanos) {}

    Host(Path socket) throws IOException {
      door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      door.bind(UnixDomainSocketAddress.of(socket), CONSOLES);
      Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          calls.add(new Call(door.accept(), System.nanoTime()));
        }
      } catch (ClosedChannelException closed) {
        // The test is over.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The next calls, as many as there are consoles. */
    List<Call> everyConsole() throws InterruptedException {
      var all = new ArrayList<Call>();
      while (all.size() < CONSOLES) {
        var call = calls.poll(30, TimeUnit.SECONDS);
        assertThat(call).as("dial number %d", all.size() + 1).isNotNull();
        all.add(call);
      }
      return all;
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  /** The most calls within a second, wherever it starts. */
  private static int mostInASecond(List<Host.Call> calls) {
    int most = 0;
    for (int first = 0, next = 0; first < calls.size(); first++) {
      long end = calls.get(first).nanos() + Duration.ofSeconds(1).toNanos();
      while (next < calls.size() && calls.get(next).nanos() < end) {
        next++;
      }
      most = Math.max(most, next - first);
    }
    return most;
  }

  @Test
  @Tag("long")
  void aThousandLinesLostAtOnceAreDialledAgainWithoutAStorm() throws Exception {
    var socket = folder.resolve("host.sock");
    var consoles =
        IntStream.range(0, CONSOLES)
            .mapToObj(number -> TestGateway.console("spare/vm" + number, at(socket)))
            .map(entry -> entry.with("capture: always"))
            .toArray(TestGateway.Entry[]::new);
    try (var host = new Host(socket);
        var _ = TestGateway.with(consoles)) {
      var lines = host.everyConsole();

      for (var call : lines) {
        call.line().close();
      }
      var again = host.everyConsole();

      assertThat(mostInASecond(lines)).isLessThanOrEqualTo(MOST_PER_SECOND);
      assertThat(mostInASecond(again)).isLessThanOrEqualTo(MOST_PER_SECOND);
      for (var call : again) {
        call.line().close();
      }
    }
  }

  private static ConsoleAddress at(Path socket) {
    return ConsoleAddress.unix(socket);
  }
}
