package dev.consolegw.gateway.e2e.hop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import dev.consolegw.gateway.testing.hop.Sshd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cloud whose console proxies only a hop can reach. */
@Timeout(60)
class CloudBehindAHopTest {
  @TempDir Path dir;

  @Test
  void novasProxyIsReachedThroughTheHop() throws IOException {
    try (var hop = Sshd.in(dir.resolve("hop"));
        var console = FakeQemuWebSocket.plain();
        var stub = CloudStub.start()) {
      console.takeAnyPath();
      describe(stub, console);
      var clouds = new CloudFiles(Map.of(), List.of(dir));
      try (var gateway = TestGateway.with("{ cloud: stub, via: " + hop.via() + " }", clouds);
          var ssh = gateway.ssh(TestPerson.STRANGER.key(), "alpha/web").pipes().attached()) {
        console.print("login: ");

        ssh.awaitOut("login: ");
        assertThat(hop.connections()).isEqualTo(1);
      }
    }
  }

  private void describe(CloudStub stub, FakeQemuWebSocket console) throws IOException {
    stub.data().domain("default", "Default", true);
    stub.data().project("p-alpha", "alpha", "default", true);
    stub.data().user("u-erin", "erin", "default", true);
    stub.data().role("p-alpha", "u-erin", "member");
    stub.data().key("u-erin", "mine", TestPerson.STRANGER.publicKey());
    var address = URI.create(console.address() + "?token=secret");
    var now = Instant.now().toString();
    stub.data()
        .server(new StubData.Server("s-1", "p-alpha", "web", "ACTIVE", now, address, Map.of()));
    Files.writeString(dir.resolve("clouds.yaml"), stub.cloudsYaml());
  }
}
