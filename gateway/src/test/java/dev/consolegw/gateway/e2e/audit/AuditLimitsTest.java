package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.BrowserGateway;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever is turned away because there is enough of them, or of all, is on record. */
@Timeout(120)
class AuditLimitsTest {
  private final FakeGuest vm = FakeGuest.tcp();

  @AfterEach
  void stop() {
    vm.close();
  }

  private TestGateway gateway(String ssh, String limits) {
    return TestGateway.withSsh(
        "listen: \"127.0.0.1:0\"" + ssh,
        limits
            + """
            audit: { file: "FOLDER/audit.jsonl", required: true }
            web: { listen: "127.0.0.1:0" }
            """,
        console("lab/web1", vm));
  }

  @Test
  void aConsoleOverTheWebThatIsOneTooManyOfTheirs() {
    try (var gateway = gateway("", "limits: { connections-per-person: 2 }\n");
        var audit = new AuditFile(gateway.folder().resolve("audit.jsonl"))) {
      var links = new ArrayList<String>();
      for (int i = 0; i < 3; i++) {
        links.add(gateway.ssh(ALICE, "web1").command("url --websocket").run().out().strip());
        audit.awaitEvent("signed-out"); // until then they have one more
      }
      try (var _ = WebClient.to(links.get(0));
          var _ = WebClient.to(links.get(1))) {
        var target = links.get(2).replaceFirst("ws://[^/]+", "");
        var answer = RawHttp.ask(gateway.webPort(), RawHttp.upgrade(target));
        assertThat(RawHttp.status(answer)).isEqualTo(503);
        audit.awaitEvent("refused");
      }

      var line = audit.last("refused");
      assertThat(line.get("exit").intValue()).isEqualTo(75);
      assertThat(line.path("kind").asText()).isEqualTo("console");
      assertThat(line.path("person").asText()).isEqualTo("alice");
      assertThat(line.path("conn").asText()).isEqualTo("web-3");
      assertThat(line.at("/console/id").asText()).isEqualTo("file/lab/web1:0");
      assertThat(line.path("reason").asText()).contains("as many sessions here as you may");
    }
  }

  @Test
  void aRequestOfTheWebThatIsOneTooManyOfTheirsWithOneLineAMinute() {
    try (var gateway = new BrowserGateway("{ listen: \"127.0.0.1:0\" }", console("lab/web1", vm));
        var held = gateway.holdAnswers()) {
      var underWay = new ArrayList<RawHttp>();
      for (int i = 0; i < 16; i++) {
        underWay.add(RawHttp.to(gateway.port()).send(list(gateway)));
      }
      held.await(16);
      for (int i = 0; i < 3; i++) {
        assertThat(RawHttp.status(RawHttp.ask(gateway.port(), list(gateway)))).isEqualTo(503);
      }

      underWay.forEach(RawHttp::close);
      assertThat(gateway.audit())
          .filteredOn(line -> line.contains("\"limit-reached\""))
          .map(AuditFile::parse)
          .singleElement()
          .satisfies(line -> {
            assertThat(line.path("limit").asText()).isEqualTo("web-requests");
            assertThat(line.path("times").intValue()).isEqualTo(1);
            assertThat(line.path("person").asText()).isEqualTo("alice");
            assertThat(line.at("/from/ip").asText()).isEqualTo("127.0.0.1");
          });
    }
  }

  private static String list(BrowserGateway gateway) {
    return RawHttp.request("GET", "/vms?ticket=" + gateway.listTicket(ALICE));
  }

  @Test
  void aCallerThatIsNotLetInAFewTimesAMinute() throws IOException {
    var more =
        """
        audit: { file: "FOLDER/audit.jsonl", required: true }
        web: { listen: "127.0.0.1:0", strangers: 1 }
        vspc: { listen: "127.0.0.1:0", allow: ["192.0.2.0/24"] }
        """;
    try (var gateway = TestGateway.withMore(more, console("lab/web1", vm));
        var audit = new AuditFile(gateway.folder().resolve("audit.jsonl"));
        var _ = RawHttp.to(gateway.webPort())) {
      for (int port : List.of(gateway.webPort(), gateway.vspcPort())) {
        for (int i = 0; i < 5; i++) {
          try (var next = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(ended(next)).isTrue();
          }
        }
      }
      gateway.stop();

      var lines = audit.lines("turned-away");
      assertThat(lines)
          .map(line -> line.path("listener").asText() + ' ' + line.path("reason").asText())
          .containsExactly(
              "web too-many",
              "web too-many",
              "web too-many",
              "vspc not-allowed",
              "vspc not-allowed",
              "vspc not-allowed");
      assertThat(lines)
          .allSatisfy(line -> {
            assertThat(line.at("/from/ip").asText()).isEqualTo("127.0.0.1");
            assertThat(line.at("/from/port").asInt()).isPositive();
          });
    }
  }

  private static boolean ended(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void aHostBehindTheGatewayForWhichNoPlaceIsLeft() {
    try (var gateway = gateway(", connections: 1", "");
        var audit = new AuditFile(gateway.folder().resolve("audit.jsonl"))) {
      var result = gateway.through(ALICE, "web1").run();
      assertThat(result.exitCode()).isEqualTo(255);
      audit.awaitEvent("refused");

      var line = audit.last("refused");
      assertThat(line.get("exit").intValue()).isEqualTo(75);
      assertThat(line.path("kind").asText()).isEqualTo("jump");
      assertThat(line.path("person").asText()).isEqualTo("alice");
      assertThat(line.path("user").asText()).isEqualTo("web1");
      assertThat(line.path("reason").asText()).contains("too many connections are open");
    }
  }
}
