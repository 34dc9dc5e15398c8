package dev.consolegw.gateway.e2e.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeEsxi;
import dev.consolegw.gateway.testing.farside.FakeEsxi.Vm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** VMs that OpenStack runs on VMware: who may open the server in Nova may open the VM. */
@Timeout(120)
class VspcCloudTest {
  private static final Vm WEB1 = Vm.named("web1");
  private static final int NO_CONSOLE = 65;
  private static final int NOT_ALLOWED = 77;

  @TempDir private Path folder;
  private CloudStub stub;
  private TestGateway gateway;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start();
    stub.data().domain("default", "Default", true);
    stub.data().project("p-alpha", "alpha", "default", true);
    stub.data().user("u-erin", "erin", "default", true);
    stub.data().role("p-alpha", "u-erin", "member");
    stub.data().key("u-erin", "mine", TestPerson.STRANGER.publicKey());
    var digits = WEB1.uuid().replaceAll("[ -]", "");
    var uuid = digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    stub.data()
        .server(
            new StubData.Server(
                uuid,
                "p-alpha",
                "a-server",
                "ACTIVE",
                Instant.now().toString(),
                URI.create("ws://127.0.0.1:1/"),
                Map.of()));
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
    gateway =
        TestGateway.with(
            "{ cloud: stub, recheck: 5s }\n"
                + "vspc: { listen: \"127.0.0.1:0\", projects: [ { from: [127.0.0.2], project: nova,"
                + " openstack: true } ] }",
            new CloudFiles(Map.of(), List.of(folder)));
  }

  @AfterEach
  void close() {
    gateway.close();
    stub.close();
  }

  private Ssh erin(String name) {
    return gateway.ssh(TestPerson.STRANGER.key(), name);
  }

  private FakeEsxi call(Vm vm, String from) {
    return FakeEsxi.calls(gateway.vspcPort(), vm).from(from).connect().awaitServed();
  }

  @Test
  void whoMayOpenTheServerMayOpenItsVmAndNoOther() {
    try (var vm = call(WEB1, "127.0.0.2");
        var other = call(Vm.named("other"), "127.0.0.2")) {
      try (var ssh = erin("nova/web1").pipes().attached()) {
        vm.print("login: ");
        ssh.awaitOut("login: ");
        ssh.type("erin");
        vm.typed().await("erin");
      }
      assertThat(erin("nova/other").run().exitCode()).isEqualTo(NO_CONSOLE);
      assertThat(other.hasEnded()).isFalse();
    }
  }

  @Test
  void whatAnotherHostClaimsIsNotTheServer() {
    try (var impostor = call(WEB1, "127.0.0.1")) {
      assertThat(erin("vspc/web1").run().exitCode()).isEqualTo(NO_CONSOLE);
      assertThat(erin("nova/web1").run().exitCode()).isEqualTo(NO_CONSOLE);
      assertThat(impostor.hasEnded()).isFalse();
    }
  }

  @Test
  void whoLosesTheRoleLosesTheConsole() {
    try (var vm = call(WEB1, "127.0.0.2");
        var ssh = erin("nova/web1").pipes().attached()) {
      stub.data().noRole("p-alpha", "u-erin");

      assertThat(ssh.exitCode()).isEqualTo(NOT_ALLOWED);
      assertThat(vm.hasEnded()).isFalse();
    }
  }
}
