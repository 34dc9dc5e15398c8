package dev.consolegw.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class CloudCheckTest {
  private static final Fault FORBIDDEN = new Fault.Status(403, -1);
  private static final String SECRETS = ".*(gateway-pw|gAAAA-|console-secret|other-pw).*";

  @TempDir private Path directory;
  private final List<String> report = new CopyOnWriteArrayList<>();
  private final FakeQemuWebSocket console = FakeQemuWebSocket.plain();
  private CloudStub stub;

  @BeforeEach
  void open() throws IOException {
    console.takeAnyPath();
    stub = CloudStub.start();
    var data = stub.data();
    data.domain("default", "Default", true);
    data.project("alpha", "Alpha", "default", true);
    data.user("u1", "alice", "default", true);
    data.role("alpha", "u1", "member");
    data.key("u1", "laptop", "ssh-ed25519 AAAA");
    server("SHUTOFF");
  }

  @AfterEach
  void close() {
    stub.close();
    console.close();
  }

  private void server(String status) {
    var address = URI.create(console.address() + "?token=console-secret");
    stub.data()
        .server(
            new StubData.Server(
                "s1", "alpha", "web", status, "2026-01-01T00:00:00Z", address, Map.of()));
  }

  private ExitCode check() throws IOException {
    return check(stub.cloudsYaml(), InstantSource.system(), CloudCheck.MOST);
  }

  private ExitCode check(String clouds, InstantSource clock, Duration most) throws IOException {
    Files.writeString(directory.resolve("clouds.yaml"), clouds);
    var files = new CloudFiles(Map.of(), List.of(directory));
    try {
      return CloudCheck.run(CloudCheck.find(Optional.of("stub"), files), clock, report::add, most);
    } catch (SettingsException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private List<String> lines(String mark) {
    return report.stream().filter(line -> line.startsWith(mark)).toList();
  }

  @Test
  void aCloudThatGivesAllIsGoodAndNothingSecretIsWritten() throws IOException {
    server("ACTIVE");
    try (var log = LoggedLines.of("ROOT")) {
      var verdict = check();

      assertThat(report).noneMatch(line -> line.startsWith("missing"));
      assertThat(verdict).isEqualTo(ExitCode.OK);
      assertThat(lines("ok"))
          .hasSize(14)
          .contains("ok      sign-in: a token for the whole system")
          .contains("ok      key pairs of others: 1 of 1 people")
          .contains("ok      servers of project Default:Alpha: 1")
          .anyMatch(line -> line.startsWith("ok      console proxy: ws://127.0.0.1, port "));
      assertThat(report).noneMatch(line -> line.matches(SECRETS));
      assertThat(log.lines()).noneMatch(line -> line.matches(SECRETS));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /v3/users                | users               | --system all reader
          GET /v3/projects             | projects            | --system all reader
          GET /v3/domains              | domains             | --system all reader
          GET /v3/role_assignments     | role assignments    | --system all reader
          GET /v2.1/os-keypairs        | key pairs of others | os_compute_api:os-keypairs:index
          GET /v2.1/servers/detail     | servers of project  | os_compute_api:servers:detail
          GET /v2.1/servers/s1         | one server          | os_compute_api:servers:show
          /remote-consoles             | console of a server | os_compute_api:os-remote-consoles
          POST /v2.1/servers/s1/action | console output      | os_compute_api:os-console-output
          """)
  void whatIsForbiddenIsNamedWithWhatToDo(String call, String what, String advice)
      throws IOException {
    server("ACTIVE");
    console.answerHandshakesWith("HTTP/1.1 403 Forbidden\r\n\r\n"); // not to wait for its silence
    stub.fail(call, FORBIDDEN, 9);

    assertThat(check()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing " + what)).singleElement().asString().contains("permit", advice);
    assertThat(report).noneMatch(line -> line.matches(SECRETS));
  }

  @Test
  void aProxyThatRefusesIsMissing() throws IOException {
    server("ACTIVE");
    console.answerHandshakesWith("HTTP/1.1 403 Forbidden\r\n\r\n");

    assertThat(check()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing")).singleElement().asString().contains("console proxy", "base_url");
  }

  @Test
  void aServerWithoutASerialConsoleSaysWhereToEnableThem() throws IOException {
    server("ACTIVE");
    stub.fail("/remote-consoles", new Fault.Status(400, -1), 9);

    assertThat(check()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing")).singleElement().asString().contains("[serial_console] enabled");
  }

  @Test
  void aProjectWithoutARoleForUsIsNamed() throws IOException {
    var projects =
        """
        {"projects": [{"id": "beta", "name": "Beta \\u001b[31m", "domain_id": "default", "enabled": true}]}
        """;
    stub.fail("GET /v3/projects", new Fault.Says(projects), 9);

    assertThat(check()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing token for project \"Default:Beta \\\\x1b[31m\""))
        .singleElement()
        .asString()
        .contains("--inherited console_gw");
  }

  @Test
  void aDomainThatIsNotServedFailsNothing() throws IOException {
    server("ACTIVE");
    stub.data().domain("other", "Other", true);
    stub.data().domain("shut", "Shut", false);
    stub.data().project("gamma", "Gamma", "shut", true);
    stub.data().role("gamma", "u1", "member");

    assertThat(check()).isEqualTo(ExitCode.OK);
    assertThat(lines("warning domain Shut is not served")).hasSize(1);
    assertThat(lines("missing")).isEmpty();
  }

  @Test
  void anApplicationCredentialGetsAdviceThatHelpsIt() throws IOException {
    stub.data().project("bound", "Bound", "default", true);
    assertThat(check(bound("application-pw"), InstantSource.system(), CloudCheck.MOST))
        .isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing users")).singleElement().asString().contains("identity:list_users");
    assertThat(lines("missing")).noneMatch(line -> line.contains("--system all reader"));

    report.clear();
    check(bound("other-pw"), InstantSource.system(), CloudCheck.MOST);
    assertThat(lines("missing sign-in"))
        .singleElement()
        .asString()
        .contains("application_credential_secret in clouds.yaml")
        .doesNotContain("see user");
  }

  private String bound(String secret) {
    return """
    clouds:
      stub:
        auth_type: v3applicationcredential
        auth:
          auth_url: %s
          application_credential_id: a
          application_credential_secret: %s
    """
        .formatted(stub.authUrl(), secret);
  }

  @Test
  void keysOfOurOwnInPlaceOfTheirsAreFound() throws IOException {
    stub.data().key("0".repeat(32), "mine", "ssh-ed25519 AAAA");

    assertThat(check()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing")).singleElement().asString().contains("our own keys");
  }

  @Test
  void anOldNovaIsRefused() throws IOException {
    stub.newest("2.5");

    assertThat(check()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing")).singleElement().asString().contains("2.10 or later");
  }

  @Test
  void aWrongPasswordIsOneSentence() throws IOException {
    var wrong = stub.cloudsYaml().replace("gateway-pw", "other-pw");

    var verdict = check(wrong, InstantSource.system(), CloudCheck.MOST);

    assertThat(verdict).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(report)
        .hasSize(2)
        .last()
        .asString()
        .startsWith("missing sign-in: Keystone refuses the user or the password")
        .doesNotMatch(SECRETS);
  }

  @Test
  void aCloudThatIsAwayIsSilent() throws IOException {
    stub.close();

    assertThat(check()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(lines("silent")).containsExactly("silent  sign-in: " + REFUSED);
  }

  private static final String REFUSED = "Keystone does not answer: the connection is refused";

  @Test
  void whatDoesNotAnswerIsNotWaitedForLongerThanSaid() throws IOException {
    var latch = new CountDownLatch(1);
    stub.fail("POST /v3/auth/tokens", new Fault.Held(latch), 9);

    var verdict = check(stub.cloudsYaml(), InstantSource.system(), Duration.ofSeconds(1));

    assertThat(verdict).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(lines("silent")).containsExactly("silent  sign-in: no answer within 1 s in all");
    latch.countDown();
  }

  @Test
  void aClockThatIsWrongIsNoticed() throws IOException {
    check(stub.cloudsYaml(), () -> Instant.now().minusSeconds(300), CloudCheck.MOST);

    assertThat(lines("warning")).anyMatch(line -> line.contains("clocks differ"));
  }
}
