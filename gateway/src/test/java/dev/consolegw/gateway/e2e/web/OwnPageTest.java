package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Browser;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page of somebody's own in a real browser, with the script that docs/web.md shows. */
@Tag("long")
@Timeout(120)
class OwnPageTest {
  private static Browser browser;

  private final FakeOdorobo agent = FakeOdorobo.plain();
  private final HttpServer pages;
  private final String origin;
  private TestGateway gateway;
  private volatile String page = "";

  OwnPageTest() throws IOException {
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin = "http://127.0.0.1:" + pages.getAddress().getPort();
  }

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @BeforeEach
  void start() {
    pages.createContext(
        "/",
        exchange -> {
          var body = page.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    pages.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    pages.stop(0);
    agent.close();
  }

  private void serve(String allowed) throws IOException {
    gateway =
        TestGateway.withWeb(
            "{ listen: \"127.0.0.1:0\", origins: [\"" + allowed + "\"] }",
            console("lab/web1", agent.address()));
    var link = gateway.ssh(ALICE, "web1").command("url --websocket").run();
    assertThat(link.exitCode()).as(link.err()).isZero();
    page =
        """
        <!doctype html><title>own</title>
        <script>
        var shown = '', reports = [];
        const url = %s, show = (text) => { shown += text; }, report = (text) => reports.push(text);
        </script>
        <script>
        %s
        socket.addEventListener('close', () => reports.push('closed'));
        </script>
        """
            .formatted(Browser.quoted(link.out().strip()), example());
  }

  private static String example() throws IOException {
    var text = Files.readString(Path.of("..", "docs", "web.md"));
    var block = Pattern.compile("(?ms)^```js\n(.*?)^```$").matcher(text);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void theExampleTypesAndShowsWhatTheGuestPrints() throws IOException {
    serve(origin);
    try (var tab = browser.open(origin)) {
      assertThat(agent.awaitSize()).isEqualTo("100x30");
      agent.awaitTyped("id\r");
      agent.print(new byte[] {'c', 'a', 'f', (byte) 0xC3});
      agent.print(new byte[] {(byte) 0xA9});
      tab.until("shown.includes('café')");
      tab.press("x").press("Enter").press("Shift");
      agent.awaitTyped("x\r");
      tab.eval("socket.send('no control')");
      tab.until("reports.some((it) => it.startsWith('a text frame holds one JSON object'))");
      assertThat(tab.problems()).isEmpty();
    }
  }

  @Test
  void aPageThatIsNotAllowedGetsNoConsole() throws IOException {
    serve("https://panel.example.org");
    try (var tab = browser.open(origin)) {
      tab.until("reports.includes('closed')");
      assertThat(tab.eval("shown").textValue()).isEmpty();
    }
    assertThat(agent.typed().soFar()).isEmpty();
  }
}
