package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.LocalGuest;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.TcpService;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ssh -L}, {@code -D} and {@code -W}: connections that go out of a guest. */
@Tag("slow")
class LocalPortsTest {
  private static final int MIB = 1024 * 1024;
  private static final String LINE = "address: \"tcp://127.0.0.1:1\", shell: { user: root }";

  private final LocalGuest guest = new LocalGuest();
  private final TcpService service = TcpService.answering();
  private final TestGateway gateway =
      TestGateway.with(
          guest,
          new TestGateway.Entry("ports/vm1", LINE),
          new TestGateway.Entry("ports/both", LINE),
          new TestGateway.Entry("ports/unnamed", "address: \"tcp://127.0.0.1:1\""),
          new TestGateway.Entry("lab/web1", LINE));

  @AfterEach
  void stop() {
    gateway.close();
    service.close();
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A client that does nothing but forward. */
  private static Program forwarding(Ssh ssh, String option, String what) {
    var client = Program.start(ssh.option("-N", "-v", option, what).words());
    client.err().await("listening on 127.0.0.1 port " + what.split(":", 2)[0] + ".");
    client.err().await("port listener]"); // now it does
    return client;
  }

  private Ssh shell() {
    return gateway.ssh(ALICE, "vm1+shell");
  }

  private static Socket local(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Sends, ends its side, and reads the answer to its end. */
  private static byte[] exchange(Socket socket, byte[] bytes) throws IOException {
    try (socket) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void theEndOfOneWayArrivesAndTheAnswerStillComes() throws IOException {
    int port = freePort();
    try (var _ = forwarding(shell(), "-L", port + ":127.0.0.1:" + service.port())) {
      assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
      assertThat(exchange(local(port), new byte[0])).isEmpty();
    }
  }

  @Test
  void keysAreExchangedAnewMeanwhile() throws IOException {
    int port = freePort();
    var often = shell().option("-oRekeyLimit=200K");
    try (var _ = forwarding(often, "-L", port + ":127.0.0.1:" + service.port())) {
      assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
    }
  }

  @Test
  void theSameGoesThroughAConsoleThatStandsWhereAHostWould() throws IOException {
    int port = freePort();
    var inner = gateway.through(ALICE, "vm1");
    try (var _ = forwarding(inner, "-L", port + ":localhost:" + service.port())) {
      assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
    }
    var answer = inner.option("-W", "127.0.0.1:" + service.port()).run("here");
    assertThat(answer.out()).isEqualTo("here");
  }

  @Test
  void aSocksProxyReachesWhatTheGuestReaches() throws IOException {
    int port = freePort();
    try (var _ = forwarding(shell(), "-D", String.valueOf(port))) {
      var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy));
      socket.connect(InetSocketAddress.createUnresolved("localhost", service.port()));

      assertThat(exchange(socket, random(70_000))).isEqualTo(random(70_000));
    }
  }

  @Test
  void stdinAndStdoutAreAConnection() {
    var answer = shell().option("-W", "127.0.0.1:" + service.port()).run("all of this");

    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.out()).isEqualTo("all of this");
  }

  @Test
  void eachIsInTheAuditLogBeforeAByteGoesAndWithItsBytesBehind() throws InterruptedException {
    try (var log = LoggedLines.of("audit")) {
      var seen = new CountDownLatch(1);
      try (var waiting =
              TcpService.of(caller -> {
                awaitQuietly(seen);
                caller.getOutputStream().write(caller.getInputStream().readAllBytes());
              });
          var client = Program.start(shell().option("-W", "127.0.0.1:" + waiting.port()).words())) {
        assertThat(log.await("event=shell-port-opened console=file/ports/vm1:0"))
            .contains(" user=file:alice ")
            .contains(" host=127.0.0.1 port=%d direction=out".formatted(waiting.port()));
        assertThat(log.lines()).noneMatch(line -> line.contains("event=shell-forwarded"));
        assertThat(client.handle().isAlive()).isTrue();
        seen.countDown();
      }
      log.await("event=shell-forwarded console=file/ports/vm1:0");
      var _ = shell().option("-W", "127.0.0.1:" + service.port()).run("seven..");

      assertThat(log.await("event=shell-forwarded console=file/ports/vm1:0"))
          .contains("host=127.0.0.1 port=%d direction=out in=7 out=7".formatted(service.port()));
    }
  }

  @Test
  void anotherPortOfAConsoleIsOneOfItsGuest() {
    var where = "vm1:" + service.port();

    assertThat(gateway.ssh(ALICE, "any").option("-W", where).run("here").out()).isEqualTo("here");
  }

