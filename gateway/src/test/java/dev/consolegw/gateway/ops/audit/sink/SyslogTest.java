package dev.consolegw.gateway.ops.audit.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.gateway.fault.Timer;
import dev.consolegw.gateway.ops.sink.SyslogDatagrams;
import dev.consolegw.gateway.ops.sink.SyslogTls;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A syslog server that takes messages, stands still, hangs up, or is nobody we trust. */
@Timeout(180)
class SyslogTest {
  /** A record of TLS that says what went wrong, or that nothing more comes. */
  private static final int ALERT = 21;

  @TempDir private Path folder;
  private final Timer timer = Timer.forgetting("test-timer");
  private TestCertificate certificate;
  private SSLServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    certificate = TestCertificate.in(folder);
    server =
        (SSLServerSocket)
            certificate
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(Math.toIntExact(Duration.ofMinutes(1).toMillis()));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    timer.shutdownNow();
  }

  private SyslogSink sink(Path trusted) {
    var at = new HostPort("127.0.0.1", server.getLocalPort());
    return new SyslogSink("gw1", new SyslogTls(at, Optional.of(trusted), timer));
  }

  private AuditOutlet outlet() {
    var outlet = new AuditOutlet("syslog", sink(certificate.pem()), new ManualClock());
    outlet.start();
    return outlet;
  }

  private static AuditSink.Entry line(int number) {
    return FileSinkTest.entry("{\"n\":" + number + "}");
  }

  /** One frame, as RFC 5425 counts it. */
  private static String frame(InputStream in) throws IOException {
    int length = 0;
    for (int c = in.read(); c != ' '; c = in.read()) {
      assertThat(c).isBetween((int) '0', (int) '9');
      length = 10 * length + c - '0';
    }
    return new String(in.readNBytes(length), US_ASCII);
  }

  private static String message(int number) {
    return "<110>1 2026-01-01T00:00:00.000Z gw1 console-gw %d sent - {\"n\":%d}"
        .formatted(ProcessHandle.current().pid(), number);
  }

  @Test
  void messagesAreFramesByTheirLength() throws IOException {
    try (var outlet = outlet()) {
      outlet.offer(line(1));
      outlet.offer(line(2));
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(frame(caller.getInputStream())).isEqualTo(message(1));
        assertThat(frame(caller.getInputStream())).isEqualTo(message(2));
      }
    }
  }

  @Test
  void anOrderlyEndIsSaidToTheServer() throws Exception {
    server.setEnabledProtocols(new String[] {"TLSv1.2"}); // there one sees what a record is
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var sent = new CompletableFuture<byte[]>();
      Thread.ofVirtual().start(() -> relay(door, sent));
      var at = new HostPort("127.0.0.1", door.getLocalPort());
      var transport = new SyslogTls(at, Optional.of(certificate.pem()), timer);
      var outlet = new AuditOutlet("syslog", new SyslogSink("gw1", transport), new ManualClock());
      outlet.start();
      outlet.offer(line(1));
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(frame(caller.getInputStream())).isEqualTo(message(1));
        outlet.drain(Duration.ofMinutes(1));
        outlet.close();

        assertThat(lastKind(sent.get(1, TimeUnit.MINUTES))).isEqualTo(ALERT);
      }
    }
  }

  /** Passes on what both sides say; completes with all that the client has. */
  private void relay(ServerSocket door, CompletableFuture<byte[]> sent) {
    var all = new ByteArrayOutputStream();
    try (var client = door.accept();
        var there = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
      Thread.ofVirtual().start(() -> pass(there, client));
      var piece = new byte[8192];
      for (int n = client.getInputStream().read(piece); n >= 0; ) {
        all.write(piece, 0, n);
        there.getOutputStream().write(piece, 0, n);
        n = client.getInputStream().read(piece);
      }
    } catch (IOException over) {
      // What came until then counts.
    }
    sent.complete(all.toByteArray());
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException over) {
      // As is meant.
    }
  }

  /** Of what kind the last record is (RFC 5246, 6.2.1). */
  private static int lastKind(byte[] records) {
    var left = ByteBuffer.wrap(records);
    int kind = -1;
    while (left.hasRemaining()) {
      kind = left.get();
      left.position(left.position() + 2);
      left.position(left.position() + 2 + left.getShort(left.position()));
    }
    return kind;
  }

  @Test
  void theSystemLooksWhetherAServerIsStillThere() throws IOException {
    try (var outlet = outlet()) {
      outlet.offer(line(1));
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(frame(caller.getInputStream())).isEqualTo(message(1));
        while (!isProbed(server.getLocalPort())) {
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
      }
    }
  }

  /** Whether a connection to it has the timer of keepalive, which is 2 in Linux's tables. */
  private static boolean isProbed(int port) throws IOException {
    var remote = ":%04X".formatted(port);
    var tables = Stream.of("/proc/net/tcp", "/proc/net/tcp6").map(Path::of).filter(Files::exists);
    for (var table : tables.toList()) {
      for (var line : Files.readAllLines(table)) {
        var fields = line.strip().split("\\s+", -1);
        if (fields[2].endsWith(remote) && fields[3].equals("01") && fields[5].startsWith("02:")) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aServerThatHangsUpIsCalledAgain() throws IOException {
    try (var outlet = outlet()) {
      outlet.offer(line(1));
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(frame(caller.getInputStream())).isEqualTo(message(1));
      }
      int number = 2;
      outlet.offer(line(number)); // may be on its way to who has hung up
      server.setSoTimeout(1000);
      try (var again = acceptWhileTold(outlet, number)) {
        assertThat(frame(again.getInputStream())).contains("{\"n\":");
      }
    }
  }

  private SSLSocket acceptWhileTold(AuditOutlet outlet, int last) throws IOException {
    for (int number = last + 1; ; number++) {
      try {
        return (SSLSocket) server.accept();
      } catch (SocketTimeoutException notYet) {
        outlet.offer(line(number));
      }
    }
  }

  @Test
  void aServerThatTakesNothingIsLeftAndToldTheSameAgain() throws Exception {
    var told = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(() -> {
          try (var first = (SSLSocket) server.accept()) {
            frame(first.getInputStream());
            try (var second = (SSLSocket) server.accept()) { // and the first is read no more
              told.complete(frame(second.getInputStream()));
            }
          } catch (IOException | RuntimeException trouble) {
            told.completeExceptionally(trouble);
          }
        });
    try (var sink = sink(certificate.pem())) {
      int last = 0;
      while (takes(sink, last)) {
        last++; // what the sockets between us hold
      }
      assertThat(last).isPositive();
      sink.write(large(last));

      assertThat(told.get(1, TimeUnit.MINUTES)).contains("{\"n\":" + last + ",");
    }
  }

  private static boolean takes(SyslogSink sink, int number) {
    try {
      sink.write(large(number));
      return true;
    } catch (IOException late) {
      assertThat(late).hasMessageContaining("takes nothing");
      return false;
    }
  }

  private static AuditSink.Entry large(int number) {
    return FileSinkTest.entry("{\"n\":" + number + ",\"x\":\"" + "x".repeat(1 << 20) + "\"}");
  }

  @Test
  void whoeverHasAnotherCertificateIsToldNothing() throws Exception {
    var other = TestCertificate.in(Files.createDirectory(folder.resolve("other")));
    var deaf =
        Thread.ofVirtual()
            .start(() -> {
              try (var caller = (SSLSocket) server.accept()) {
                caller.getInputStream().readAllBytes();
              } catch (IOException refused) {
                // As it should be.
              }
            });
    try (var sink = sink(other.pem())) {
      assertThatThrownBy(() -> sink.write(line(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot connect to 127.0.0.1:");
    }
    deaf.join();
  }

  @Test
  void nobodyThereIsSaid() throws IOException {
    server.close();
    try (var sink = sink(certificate.pem())) {
      assertThatThrownBy(() -> sink.write(line(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot connect to 127.0.0.1:");
    }
  }

  @Test
  void whatWarnsHasAnotherSeverity() throws IOException {
    try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var sink =
            new SyslogSink(
                "gw1", SyslogDatagrams.udp(new HostPort("127.0.0.1", receiver.getLocalPort())))) {
      sink.write(new AuditSink.Entry("2026-01-01T00:00:00.000Z", "refused", true, "{}", ""));

      assertThat(received(receiver))
          .isEqualTo(
              "<108>1 2026-01-01T00:00:00.000Z gw1 console-gw %d refused - {}"
                  .formatted(ProcessHandle.current().pid()));
    }
  }

  @Test
  void aSocketOfThisMachineMayComeAndGo() throws IOException {
    var path = folder.resolve("log");
    try (var sink = new SyslogSink("gw1", SyslogDatagrams.unix(path))) {
      assertThatThrownBy(() -> sink.write(line(1))).isInstanceOf(IOException.class);
      for (int i = 0; i < 2; i++) {
        try (var receiver = AFUNIXDatagramSocket.newInstance()) {
          receiver.bind(AFUNIXSocketAddress.of(path));
          try {
            sink.write(line(i));
          } catch (IOException gone) {
            sink.write(line(i)); // as the outlet does
          }
          assertThat(received(receiver)).isEqualTo(message(i));
        }
        Files.deleteIfExists(path);
      }
    }
  }

  private static String received(DatagramSocket receiver) throws IOException {
    receiver.setSoTimeout(Math.toIntExact(Duration.ofMinutes(1).toMillis()));
    var packet = new DatagramPacket(new byte[4096], 4096);
    receiver.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
  }
}
