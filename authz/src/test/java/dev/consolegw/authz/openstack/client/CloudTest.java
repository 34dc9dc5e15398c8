package dev.consolegw.authz.openstack.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudTest {
  private static final URI CONSOLE = URI.create("ws://127.0.0.1:6083/?token=console-secret");

  private volatile Instant now = Instant.now();
  private CloudStub stub;
  private Cloud cloud;
  @TempDir private Path directory;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start(() -> now);
    cloud = new Cloud(config(stub.cloudsYaml()), () -> now);
    stub.data().project("alpha", "Alpha", "default", true);
    server("1", "ACTIVE");
  }

  private CloudConfig config(String cloudsYaml) throws IOException {
    Files.writeString(directory.resolve("clouds.yaml"), cloudsYaml);
    var files = new CloudFiles(Map.of(), List.of(directory));
    return files.read(Optional.of("stub"), new Problems()).orElseThrow();
  }

  @AfterEach
  void close() throws IOException {
    cloud.close();
    stub.close();
  }

  private void server(String id, String status) {
    stub.data()
        .server(
            new StubData.Server(
                id,
                "alpha",
                "my-server",
                status,
                "2026-01-01T00:00:00Z",
                CONSOLE,
                Map.of("a", "b")));
  }

  @Test
  void listsOfAnyLengthComeWhole() throws CloudException {
    for (int i = 0; i < 25; i++) {
      server("s" + i, "ACTIVE");
      stub.data().key("u1", "k" + i, "ssh-ed25519 AAAA");
    }
    stub.page(10);

    assertThat(cloud.compute("alpha").servers()).hasSize(26);
    assertThat(cloud.compute("alpha").keyPairs("u1")).hasSize(25);
  }

  @Test
  void deletedServersAreAmongTheChanged() throws CloudException {
    stub.data()
        .server(
            new StubData.Server(
                "2", "alpha", "old", "DELETED", "2026-02-01T00:00:00Z", CONSOLE, Map.of()));

    var changed = cloud.compute("alpha").servers(Instant.parse("2026-01-15T00:00:00Z"));

    assertThat(changed).extracting(it -> it.name() + it.status()).containsExactly("oldDELETED");
    assertThat(cloud.compute("alpha").servers()).hasSize(1);
  }

  @Test
  void anOldNovaIsAskedInTheOldWay() throws CloudException {
    stub.newest("2.5");

    assertThat(cloud.compute("alpha").consoleUrl("1").uri()).isEqualTo(CONSOLE);
    assertThat(stub.calls("/servers/1/action")).isEqualTo(1);
    assertThat(failure(() -> cloud.compute("alpha").keyPairs("u1")).kind()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void theStateOfAServerIsAConflict() {
    server("1", "BUILD");
    server("2", "RESCUE");

    assertThat(failure(() -> cloud.compute("alpha").consoleUrl("1")).kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(failure(() -> cloud.compute("alpha").consoleUrl("2")).kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(failure(() -> cloud.compute("alpha").consoleUrl("3")).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(() -> cloud.compute("alpha").server("../../v3")).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aLostTokenIsReplacedOnce() throws CloudException {
    cloud.compute("alpha").servers();
    stub.revokeTokens();

    assertThat(cloud.compute("alpha").servers()).hasSize(1);
    assertThat(stub.calls("POST /v3/auth/tokens")).isEqualTo(2);
  }

  @Test
  void manyWhoNeedATokenGetOne() throws Exception {
    var gate = new CountDownLatch(1);
    stub.fail("/v3/auth/tokens", new Fault.Held(gate), 1);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 50; i++) {
        tasks.add(() -> cloud.compute("alpha").servers().size());
      }
      var answers = tasks.stream().map(threads::submit).toList();
      gate.countDown();
      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(1);
      }
    }

    assertThat(stub.calls("POST /v3/auth/tokens")).isEqualTo(1);
  }

  @Test
  void anotherPasswordIsUsedAtOnce() throws Exception {
    var right = config(stub.cloudsYaml());
    cloud.signInWith(config(stub.cloudsYaml().replace("gateway-pw", "of-yesterday")));
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> cloud.compute("alpha").servers());

    cloud.signInWith(right);

    assertThat(cloud.compute("alpha").servers()).hasSize(1);
  }

  @Test
  void anotherCloudIsRefusedAndTheOldOneStaysInUse() throws Exception {
    var other = config(stub.cloudsYaml().replace("127.0.0.1", "127.0.0.9"));

    assertThatIOException()
        .isThrownBy(() -> cloud.signInWith(other))
        .withMessageContaining("restart it to use");

    assertThat(cloud.compute("alpha").servers()).hasSize(1);
  }

  @Test
  void aTokenLivesAsLongAsKeystoneSaysWhateverOurClockShows() throws Exception {
    try (var ahead = new Cloud(config(stub.cloudsYaml()), () -> now.plus(Duration.ofHours(6)))) {
      ahead.compute("alpha").servers();
      now = now.plus(Duration.ofMinutes(54));
      ahead.compute("alpha").servers();
    }

    assertThat(stub.calls("POST /v3/auth/tokens")).isEqualTo(1);
  }

  @Test
  void aTokenIsRenewedBeforeItEnds() throws CloudException {
    cloud.compute("alpha").servers();
    now = now.plus(Duration.ofMinutes(56));

    assertThat(cloud.compute("alpha").servers()).hasSize(1);
    assertThat(stub.calls("POST /v3/auth/tokens")).isEqualTo(2);
  }

  @Test
  void whileKeystoneIsAwayATokenThatWorksIsUsed() throws CloudException {
    cloud.compute("alpha").servers();
    now = now.plus(Duration.ofMinutes(56));
    stub.fail("/v3/auth/tokens", new Fault.Status(503, 3600), 99);

    assertThat(cloud.compute("alpha").servers()).hasSize(1);
    assertThat(cloud.compute("alpha").servers()).hasSize(1);
    assertThat(stub.calls("POST /v3/auth/tokens")).isEqualTo(2);
  }

  @Test
  void whatComesLaterIsTriedAgain() throws CloudException {
    stub.fail("GET /v2.1/servers", new Fault.Status(503, -1), 1);
    stub.fail("GET /v2.1/servers", new Fault.Cut(), 1);

    assertThat(cloud.compute("alpha").servers()).hasSize(1);
    assertThat(stub.calls("GET /v2.1/servers")).isEqualTo(3);
  }

  @Test
  void whoIsToldToWaitWaits() throws CloudException {
    stub.fail("GET /v2.1/servers", new Fault.Status(429, 1), 1);

    long before = System.nanoTime();
    cloud.compute("alpha").servers();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(950));
  }

  @Test
  void whoIsToldToWaitTooLongGivesUpAtOnce() {
    stub.fail("GET /v2.1/servers", new Fault.Status(429, 3600), 9);

    assertThat(failure(() -> cloud.compute("alpha").servers()).kind()).isEqualTo(Kind.TOO_MANY);
    assertThat(stub.calls("GET /v2.1/servers")).isEqualTo(1);
  }

  @Test
  void aCloudThatIsSilentIsGivenUpInTime() {
    var never = new CountDownLatch(1);
    stub.fail("remote-consoles", new Fault.Held(never), 9);

    var failure = failure(() -> cloud.compute("alpha").consoleUrl("1", Duration.ofMillis(300)));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessage("Nova does not answer: no answer in time");
  }

  @Test
  void answersWithoutSenseOrEndAreRefused() {
    stub.fail("GET /v2.1/servers", new Fault.Says("<html>"), 1);
    assertThat(failure(() -> cloud.compute("alpha").servers()).kind()).isEqualTo(Kind.BROKEN);

    stub.fail("GET /v2.1/servers", new Fault.Says("{\"servers\": 7}"), 1);
    assertThat(failure(() -> cloud.compute("alpha").servers()).kind()).isEqualTo(Kind.BROKEN);

    stub.fail("GET /v2.1/servers", new Fault.Endless(), 1);
    assertThat(failure(() -> cloud.compute("alpha").servers()))
        .hasMessageContaining("larger than 32 MiB");
  }

  @Test
  void nothingSecretIsEverShown() throws CloudException {
    var shown = new StringBuilder();
    shown.append(cloud.compute("alpha").consoleUrl("1"));
    shown.append(failure(() -> cloud.compute("beta").servers()));
    for (var fault :
        List.of(
            new Fault.Status(401, -1),
            new Fault.Status(500, -1),
            new Fault.Says("console-secret gateway-pw gAAAA-"),
            new Fault.Says("{\"error\": {\"message\": \"gateway-pw gAAAA-\"}}"))) {
      stub.fail("GET /v2.1/servers", fault, 2);
      var failure = failure(() -> cloud.compute("alpha").servers());
      var trace = new java.io.StringWriter();
      failure.printStackTrace(new java.io.PrintWriter(trace));
      shown.append(trace);
      stub.recover();
    }

    assertThat(shown.toString())
        .contains("CloudException")
        .doesNotContain("gateway-pw", "gAAAA-", "console-secret");
  }

  @Test
  void theSameRefusalTwiceIsOneCauseThoughItsRequestDiffers() {
    var one = refusal("req-1");
    var other = refusal("req-23456");

    assertThat(one.getMessage()).isNotEqualTo(other.getMessage()).contains("req-1");
    assertThat(one.cause()).isEqualTo(other.cause()).doesNotContain("req");
    assertThat(one.again().cause()).isEqualTo(one.cause());
  }

  private static CloudException refusal(String request) {
    return new CloudException(
        Kind.FORBIDDEN, "Nova refuses", Optional.of("servers:detail"), Optional.of(request));
  }

  private static CloudException failure(ThrowingCallable call) {
    return catchThrowableOfType(CloudException.class, call);
  }
}