  @Test
  void aServerThatEndsFirstEndsTheConnection() throws IOException {
    int port = freePort();
    try (var greeting =
            TcpService.of(
                it -> it.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8)));
        var _ = forwarding(shell(), "-L", port + ":127.0.0.1:" + greeting.port());
        var socket = local(port)) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("hello");
    }
  }

  @Test
  void whoReadsNothingHoldsUpNobodyBesideThem() throws IOException {
    int port = freePort();
    try (var endless =
            TcpService.of(caller -> {
              while (true) {
                caller.getOutputStream().write(new byte[64 * 1024]);
              }
            });
        var _ =
            forwarding(
                shell().option("-L", port + ":127.0.0.1:" + endless.port()),
                "-D",
                String.valueOf(freePort()));
        var stuck = local(port)) {
      assertThat(stuck.getInputStream().read()).isZero(); // and no more
      var answer = shell().option("-W", "127.0.0.1:" + service.port()).run(random(MIB));

      assertThat(answer.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(random(MIB));
    }
  }

  @Test
  void aServerThatTakesNothingHoldsUpNobodyBesideIt() throws IOException, InterruptedException {
    int stuckPort = freePort();
    int port = freePort();
    var over = new CountDownLatch(1);
    try (var deaf = TcpService.of(_ -> awaitQuietly(over));
        var _ =
            forwarding(
                shell().option("-L", stuckPort + ":127.0.0.1:" + deaf.port()),
                "-L",
                port + ":127.0.0.1:" + service.port());
        var stuck = local(stuckPort)) {
      var sending = Thread.startVirtualThread(() -> fill(stuck));
      assertThat(exchange(local(port), random(MIB))).isEqualTo(random(MIB));
      hangUp(stuck);
      sending.join();
    } finally {
      over.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Test
  void aGatewayThatStopsEndsThem() throws IOException {
    int port = freePort();
    try (var greeting =
            TcpService.of(caller -> {
              caller.getOutputStream().write('!');
              var _ = caller.getInputStream().read();
            });
        var _ = forwarding(shell(), "-L", port + ":127.0.0.1:" + greeting.port());
        var socket = local(port)) {
      assertThat(socket.getInputStream().read()).isEqualTo('!');
      gateway.stop();

      assertThat(socket.getInputStream().read()).isNegative();
      assertThat(guest.connections()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vm1+shell, 127.0.0.1:80, no console vm1 that you may open",
    "nosuch+shell, 127.0.0.1:80, no console nosuch that you may open",
    "any, vm1:5432, no console vm1 that you may open",
    "any, nosuch:5432, no console nosuch that you may open",
    "both+shell, 127.0.0.1:80, you may not connect through this guest; the gateway's operator",
    "any, both:5432, you may not connect through this guest; the gateway's operator allows it",
  })
  void whoMayNotIsToldWhatAStrangerIsTold(String user, String where, String sentence) {
    var refused = gateway.ssh(BOB, user).option("-v", "-W", where).run();

    assertThat(refused.exitCode()).isEqualTo(255);
    assertThat(refused.err()).contains("open failed: administratively prohibited: " + sentence);
  }

  @Test
  void whatIsRefusedIsInTheAuditLogWithItsHostAndPort() throws InterruptedException {
    try (var log = LoggedLines.of("audit")) {
      var _ = gateway.ssh(BOB, "both+shell").option("-W", "10.0.0.5:81").run();
      assertThat(log.await("event=shell-port-refused console=file/ports/both:0"))
          .contains(" user=file:bob ", " host=10.0.0.5 port=81 direction=out exit=77 times=1 ")
          .contains("you may not connect through this guest");

      var listen = new String[] {"-N", "-oExitOnForwardFailure=yes", "-R", "8000:localhost:80"};
      var _ = gateway.ssh(BOB, "both+shell").option(listen).run();
      assertThat(log.await("event=shell-port-refused console=file/ports/both:0"))
          .contains(" user=file:bob ", " host=localhost port=8000 direction=in exit=77 ");

      var _ = shell().option("-W", "127.0.0.1:1").run();
      assertThat(log.await("event=shell-port-refused console=file/ports/vm1:0"))
          .contains(
              " user=file:alice ",
              " host=127.0.0.1 port=1 direction=out exit=69 ",
              "why=\"nothing listens at");
    }
  }

  @Test
  void whatTheGuestCannotReachIsSaidToWhoMayKnow() throws IOException {
    int port = freePort();
    var refused = shell().option("-v", "-W", "127.0.0.1:" + port).run();

    assertThat(refused.err())
        .contains("open failed: connect failed: nothing listens at 127.0.0.1 port " + port);
  }

  @Test
  void whoHasNoSessionIsToldHowToBringAnAccount() {
    var refused = gateway.ssh(ALICE, "unnamed+shell").option("-v", "-W", "127.0.0.1:1").run();

    assertThat(refused.err())
        .contains(
            "no account of the guest is named; come through ssh -J as that user, or leave -N out"
                + " and run a command: CONSOLE_USER and CONSOLE_PASSWORD come with a session only,"
                + " before -L and -D are used");
  }

  private static void fill(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[64 * 1024]);
      }
    } catch (IOException closed) {
      // By the test.
    }
  }

  private static void hangUp(Closeable connection) throws IOException {
    connection.close();
  }
}
