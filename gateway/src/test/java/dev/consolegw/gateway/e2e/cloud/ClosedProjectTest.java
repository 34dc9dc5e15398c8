package dev.consolegw.gateway.e2e.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that takes something back while the gateway holds a console of it. */
@Tag("slow")
class ClosedProjectTest {
  private static final String CAPTURE = "console-gw:capture";

  @TempDir private Path folder;
  private final FakeQemuWebSocket console = FakeQemuWebSocket.plain();
  private CloudStub stub;
  private TestGateway gateway;

  @BeforeEach
  void open() throws IOException {
    console.takeAnyPath();
    stub = CloudStub.start();
    stub.data().domain("default", "Default", true);
    stub.data().project("p-alpha", "alpha", "default", true);
    stub.data().project("p-beta", "beta", "default", true);
    stub.data().user("u-erin", "erin", "default", true);
    stub.data().role("p-alpha", "u-erin", "member");
    stub.data().key("u-erin", "mine", TestPerson.STRANGER.publicKey());
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
  }

  @AfterEach
  void close() {
    gateway.close();
    stub.close();
    console.close();
  }

  private void start(Map<String, String> metadata) {
    server(metadata);
    gateway =
        TestGateway.with(
            "{ cloud: stub, recheck: 5s, capture: { metadata: { \"" + CAPTURE + "\": \"yes\" } } }",
            new CloudFiles(Map.of(), List.of(folder)));
  }

  private void server(Map<String, String> metadata) {
    var address = URI.create(console.address() + "?token=secret");
    var now = Instant.now().toString();
    stub.data()
        .server(new StubData.Server("s-1", "p-alpha", "web", "ACTIVE", now, address, metadata));
  }

  @Test
  void aSessionEndsAtTheRecheckThoughKeystoneGivesNoTokenForTheProject() {
    start(Map.of());
    try (var ssh = gateway.ssh(TestPerson.STRANGER.key(), "alpha/web+ro").pipes().attached()) {
      stub.data().project("p-alpha", "alpha", "default", false);

      var end = ssh.result();

      assertThat(end.exitCode()).isEqualTo(77);
      assertThat(end.err()).isEqualTo("console: you may no longer use this console\n");
    }
  }

  @Test
  void aCapturedConsoleIsLetGoOfWhenItsMetadataIsGone() {
    start(Map.of(CAPTURE, "yes"));
    console.awaitClient();

    server(Map.of());

    console.awaitNoClient();
  }

  @Test
  void aCapturedConsoleIsLetGoOfWhenItsProjectIsDisabled() {
    start(Map.of(CAPTURE, "yes"));
    console.awaitClient();

    try (var ssh = gateway.ssh(TestPerson.STRANGER.key(), "alpha/web+ro").pipes().attached()) {
      stub.data().project("p-alpha", "alpha", "default", false);
      assertThat(ssh.result().exitCode()).isEqualTo(77);
    }
    console.awaitNoClient();
  }
}
