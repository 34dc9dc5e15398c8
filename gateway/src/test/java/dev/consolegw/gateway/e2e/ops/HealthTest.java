package dev.consolegw.gateway.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;

/** What load balancers and the like are told of a gateway. */
class HealthTest {
  private static final String PORT = "ops: { listen: \"127.0.0.1:0\" }";

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
}
