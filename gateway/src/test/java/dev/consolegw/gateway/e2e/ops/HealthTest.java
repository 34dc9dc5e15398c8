package dev.consolegw.gateway.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What load balancers and the like are told of a gateway. */
class HealthTest {
  private static final String PORT = "ops: { listen: \"127.0.0.1:0\" }";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void oneThatServesIsAliveAndReady() {
    try (var gateway = TestGateway.withMore(PORT)) {
      var alive = Scrape.get(gateway.opsPort(), "/livez");
      var ready = Scrape.get(gateway.opsPort(), "/readyz");

      assertThat(alive).startsWith("HTTP/1.1 200 OK\r\n").contains("application/json");
      assertThat(Scrape.body(alive))
          .isEqualTo("{\"ready\":true,\"components\":{\"threads\":{\"ready\":true}}}\n");
      assertThat(ready).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(Scrape.body(ready))
          .isEqualTo(
              "{\"ready\":true,\"components\":{\"ssh\":{\"ready\":true},"
                  + "\"draining\":{\"ready\":true},\"disk\":{\"ready\":true},"
                  + "\"audit\":{\"ready\":true}}}\n");
    }
  }

  /** With other settings, rights end sooner. */
  @Test
  void aSilentCloudIsWaitedForAsTheSettingsSayThatAreInUse() throws IOException {
    var stub = CloudStub.start();
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
    var clouds = new CloudFiles(Map.of(), List.of(folder));
    try (var gateway = TestGateway.with("{ cloud: stub }\n" + PORT, clouds)) {
      stub.close();
      assertThat(Scrape.body(Scrape.get(gateway.opsPort(), "/readyz")))
          .contains("\"openstack\":{\"ready\":true}");

      gateway.reload(
          text -> text.replace("{ cloud: stub }", "{ cloud: stub, refresh: 1s, grant: 1s }"));

      awaitReady(
          gateway, "\"openstack\":{\"ready\":false,\"reason\":\"the cloud has shown nothing");
    }
  }

  private static void awaitReady(TestGateway gateway, String words) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    var last = "";
    while (!last.contains(words) && System.nanoTime() - end < 0) {
      last = Scrape.get(gateway.opsPort(), "/readyz");
    }
    assertThat(last).contains(words);
  }
}
