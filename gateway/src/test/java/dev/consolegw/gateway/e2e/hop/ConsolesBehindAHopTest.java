package dev.consolegw.gateway.e2e.hop;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.hop.Sshd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway with its consoles behind a real OpenSSH server. */
@Tag("slow")
@Timeout(120)
class ConsolesBehindAHopTest {
  private static final int CROWD = 200;

  @TempDir Path dir;
  private Sshd hop;

  @BeforeEach
  void start() {
    hop = Sshd.in(dir.resolve("hop"));
  }

  @AfterEach
  void stop() {
    hop.close();
  }

  private TestGateway.Entry behind(FakeGuest vm) {
    return console("lab/web1", vm).with("via: " + hop.via());
  }

  @Test
  void aSessionOutlivesItsHop() {
    try (var vm = FakeGuest.unix(dir.resolve("vm")).echoing();
        var gateway = TestGateway.with(behind(vm));
        var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
      ssh.type("before");
      ssh.awaitOut("before");

      hop.kill();
      ssh.awaitNotice("the hop " + hop.hop());
      hop.startAgain();
      ssh.awaitNotice("connected again");

      ssh.type("after");
      ssh.awaitOut("after");
    }
  }

  @Test
  void whoAsksForAConsoleBehindADeadHopIsToldWhy() {
    try (var vm = FakeGuest.unix(dir.resolve("vm"));
        var gateway = TestGateway.with(behind(vm))) {
      hop.kill();

      var result = gateway.ssh(ALICE, "web1").run();

      assertThat(result.exitCode()).isEqualTo(69);
      assertThat(result.err())
          .contains("the hop " + hop.hop() + ": nothing listens on 127.0.0.1:" + hop.port());
    }
  }

  /** As one does that looks up names where nobody answers. */
  @Test
  void aHopThatTakesItsTimeIsWaitedFor() {
    try (var vm = FakeGuest.unix(dir.resolve("vm")).echoing();
        var gateway = TestGateway.with(behind(vm))) {
      hop.freeze();
      var later = CompletableFuture.delayedExecutor(7, TimeUnit.SECONDS); // more than for a dial
      var thawed = CompletableFuture.runAsync(hop::thaw, later);
      try (var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
        ssh.type("late");
        ssh.awaitOut("late");
      }
      thawed.join();
    }
  }

