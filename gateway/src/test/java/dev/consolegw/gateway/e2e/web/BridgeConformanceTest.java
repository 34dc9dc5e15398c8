package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client of Odorobo's bridge relies on holds of an agent, as ours is tested with, and of the
 * gateway in front of that agent. Where the two differ, a test says how.
 */
@Tag("slow")
@Timeout(120)
class BridgeConformanceTest {
  private static final String CONNECTED = "{\"type\":\"connected\",\"vm_id\":\"";
  private static final String ERROR = "{\"type\":\"error\",\"message\":\"";

  private final FakeOdorobo agent = FakeOdorobo.plain();
  private TestGateway gateway;

  /** Whom the client speaks to. */
  enum Bridge {
    AGENT,
    GATEWAY
  }

  @BeforeEach
  void start() {
    gateway =
        TestGateway.withWeb("{ listen: \"127.0.0.1:0\" }", console("lab/web1", agent.address()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    agent.close();
  }

  private String url(Bridge bridge) {
    return switch (bridge) {
      case AGENT ->
          agent.address().toString().replaceFirst("^odorobo(.*)/web1$", "ws$1/vms/web1/console");
      case GATEWAY -> {
        var ticket = gateway.ssh(ALICE, "web1").command("url --websocket").run();
        assertThat(ticket.exitCode()).as(ticket.err()).isZero();
        yield ticket.out().strip();
      }
    };
  }

  private WebClient open(Bridge bridge) {
    return WebClient.to(url(bridge));
  }

  private static int refusal(String url) {
    var failure = catchThrowable(() -> WebClient.to(url).close());
    assertThat(failure).as(url).hasCauseInstanceOf(WebSocketHandshakeException.class);
    return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
  }

  @ParameterizedTest
  @EnumSource
  void itSaysThatItIsConnectedBeforeAnythingElse(Bridge bridge) {
    var url = url(bridge);
    var id = URI.create(url).getPath().replaceFirst("^/vms/(.*)/console$", "$1");
    try (var client = WebClient.to(url)) {
      agent.print("login: ");
      client.output().await("login: ");

      assertThat(client.saidBeforeOutput()).startsWith(CONNECTED + id + '"');
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyByteGoesBothWays(Bridge bridge) {
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (var client = open(bridge)) {
      client.type(new String(all, StandardCharsets.ISO_8859_1));
      assertThat(agent.typed().await(256)).isEqualTo(all);
      agent.print(all);
      assertThat(client.output().await(256)).isEqualTo(all);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsAStreamInWhateverPiecesItComes(Bridge bridge) {
    var random = new Random(1);
    var bytes = new byte[200_000];
    random.nextBytes(bytes);
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    try (var client = open(bridge)) {
      for (int at = 0; at < bytes.length; ) {
        int end =
            Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 10 : 20_000));
        client.type(text.substring(at, end));
        agent.print(Arrays.copyOfRange(bytes, at, end));
        at = end;
      }

      assertThat(agent.typed().await(bytes.length)).isEqualTo(bytes);
      assertThat(client.output().await(bytes.length)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesMayComeInFragments(Bridge bridge) {
    try (var client = open(bridge)) {
      client.typeInFragments("una", "", "me -a", "\r");
      agent.awaitTyped("uname -a\r");
      client.sayInFragments("{\"type\":\"res", "ize\",\"cols\":132,", "\"rows\":50}");
      assertThat(agent.awaitSize()).isEqualTo("132x50");
      client.type("x");
      agent.awaitTyped("x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void sizesReachTheGuestWithPixelsWhereTheClientKnowsThem(Bridge bridge) {
    try (var client = open(bridge)) {
      client.say("{\"type\":\"resize\",\"cols\":120,\"rows\":40}");
      assertThat(agent.awaitSize()).isEqualTo("120x40");
      client.say(
          "{\"type\":\"resize\",\"cols\":121,\"rows\":41,\"x_pixels\":960,\"y_pixels\":720}");
      assertThat(agent.awaitSize()).isEqualTo("121x41 960x720");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetIsAnInterruptALineAndAnEnd(Bridge bridge) {
    try (var client = open(bridge)) {
      client.say("{\"type\":\"reset_session\"}");

      assertThat(agent.typed().await(3)).containsExactly(0x03, 0x0D, 0x04);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoControlIsAnErrorAndTheSessionStaysOpen(Bridge bridge) {
    try (var client = open(bridge)) {
      for (var text :
          new String[] {
            "uname -a\n",
            "[]",
            "{\"type\":\"later\"}",
            "{\"type\":\"resize\"}",
            "{\"type\":\"resize\",\"cols\":0,\"rows\":40}"
          }) {
        client.say(text);
        client.texts().await(ERROR);
      }
      client.type("still here");
      agent.awaitTyped("still here");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPingIsAnsweredWithItsText(Bridge bridge) {
    try (var client = open(bridge)) {
      client.ping("are you there");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCloseEndsTheSession(Bridge bridge) {
    try (var client = open(bridge)) {
      assertThat(client.leave()).isEqualTo(1000);
    }
    agent.awaitNoClient();
  }

  @ParameterizedTest
  @EnumSource
  void aConsoleThatCannotBeOpenedIsNoWebsocket(Bridge bridge) {
    agent.breakConsole();

    assertThat(refusal(url(bridge))).isEqualTo(500);
  }

  @Test
  void anAgentKnowsNoOtherVmAndAGatewayHasATicketForOneAlone() {
    assertThat(refusal(url(Bridge.AGENT).replace("web1", "web2"))).isEqualTo(404);
    assertThat(refusal(url(Bridge.GATEWAY).replaceFirst("/vms/[^/]+/", "/vms/web2/")))
        .isEqualTo(403);
    assertThat(refusal(url(Bridge.GATEWAY).replaceFirst("[?].*", ""))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/vms", "/vms/web1", "/vms/web1/console/", "/vms/web1/consoles"})
  void thereIsNothingElse(String path) {
    for (var bridge : Bridge.values()) {
      var url = url(bridge).replaceFirst("(ws://[^/]+).*", "$1" + path);
      assertThat(refusal(url)).as(url).isBetween(400, 499);
    }
  }

  @Test
  void onlyAGatewayTellsWhatElseItUnderstands() {
    try (var client = open(Bridge.AGENT)) {
      assertThat(client.texts().awaitLine()).isEqualTo(CONNECTED + "web1\"}");
    }
    try (var client = open(Bridge.GATEWAY)) {
      assertThat(client.texts().awaitLine()).contains("\",\"extensions\":[\"");
    }
  }

  /** Of an agent's two clients each sees a part, or one waits for the other. */
  @Test
  void onlyAGatewayShowsAllToBothOfTwoClients() {
    try (var one = open(Bridge.GATEWAY);
        var other = open(Bridge.GATEWAY)) {
      agent.print("to whom it may concern");
      one.output().await("to whom it may concern");
      other.output().await("to whom it may concern");
      one.texts().await("\"viewers\",\"count\":2");
    }
  }
}
