package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static dev.consolegw.gateway.testing.client.RawHttp.body;
import static dev.consolegw.gateway.testing.client.RawHttp.header;
import static dev.consolegw.gateway.testing.client.RawHttp.request;
import static dev.consolegw.gateway.testing.client.RawHttp.status;
import static dev.consolegw.gateway.testing.client.RawHttp.upgrade;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.BrowserGateway;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a browser is given: a cookie for a ticket, the page, and its websocket. */
@Timeout(120)
class WebPageTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private BrowserGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new BrowserGateway(
            "{ listen: \"127.0.0.1:0\" }",
            console("lab/shared", vm.address()),
            console("lab/watched", vm.address()),
            console("lab/dead", ConsoleAddress.tcp("127.0.0.1", 1)));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private String ask(String method, String target, String... headers) {
    return RawHttp.ask(gateway.port(), request(method, target, headers));
  }

  /** What a browser that has followed a link sends from then on. */
  private String cookie(TestPerson who, String console) {
    var answer = ask("GET", "/c/lab/" + console + "?ticket=" + gateway.ticket(who, console));
    assertThat(status(answer)).as(answer).isEqualTo(303);
    return "Cookie: " + header(answer, "Set-Cookie").split(";", 2)[0];
  }

  private String socket(String console, String... headers) {
    return RawHttp.ask(gateway.port(), upgrade("/c/lab/" + console + "/console", headers));
  }

  @Test
  void aTicketBecomesOnceTheCookieOfItsConsoleAlone() {
    var ticket = gateway.ticket(ALICE, "shared");

    var answer = ask("GET", "/c/lab/shared?replay=60&ticket=" + ticket);

    assertThat(status(answer)).isEqualTo(303);
    assertThat(header(answer, "Location")).isEqualTo("/c/lab/shared?replay=60");
    assertThat(header(answer, "Set-Cookie"))
        .matches("console=[A-Za-z0-9_-]{43}; Path=/c/lab/shared; HttpOnly; SameSite=Strict");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    var again = ask("GET", "/c/lab/shared?ticket=" + ticket);
    assertThat(status(again)).isEqualTo(403);
    assertThat(body(again)).isEmpty();
  }

  @Test
  void whatIsUsedTooOldForeignOrNoTicketIsRefusedInTheSameWords() {
    var used = gateway.ticket(ALICE, "shared");
    ask("GET", "/c/lab/shared?ticket=" + used);
    var old = gateway.ticket(ALICE, "shared");
    gateway.pass(Duration.ofSeconds(60));
    var foreign = gateway.ticket(ALICE, "watched");
    var list = gateway.listTicket(ALICE);

    var answers =
        java.util.stream.Stream.of(used, old, foreign, list, "a".repeat(43), "")
            .map(ticket -> ask("GET", "/c/lab/shared?ticket=" + ticket))
            .distinct()
            .toList();

    assertThat(answers).hasSize(1);
    assertThat(status(answers.getFirst())).isEqualTo(403);
  }

  @Test
  void thePageRunsNothingButWhatComesFromHere() {
    var answer = ask("GET", "/c/lab/shared", cookie(ALICE, "shared"));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(body(answer)).contains("a console");
    assertThat(header(answer, "Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .contains("frame-ancestors 'none'");
    assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Permissions-Policy")).doesNotContain("clipboard");
    assertThat(body(ask("HEAD", "/c/lab/shared", cookie(ALICE, "shared")))).isEmpty();
  }

  @Test
  void whoeverHasNoCookieForItIsToldHowToGetALink() {
    var elsewhere = cookie(ALICE, "watched");

    for (var answer :
        new String[] {
          ask("GET", "/c/lab/shared", "Accept: text/html;q=0.9"),
          ask("GET", "/c/lab/shared", "Accept: text/html", elsewhere),
          ask("HEAD", "/c/lab/shared?ticket=" + gateway.ticket(ALICE, "shared"))
        }) {
      assertThat(status(answer)).isEqualTo(401);
    }
    var page = ask("GET", "/c/lab/shared", "Accept: text/html");
    assertThat(body(page)).contains("<p>").contains("ssh NAME@gateway url");
    assertThat(body(ask("GET", "/c/lab/shared"))).startsWith("{\"type\":\"error\"");
  }

  @Test
  void aCookieOpensTheWebsocketOfOurOwnPageAlone() {
    var cookie = cookie(ALICE, "shared");

    assertThat(status(socket("shared", cookie))).isEqualTo(403);
    assertThat(status(socket("shared", cookie, "Origin: https://evil.example.org"))).isEqualTo(403);
    assertThat(status(socket("shared", cookie, "Origin: null"))).isEqualTo(403);
    assertThat(status(socket("shared", "Origin: " + gateway.url()))).isEqualTo(401);
    try (var web =
        WebClient.to(
            "ws://127.0.0.1:" + gateway.port() + "/c/lab/shared/console?replay=none",
            "Cookie",
            cookie.substring("Cookie: ".length()),
            "Origin",
            gateway.url())) {
      assertThat(web.texts().awaitLine()).contains("\"name\":\"lab/shared\"");
      web.texts().await("attached");
      web.type("hello");
      vm.typed().await("hello");
    }
  }

  @Test
  void aPageIsToldInItsWebsocketThatAConsoleCannotBeReached() {
    try (var web =
        WebClient.to(
            "ws://127.0.0.1:" + gateway.port() + "/c/lab/dead/console",
            "Cookie",
            cookie(ALICE, "dead").substring("Cookie: ".length()),
            "Origin",
            gateway.url())) {
      web.texts().await("{\"type\":\"end\",\"status\":69,\"message\":\"");
      assertThat(web.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void cookiesEndAndSoDoLinksThatLast() {
    var once = cookie(ALICE, "shared");
    var lasting = gateway.ticket(ALICE, "shared", Duration.ofHours(1));

    gateway.pass(Duration.ofHours(12).minusSeconds(1));
    assertThat(status(ask("GET", "/c/lab/shared", once))).isEqualTo(200);
    gateway.pass(Duration.ofSeconds(1));

    assertThat(status(ask("GET", "/c/lab/shared", once))).isEqualTo(401);
    assertThat(status(ask("GET", "/c/lab/shared?ticket=" + lasting))).isEqualTo(403);
  }

  @Test
  void aLinkThatLastsOpensNothingWhereNoRuleAllowsThatAnyMore() {
    var lasting = gateway.ticket(ALICE, "shared", Duration.ofHours(1));
    assertThat(status(ask("GET", "/c/lab/shared?ticket=" + lasting))).isEqualTo(403);

    gateway
        .gateway()
        .reload(text -> text.replace("right: manage }", "right: manage, url: { for: 1h } }"));

    assertThat(status(ask("GET", "/c/lab/shared?ticket=" + lasting))).isEqualTo(303);
    assertThat(status(ask("GET", "/c/lab/shared?ticket=" + lasting))).isEqualTo(303);
  }

  @Test
  void whoMayNoLongerOpenItGetsNoPage() {
    var cookie = cookie(BOB, "shared");
    gateway.gateway().reload(text -> text.replace("[\"lab/shared\"]", "[\"lab/other\"]"));

    var forbidden = ask("GET", "/c/lab/shared", cookie);

    assertThat(status(forbidden)).isEqualTo(404);
    gateway
        .gateway()
        .reload(text -> text.replace(BOB.publicKey(), TestPerson.STRANGER.publicKey()));
    assertThat(status(ask("GET", "/c/lab/shared", cookie))).isEqualTo(403);
  }

  @Test
  void aBrowserThatComesFromElsewhereIsSentOnByAPageInBetween() {
    var answer =
        ask(
            "GET",
            "/c/lab/shared?ticket=" + gateway.ticket(ALICE, "shared"),
            "Sec-Fetch-Site: cross-site");

    assertThat(status(answer)).isEqualTo(200);
    assertThat(header(answer, "Set-Cookie")).startsWith("console=");
    assertThat(body(answer)).contains("content=\"0;url=/c/lab/shared\"").doesNotContain("ticket");
  }

  @Test
  void whoeverLeavesIsForgotten() {
    var cookie = cookie(ALICE, "shared");

    var answer = ask("DELETE", "/c/lab/shared", cookie);

    assertThat(status(answer)).isEqualTo(204);
    assertThat(header(answer, "Set-Cookie")).endsWith("Max-Age=0");
    assertThat(status(ask("GET", "/c/lab/shared", cookie))).isEqualTo(401);
  }

  @Test
  void theListIsThatOfWhoeverTheTicketIs() {
    var answer = ask("GET", "/?ticket=" + gateway.listTicket(BOB));
    assertThat(status(answer)).isEqualTo(303);
    assertThat(header(answer, "Location")).isEqualTo("/");
    assertThat(header(answer, "Set-Cookie"))
        .matches("console-menu=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
    var cookie = "Cookie: other=1; " + header(answer, "Set-Cookie").split(";", 2)[0];

    assertThat(body(ask("GET", "/", cookie))).contains("the list");
    assertThat(body(ask("GET", "/vms", cookie)))
        .isEqualTo(
            "{\"consoles\":["
                + "{\"project\":\"lab\",\"name\":\"shared\",\"state\":\"idle\",\"writer\":null,"
                + "\"viewers\":0},"
                + "{\"project\":\"lab\",\"name\":\"watched\",\"state\":\"idle\",\"writer\":null,"
                + "\"viewers\":0}]}");
    assertThat(status(ask("GET", "/c/lab/shared", cookie))).isEqualTo(200);
    assertThat(status(ask("GET", "/c/lab/dead", cookie))).isEqualTo(404);
    assertThat(status(ask("GET", "/c/lab/nothing", cookie))).isEqualTo(404);
    assertThat(status(ask("GET", "/vms"))).isEqualTo(401);
    assertThat(status(ask("GET", "/vms", cookie(BOB, "shared")))).isEqualTo(401);
  }

  @Test
  void aListThatStaysOpenHasALineForItsOpeningAndNotForEachRefresh() {
    var answer = ask("GET", "/?ticket=" + gateway.listTicket(BOB));
    var cookie = "Cookie: " + header(answer, "Set-Cookie").split(";", 2)[0];
    for (int opened = 0; opened < 2; opened++) {
      assertThat(status(ask("GET", "/", cookie))).isEqualTo(200);
      for (int refreshed = 0; refreshed < 5; refreshed++) {
        assertThat(status(ask("GET", "/vms", cookie))).isEqualTo(200);
      }
    }
    assertThat(status(ask("GET", "/vms?ticket=" + gateway.listTicket(BOB)))).isEqualTo(200);
    var other = ask("GET", "/?ticket=" + gateway.listTicket(ALICE));
    var theirs = "Cookie: " + header(other, "Set-Cookie").split(";", 2)[0];
    assertThat(status(ask("GET", "/vms", theirs))).isEqualTo(200); // without its page

    assertThat(gateway.audit().stream().filter(line -> line.contains("\"event\":\"listed\"")))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"person\":\"bob\"", "\"times\":1"),
            line -> assertThat(line).contains("\"person\":\"bob\"", "\"times\":1"),
            line -> assertThat(line).contains("\"person\":\"bob\"", "\"times\":1"),
            line -> assertThat(line).contains("\"person\":\"alice\"", "\"times\":1"));
  }

  @Test
  void whatPagesAreMadeOfIsForEverybodyAndNothingElseIs() {
    var script = ask("GET", "/assets/console.js");
    assertThat(status(script)).isEqualTo(200);
    assertThat(header(script, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(body(script)).hasSize(120_000);
    var tag = header(script, "ETag");
    var packed = ask("GET", "/assets/console.js", "Accept-Encoding: br, gzip");
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(body(packed).length()).isLessThan(10_000);

    assertThat(status(ask("GET", "/assets/console.js", "If-None-Match: " + tag))).isEqualTo(304);
    assertThat(header(packed, "ETag")).isNotEqualTo(tag);
    for (var other :
        new String[] {
          "console.html", "secret.pem", "..%2fconsole.js", "../console.js", "", "x/y"
        }) {
      assertThat(status(ask("GET", "/assets/" + other))).as(other).isEqualTo(404);
    }
    assertThat(status(ask("POST", "/assets/console.js"))).isEqualTo(405);
  }
}