  @Test
  void aHopThatNeverAnswersIsNamed() {
    try (var vm = FakeGuest.unix(dir.resolve("vm"));
        var gateway = TestGateway.with(behind(vm))) {
      hop.freeze();
      try {
        var result = gateway.ssh(ALICE, "web1").run();

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).contains("the hop " + hop.hop() + ": ");
      } finally {
        hop.thaw();
      }
    }
  }

  @Test
  void aCrowdBehindOneHopComesBackOverOneConnection() throws Exception {
    try (var vms = new Crowd(dir.resolve("vms"))) {
      var all =
          IntStream.range(0, CROWD)
              .mapToObj(i ->
                  new TestGateway.Entry(
                      "lab/vm" + i,
                      "address: \"unix:%s\", capture: always, via: %s"
                          .formatted(vms.path(), hop.via())))
              .toArray(TestGateway.Entry[]::new);
      try (var _ = TestGateway.with(all)) {
        vms.awaitArrivals(CROWD);
        assertThat(hop.connections()).isEqualTo(1);

        hop.kill();
        vms.awaitDepartures(CROWD);
        hop.startAgain();

        vms.awaitArrivals(CROWD);
        assertThat(hop.connections()).isEqualTo(1);
        assertThat(hop.log().split("Accepted publickey", -1)).hasSize(2);
      }
    }
  }

  /** One socket with room for many, who are counted. */
  private static final class Crowd implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel door;
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore left = new Semaphore(0);

    Crowd(Path path) throws IOException {
      this.path = path;
      this.door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      door.bind(UnixDomainSocketAddress.of(path), CROWD);
      Thread.ofPlatform().daemon().start(this::accept);
    }

    Path path() {
      return path;
    }

    private void accept() {
      try {
        while (true) {
          var one = door.accept();
          Thread.ofVirtual().start(() -> serve(one));
        }
      } catch (IOException e) {
        // The test is over.
      }
    }

    private void serve(SocketChannel one) {
      try (one) {
        arrived.release();
        while (one.read(ByteBuffer.allocate(16)) >= 0) {
          // Whatever is typed.
        }
      } catch (IOException e) {
        // Broken off is left, too.
      }
      left.release();
    }

    void awaitArrivals(int count) throws InterruptedException {
      await(arrived, count);
    }

    void awaitDepartures(int count) throws InterruptedException {
      await(left, count);
    }

    private static void await(Semaphore events, int count) throws InterruptedException {
      assertThat(events.tryAcquire(count, TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("%d of %d", events.availablePermits(), count)
          .isTrue();
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private void settings(String hops, String via, FakeGuest... vms) throws IOException {
    var consoles = new StringBuilder();
    for (int i = 0; i < vms.length; i++) {
      consoles.append(
          "  lab/vm%d: { address: \"%s\", via: %s }\n"
              .formatted(i, vms[i].address(), i == 0 ? via : hop.via()));
    }
    Files.writeString(
        dir.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        hops: %s
        consoles:
        %s
        """
            .formatted(dir, ALICE.publicKey(), hops, consoles));
  }

  private String common() {
    return "{ key: \"%s\", known-hosts: \"%s\" }".formatted(ALICE.key(), hop.knownHosts());
  }

  @Test
  void anotherWayIsTakenAtOnceAndNobodyElseNotices() throws IOException {
    try (var other = Sshd.in(dir.resolve("other"));
        var moving = FakeGuest.unix(dir.resolve("vm0")).echoing();
        var staying = FakeGuest.unix(dir.resolve("vm1")).echoing()) {
      settings(common(), "\"" + hop.hop() + "\"", moving, staying);
      try (var gateway = GatewayProcess.on(dir);
          var first = gateway.ssh("vm0").pipes().attached();
          var second = gateway.ssh("vm1+eof=close").pipes().attached()) {
        settings(common(), other.via(), moving, staying);
        gateway.signal("HUP");
        gateway.err().await("event=settings-read");

        first.awaitNotice("another way");
        first.awaitNotice("connected again");
        first.type("moved");
        first.awaitOut("moved");
        second.type("stayed");
        second.awaitOut("stayed");
        second.endInput();
        assertThat(second.result().err()).doesNotContain("another way");
        assertThat(other.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void checkSignsInToEachHop() throws IOException {
    try (var vm = FakeGuest.unix(dir.resolve("vm0"))) {
      settings(common(), "\"" + hop.hop() + "\"", vm);
      assertThat(check().exitCode()).isZero();

      hop.trust("");
      var bad = check();

      assertThat(bad.exitCode()).isEqualTo(69);
      assertThat(bad.out()).contains("add the line: " + hop.knownHostsLine());
    }
  }

  private Ssh.Result check() {
    try (Program check =
        GatewayProcess.main(
            List.of(), "check", "--hops", "--config", dir.resolve("console-gw.yaml").toString())) {
      return check.result();
    }
  }

  @Test
  void mistakesOfAWayAreToldAtOnceWhereTheyStand() throws IOException {
    try (var vm = FakeGuest.unix(dir.resolve("vm0"))) {
      settings("{ }", "[\"ssh://hv1\", \"hv2\", { to: \"ssh://a@b\", key: /k, agent: /a }]", vm);

      var mistakes = check();

      assertThat(mistakes.exitCode()).isEqualTo(78);
      assertThat(mistakes.err().lines().filter(line -> line.contains(":7:")).toList())
          .anyMatch(line -> line.contains("a hop is written ssh://user@host:22"))
          .anyMatch(line -> line.contains("what to sign in to this hop with is missing"))
          .anyMatch(line -> line.contains("whom to trust as this hop is missing"))
          .anyMatch(line -> line.contains("both a key and an agent"));
    }
  }
}
