package dev.consolegw.gateway.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestGateway;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What consoles hold that have printed once and that nobody looks at. */
class IdleConsolesTest {
  private static final int FEW = 20;
  private static final int MANY = 1_020;

  /** Of each: some 130 in the gateway, and the guest's end of its socket, which is here, too. */
  private static final int OBJECTS = 170;

  /** A line of a histogram: what fills the heap's gaps is no object of anybody. */
  private static final Pattern LINE =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(?!.*Filler).*");

  @TempDir private Path folder;

  /** Any number of guests at one address, who each greet and say no more. */
  private static final class Guests implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Queue<SocketChannel> all = new ConcurrentLinkedQueue<>();
    private final CountDownLatch missing;

    Guests(Path address, int count) throws IOException {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(address));
      missing = new CountDownLatch(count);
      Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          var guest = server.accept();
          all.add(guest);
          guest.write(ByteBuffer.wrap("login: ".getBytes(US_ASCII)));
          missing.countDown();
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (var guest : all) {
        guest.close();
      }
    }
  }

  /** After a collection, in this JVM. */
  private static long objects() throws JMException {
    var commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
    var histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    commands,
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(LINE::matcher)
        .filter(line -> line.matches())
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .sum();
  }

  private interface Use {
    void with() throws Exception;
  }

  private void serving(int count, Use use) throws Exception {
    var address = folder.resolve(count + ".sock");
    var entries =
        IntStream.range(0, count)
            .mapToObj(number ->
                TestGateway.console("lab/web" + number, ConsoleAddress.unix(address))
                    .with("capture: always"))
            .toArray(TestGateway.Entry[]::new);
    try (var guests = new Guests(address, count);
        var _ = TestGateway.with(entries)) {
      assertThat(guests.missing.await(60, TimeUnit.SECONDS)).isTrue();
      use.with();
    }
  }

  @Test
  @Tag("long")
  void holdFewObjectsEach() throws Exception {
    var few = new long[1];
    serving(FEW, () -> few[0] = objects());

    serving(
        MANY,
        () -> {
          // A history gives back what it has for its next output when none has come for a while.
          long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
          long each = Long.MAX_VALUE;
          while (each > OBJECTS && System.nanoTime() < end) {
            each = (objects() - few[0]) / (MANY - FEW);
          }
          assertThat(each).isLessThanOrEqualTo(OBJECTS);
        });
  }
}
