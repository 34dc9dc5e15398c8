package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of sessions over websockets when rights, the gateway or the line end. */
@Tag("slow")
@Timeout(120)
class WebSessionsTest {
  private static final Pattern OFFSET = Pattern.compile("\"type\":\"offset\",\"offset\":(\\d+)");

  private final FakeGuest vm = FakeGuest.tcp();
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.withWeb(
            "{ listen: \"127.0.0.1:0\" }",
            console("lab/shared", vm.address()),
            console("lab/watched", vm.address()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private String url(TestPerson who, String name) {
    var result = gateway.ssh(who, name).command("url --websocket").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  @Test
  void whoLosesTheirRightHearsItAndIsGone() {
    try (var web = WebClient.to(url(BOB, "shared"))) {
      web.texts().await("role=write");

      gateway.reload(text -> text.replace("[\"lab/shared\"]", "[\"lab/other\"]"));

      web.texts().await("{\"type\":\"end\",\"status\":77,\"message\":\"");
      assertThat(web.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void whoseKeyIsTakenOutHearsItAndComesBackNoMore() {
    var later = url(BOB, "shared");
    try (var web = WebClient.to(url(BOB, "shared"))) {
      web.texts().await("role=write");

      gateway.reload(text -> text.replace(BOB.publicKey(), TestPerson.STRANGER.publicKey()));

      web.texts().await("{\"type\":\"end\",\"status\":77,\"message\":\"");
      var answer =
          RawHttp.ask(gateway.webPort(), RawHttp.upgrade(later.replaceFirst("ws://[^/]+", "")));
      assertThat(RawHttp.status(answer)).isEqualTo(403);
    }
  }

  @Test
  void whoMayOnlyWatchFromNowOnStaysAndWritesNoMore() {
    try (var web = WebClient.to(url(BOB, "shared"))) {
      web.texts().await("{\"type\":\"role\",\"role\":\"write\"}");

      gateway.reload(
          text -> text.replace("[\"lab/shared\"], right: write", "[\"lab/shared\"], right: watch"));

      web.texts().await("{\"type\":\"role\",\"role\":\"watch\"}");
    }
  }

  @Test
  void aTicketOfSomebodyWhoWantedToWatchLetsNobodyWrite() {
    try (var web = WebClient.to(url(ALICE, "shared+ro"))) {
      web.texts().await("role=watch");
      web.type("rm -rf /\r").say("{\"type\":\"take\"}");
      web.texts().await("you may");
    }
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void whoHasJustAskedForTheScreenIsToldOfTheStopToo() {
    for (int i = 0; i < 5; i++) {
      try (var first = WebClient.to(url(ALICE, "shared"))) {
        first.texts().await("role=write");
        vm.print("link web1 login: ");
        first.output().await("login: ");
      }
    }
    try (var web = WebClient.to(url(ALICE, "shared") + "&replay=500")) {
      web.say("{\"type\":\"resize\",\"cols\":118,\"rows\":34}");
      web.texts().await("role=write");
      web.say("{\"type\":\"replay\",\"what\":\"screen\"}");
      gateway.stop();

      web.texts().await("\"type\":\"end\",\"status\":75");
    }
  }

  @Test
  void whenTheGatewayStopsItsPortIsClosedAndEverybodyIsTold() {
    int port = gateway.webPort();
    try (var idle = RawHttp.to(port);
        var web = WebClient.to(url(ALICE, "shared"))) {
      web.texts().await("attached");

      gateway.stop();

      web.texts().await("{\"type\":\"end\",\"status\":75,\"message\":\"the gateway is stopping");
      assertThat(web.awaitClose()).isEqualTo(1000);
      assertThat(idle.rest()).isEmpty();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void afterACutInAFloodItGoesOnAtTheByte() {
    var expected = new StringBuilder();
    var shown = new StringBuilder();
    long count;
    try (var web = WebClient.to(url(ALICE, "shared") + "&replay=none")) {
      web.texts().await("attached");
      flood(expected, 0);
      count = offset(web);
      assertThat(count).isZero();
      var bytes = web.output().await(100_000);
      shown.append(new String(bytes, ISO_8859_1));
    } // cut, in the middle
    flood(expected, 1);
    count += shown.length();

    try (var web = WebClient.to(url(ALICE, "shared") + "&replay=@" + count)) {
      assertThat(offset(web)).isEqualTo(count);
      flood(expected, 2);
      int rest = expected.length() - shown.length();
      shown.append(new String(web.output().await(rest), ISO_8859_1));
      web.texts().await("{\"type\":\"live\"}");
    }
    assertThat(shown).hasToString(expected.toString());
  }

  private void flood(StringBuilder expected, int round) {
    for (int i = 0; i < 200; i++) {
      var line = "%d %05d \u001b[3%dm%s\u001b[0m\r\n".formatted(round, i, i % 8, "x".repeat(1000));
      vm.print(line);
      expected.append(line);
    }
  }

  private static long offset(WebClient web) {
    while (true) {
      Matcher found = OFFSET.matcher(web.texts().awaitLine());
      if (found.find()) {
        return Long.parseLong(found.group(1));
      }
    }
  }

  /** Requests that are under way have a bound; consoles have that of all connections. */
  @Test
  void aPersonMayHaveMoreConsolesThanRequestsUnderWay() {
    var open = new ArrayList<WebClient>();
    for (int i = 0; i < 10; i++) {
      open.add(WebClient.to(url(ALICE, "shared") + "&ro"));
      open.add(WebClient.to(url(ALICE, "watched") + "&ro"));
    }

    open.forEach(web -> web.texts().await("attached"));
    open.forEach(WebClient::close);
  }

  @Test
  void linksThatLastAreForThoseWhoseRuleSaysSo() {
    var denied = gateway.ssh(ALICE, "shared").command("url --for 8h").run();
    assertThat(denied.exitCode()).isEqualTo(77);
    assertThat(denied.err()).contains("url: { for: 8h }");
    gateway.reload(text -> text.replace("right: manage }", "right: manage, url: { for: 8h } }"));

    var longer = gateway.ssh(ALICE, "shared").command("url --for 9h").run();
    var garbled = gateway.ssh(ALICE, "shared").command("url --for soon").run();
    var lasting = gateway.ssh(ALICE, "shared").command("url --websocket --for 8h").run();

    assertThat(longer.exitCode()).isEqualTo(77);
    assertThat(longer.err()).contains("your rule allows links for 8h at most");
    assertThat(garbled.exitCode()).isEqualTo(64);
    for (int i = 0; i < 2; i++) {
      try (var web = WebClient.to(lasting.out().strip())) {
        web.texts().await("attached");
      }
    }
  }

  @Test
  void theListAndConsolesThatAreNotTheirsHaveNoWebsocket() {
    var list = gateway.ssh(ALICE, "menu").command("url --websocket").run();
    assertThat(list.exitCode()).isEqualTo(64);
    var foreign = gateway.ssh(BOB, "lab/hidden").command("url").run();
    assertThat(foreign.exitCode()).isEqualTo(65);
  }

  @Test
  void noLineOfTheLogHasATicket() throws InterruptedException {
    try (var lines = LoggedLines.of("dev.consolegw")) {
      var url = url(ALICE, "shared");
      var ticket = url.substring(url.indexOf("ticket=") + "ticket=".length());
      WebClient.to(url).close();
      var path = url.replaceFirst("ws://[^/]+", "");
      assertThat(RawHttp.status(RawHttp.ask(gateway.webPort(), RawHttp.upgrade(path))))
          .isEqualTo(403);
      assertThat(RawHttp.ask(gateway.webPort(), "GET " + path + " HTTP/9\r\n\r\n"))
          .doesNotContain(ticket);

      lines.await("event=ticket-refused");
      assertThat(String.join("\n", lines.lines()))
          .contains("event=ticket-given", "event=ticket-used", "key=ticket-of-SHA256:")
          .doesNotContain(ticket);
    }
  }
}
