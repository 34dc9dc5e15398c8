package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.net.http.WebSocketHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A console over a websocket, as Odorobo's agents serve theirs; the client is the JDK's. */
@Tag("slow")
@Timeout(120)
class WebConsoleTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private final FakeOdorobo agent = FakeOdorobo.plain();
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.withWeb(
            "{ listen: \"127.0.0.1:0\", origins: [\"https://panel.example.org\"] }",
            console("lab/shared", vm.address()),
            console("lab/watched", vm.address()),
            console("lab/agent", agent.address()),
            console("lab/dead", dev.consolegw.gateway.backend.ConsoleAddress.tcp("127.0.0.1", 1)));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
    agent.close();
  }

  private String url(TestPerson who, String name) {
    var result = gateway.ssh(who, name).command("url --websocket").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .matches("ws://127\\.0\\.0\\.1:\\d+/vms/[^/?]+/console\\?ticket=[A-Za-z0-9_-]{43}\n");
    return result.out().strip();
  }

  private WebClient open(String name) {
    return WebClient.to(url(ALICE, name));
  }

  private static void refused(int status, String url, String... headers) {
    assertThatThrownBy(() -> WebClient.to(url, headers).close())
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(failure ->
            assertThat(
                    ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode())
                .isEqualTo(status));
  }

  @Test
  void keysAndOutputAreBinaryAndItSaysFirstThatItIsConnected() {
    try (var web = open("shared")) {
      assertThat(web.texts().awaitLine())
          .startsWith("{\"type\":\"connected\",\"vm_id\":\"")
          .contains("\"extensions\":[\"break\"");
      web.texts().await("{\"type\":\"notice\",\"text\":\"attached server=shared ");
      vm.print("login: ");
      web.output().await("login: ");
      web.type("root\r\0\u00ff");

      assertThat(vm.typed().await(7)).containsExactly('r', 'o', 'o', 't', '\r', 0, 0xff);
    }
    vm.awaitNoClient();
  }

  @Test
  void whereAReplayEndsIsToldThoughTheGuestStaysSilent() {
    try (var first = open("shared")) {
      first.texts().await("attached");
      vm.print("of the past\r\n");
      first.output().await("of the past\r\n");
      try (var second = WebClient.to(url(BOB, "shared") + "&replay=20")) {
        second.output().await("of the past");
        second.texts().await("live from here");
        second.texts().await("{\"type\":\"offset\",\"offset\":13}");
      }
    }
  }

  @Test
  void theScreenIsNotCountedAndNoticesStayBesideIt() {
    try (var first = open("shared")) {
      first.texts().await("attached");
      vm.print("\033[2J\033[3;3Hdrawn");
      first.output().await("drawn");
      try (var second = WebClient.to(url(BOB, "shared") + "&replay=screen")) {
        second.say("{\"type\":\"resize\",\"cols\":80,\"rows\":24}");
        second.output().await("drawn");
        second.texts().await("{\"type\":\"offset\",\"offset\":15}");
        first.say("{\"type\":\"message\",\"text\":\"hello\"}");
        second.texts().await("says: hello");
        vm.print("live");
        second.output().await("live");
      }
    }
  }

  @Test
  void sizesAndResetsReachAWireThatCarriesThem() {
    try (var web = open("agent")) {
      web.texts().await("attached");
      web.say("{\"type\":\"resize\",\"cols\":120,\"rows\":40}");
      assertThat(agent.awaitSize()).startsWith("120x40");
    }
  }

  @Test
  void whatIsNoControlIsAnErrorAndTheSessionGoesOn() {
    try (var web = open("shared")) {
      web.texts().await("attached");
      web.say("uname -a\n").say("{\"type\":\"resize\",\"cols\":0,\"rows\":40}");
      web.texts().await("{\"type\":\"error\",\"message\":\"a text frame holds one JSON object");
      web.texts().await("{\"type\":\"error\",\"message\":\"a size has at least");
      web.type("still here");

      vm.typed().await("still here");
    }
  }

  @Test
  void aTicketOpensItsConsoleOnce() {
    var url = url(ALICE, "shared");
    WebClient.to(url).close();

    refused(403, url);
    refused(403, url(ALICE, "shared").replaceFirst("/vms/[^/]+/", "/vms/agent/"));
    refused(403, url.replaceFirst("ticket=.*", "ticket=" + "a".repeat(43)));
    refused(401, url.replaceFirst("\\?ticket=.*", ""));
    refused(404, url.replaceFirst("/console", "/screen"));
    refused(400, url(ALICE, "shared") + "&colour=blue");
  }

  @Test
  void aTicketMayComeAsABearerToken() {
    var url = url(ALICE, "shared");
    var ticket = url.substring(url.indexOf("ticket=") + "ticket=".length());
    try (var web =
        WebClient.to(url.replaceFirst("\\?.*", ""), "Authorization", "Bearer " + ticket)) {
      web.texts().await("attached");
    }
  }

  @Test
  void pagesOfOthersOpenNothing() {
    refused(403, url(ALICE, "shared"), "Origin", "https://evil.example.org");
    refused(403, url(ALICE, "shared"), "Origin", "null");
    try (var web = WebClient.to(url(ALICE, "shared"), "Origin", "https://panel.example.org")) {
      web.texts().await("attached");
    }
  }

  @Test
  void aConsoleThatCannotBeReachedIsSaidSoInsteadOfAWebsocket() {
    refused(500, url(ALICE, "dead"));
  }

  @Test
  void nobodyWritesWhoMayOnlyWatch() {
    try (var web = WebClient.to(url(BOB, "watched"))) {
      web.texts().await("{\"type\":\"role\",\"role\":\"watch\"}");
      web.type("rm -rf /\r");
      web.texts().await("may not write here");
    }
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void theSeatIsTakenFromWhoCameOverSshAndGivenBack() {
    try (var ssh = gateway.ssh(BOB, "shared").terminal().attached();
        var web = open("shared")) {
      web.texts().await("role=watch");
      web.say("{\"type\":\"take\"}");
      web.texts().await("the seat is yours");
      web.texts().await("{\"type\":\"role\",\"role\":\"write\"}");
      ssh.await("took the seat; you are watching");
      web.type("mine");
      vm.typed().await("mine");
      ssh.type("\u001dt");
      web.texts().await("asks for the seat");
      web.say("{\"type\":\"give\"}");
      ssh.await("gave the seat up");
    }
  }

  @Test
  void whoeverIsSentAwayHearsWhy() {
    try (var web = open("shared")) {
      web.texts().await("attached");
      assertThat(gateway.ssh(ALICE, "shared").command("clear").run().exitCode()).isZero();

      web.texts().await("{\"type\":\"end\",\"status\":75,\"message\":\"");
      assertThat(web.awaitClose()).isEqualTo(1000);
    }
  }
}
