package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.client.RawHttp.header;
import static dev.consolegw.gateway.testing.client.RawHttp.request;
import static dev.consolegw.gateway.testing.client.RawHttp.status;
import static dev.consolegw.gateway.testing.client.RawHttp.upgrade;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.BrowserGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no browser does. */
@Tag("slow")
@Timeout(120)
class HostileWebClientsTest {
  private static final int FIN = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int PING = 9;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int STRANGERS = 8;

  private final FakeGuest vm = FakeGuest.tcp();
  private BrowserGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new BrowserGateway(
            "{ listen: \"127.0.0.1:0\", strangers: " + STRANGERS + " }",
            console("lab/shared", vm.address()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private String ask(String text) {
    return RawHttp.ask(gateway.port(), text);
  }

  private String target() {
    return target(ALICE);
  }

  private String target(TestPerson who) {
    return "/vms/shared/console?ticket=" + gateway.ticket(who, "shared");
  }

  /** One that has its websocket. */
  private RawHttp websocket() {
    var http = RawHttp.to(gateway.port()).send(upgrade(target(BOB)));
    assertThat(status(http.head())).isEqualTo(101);
    return http;
  }

  @Test
  void requestsThatAreTooLargeOrGarbledGetASentence() {
    var long1 = ask("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: gw\r\n\r\n");
    assertThat(status(long1)).isEqualTo(431);
    assertThat(status(ask("\u0016\u0003\u0001\r\n\r\n"))).isEqualTo(400);
    assertThat(status(ask("SSH-2.0-OpenSSH_9.2\r\n\r\n"))).isEqualTo(400);
    assertThat(status(ask(request("GET", "/nothing")))).isEqualTo(404);
    assertThat(status(ask(request("TRACE", target())))).isEqualTo(405);
    assertThat(status(ask(request("GET", target())))).isEqualTo(426);
  }

  @Test
  void whatFollowsARequestIsAnsweredByNobody() {
    assertThat(status(ask(request("GET", "/") + request("GET", "/")))).isEqualTo(400);
    assertThat(status(ask(upgrade(target()) + "early frames"))).isEqualTo(400);
    assertThat(status(ask(upgrade(target(), "Content-Length: 3") + "abc"))).isEqualTo(400);
    assertThat(status(ask(upgrade(target(), "Content-Length: 3")))).isEqualTo(400);
    assertThat(status(ask(upgrade(target(), "Transfer-Encoding: chunked")))).isEqualTo(400);
  }

  @Test
  void onlyAWholeHandshakeIsOne() {
    var answer = ask(upgrade(target()).replace("Version: 13", "Version: 8"));
    assertThat(status(answer)).isEqualTo(426);
    assertThat(header(answer, "Sec-WebSocket-Version")).isEqualTo("13");
    assertThat(status(ask(upgrade(target()).replace("Key: dGhl", "Key: ")))).isEqualTo(426);
    assertThat(status(ask(upgrade(target()).replace(", Upgrade\r\n", "\r\n")))).isEqualTo(426);
  }

  @Test
  void brokenFramesEndTheWebsocketAndNobodyElses() {
    try (var good = WebClient.to("ws://127.0.0.1:" + gateway.port() + target());
        var unmasked = websocket();
        var garbage = websocket();
        var pieces = websocket();
        var large = websocket()) {
      unmasked.send((byte) (FIN | BINARY), (byte) 1, (byte) 'x');
      garbage.send("GET / HTTP/1.1\r\n\r\n");
      pieces.frame(PING, "half".getBytes(US_ASCII));
      large.frame(TEXT, new byte[10_000]).frame(FIN, new byte[10_000]);

      assertThat(unmasked.closeCode()).isEqualTo(PROTOCOL_ERROR);
      assertThat(garbage.closeCode()).isEqualTo(PROTOCOL_ERROR);
      assertThat(pieces.closeCode()).isEqualTo(PROTOCOL_ERROR);
      assertThat(large.closeCode()).isEqualTo(1009);
      good.type("still here");
      vm.typed().await("still here");
    }
  }

  @Test
  void aClientThatSaysAThousandThingsAtOnceLosesNoKey() {
    try (var web = websocket()) {
      for (int i = 0; i < 100; i++) {
        web.frame(FIN | TEXT, "{\"type\":\"resize\",\"cols\":80,\"rows\":24}".getBytes(US_ASCII));
      }
      web.frame(FIN | BINARY, "the last".getBytes(US_ASCII));

      vm.typed().await("the last");
    }
  }

  @Test
  void strangersHaveABoundAndWhoIsKnownCountsNoMore() {
    try (var known = WebClient.to("ws://127.0.0.1:" + gateway.port() + target())) {
      known.texts().await("attached");
      var silent = new ArrayList<RawHttp>();
      for (int i = 0; i < STRANGERS; i++) {
        silent.add(RawHttp.to(gateway.port()));
      }

      try (var oneMore = RawHttp.to(gateway.port())) {
        assertThat(oneMore.rest()).isEmpty();
      }
      silent.removeFirst().close();
      var answer = "";
      while (answer.isEmpty()) { // until the place is free
        answer = ask(request("GET", "/nothing"));
      }
      assertThat(status(answer)).isEqualTo(404);
      silent.forEach(RawHttp::close);
    }
  }
}
