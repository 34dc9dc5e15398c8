package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.client.Browser;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of a console in a real browser, at a gateway whose line to it can be cut. */
@Tag("long")
@Timeout(120)
class PageTest {
  private static final String OPEN = "document.body?.dataset.state === 'open'";
  private static final String WRITES =
      "document.getElementById('seat').textContent === 'You write'";
  private static final String SCREEN = "#screen .xterm-rows";

  /** So much is printed while the line is cut, twice. */
  private static final int FLOOD = 3 << 20;

  private static final int PASTE = 1 << 20;

  private static Browser browser;
  private static PageRig rig;

  @BeforeAll
  static void start() throws IOException {
    rig = PageRig.start();
    browser = Browser.start();
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
    rig.close();
  }

  private static Browser.Tab open(String name) {
    return browser.open(rig.link(ALICE, name)).until(OPEN);
  }

  /** Nothing in the page went wrong, nor was held back by its content security policy. */
  private static void fine(Browser.Tab tab) {
    assertThat(tab.problems()).isEmpty();
  }

  @Test
  void whatIsTypedGoesToTheGuestAndWhatItPrintsIsDrawn() {
    var vm = rig.guest();
    try (var tab = open("shared").until(WRITES)) {
      assertThat(tab.header("content-security-policy"))
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe", "nonce");
      vm.print("web1 login: ");
      tab.awaitText(SCREEN, "web1 login:").type("root").press("Enter").press("Tab");
      vm.typed().await("root\r\t");
      assertThat(tab.eval("document.title").asText()).isEqualTo("lab/shared · connected");
      fine(tab);
    }
  }

  @Test
  void theGuestHearsTheSizeOfTheWindowAndIsReset() {
    var agent = rig.agent();
    try (var tab = open("agent").until(WRITES)) {
      assertThat(agent.awaitSize()).startsWith(size(tab) + " ");
      var before = tab.text("#size");
      tab.size(700, 500).until("document.getElementById('size').textContent !== '" + before + "'");
      assertThat(agent.awaitSize()).startsWith(size(tab) + " ");
      tab.press("Control+Shift+M").click("#reset").click("#ask .yes");
      assertThat(agent.typed().await(3)).containsExactly(0x03, 0x0D, 0x04);
      fine(tab);
    }
  }

  private static String size(Browser.Tab tab) {
    return tab.text("#size").replace(" × ", "x");
  }

  @Test
  void theSeatIsTakenFromWhoCameOverSshAndGivenBack() {
    try (var ssh = rig.ssh(BOB, "shared").terminal().attached();
        var tab = open("shared").awaitText("#seat", "bob writes")) {
      tab.click("#seat-button")
          .until("document.getElementById('seat').textContent === 'You write'");
      ssh.await("took the seat");
      tab.type("mine");
      rig.guest().typed().await("mine");
      tab.awaitText("#seat-button", "Give up").click("#seat-button");
      tab.until("!document.getElementById('seat').textContent.startsWith('You')");
      ssh.type("\u001dt");
      ssh.await("the seat is yours");
      tab.awaitText("#seat", "bob writes");
      fine(tab);
    }
  }

  @Test
  void aPageThatIsCutOffInAFloodMissesNothingAndShowsNothingTwice() throws Exception {
    var vm = rig.flooding();
    try (var first = open("flood");
        var tab = first.openBeside(rig.page("flood") + "?drop=wait").until(OPEN)) {
      long from = tab.eval("window.given.next").longValue();
      var flood = NumberedOutput.at(0, 3 * FLOOD);
      long before = rig.line().printedInAll();
      var printing = Thread.startVirtualThread(() -> vm.print(flood));
      for (int cut = 1; cut <= 2; cut++) {
        rig.line().awaitPrintedInAll(before + cut * (long) FLOOD);
        rig.line().cut();
        tab.until("document.body.dataset.state !== 'open'");
        rig.line().mend();
        tab.until(OPEN);
      }
      printing.join();
      long to = from + flood.length;
      tab.until("window.given.next >= " + to);
      var digest = tab.eval("window.digestOfGiven(%d, %d)".formatted(from, to)).asText();
      assertThat(digest).isEqualTo(sha256(flood));
      assertThat(tab.eval("window.given.urls.length").intValue()).isGreaterThanOrEqualTo(3);
      tab.awaitText(SCREEN, new String(NumberedOutput.at(flood.length - 16, 14), UTF_8));
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void aLinkOpensOnce() {
    var link = rig.link(ALICE, "shared");
    try (var tab = browser.open(link).until(OPEN);
        var thief = browser.open(link)) {
      assertThat(thief.status()).isEqualTo(403);
      assertThat(tab.eval("location.search").asText()).isEmpty();
    }
  }

  @Test
  void aPageOfAnotherOriginOpensNothing() {
    try (var tab = open("shared");
        var other = tab.openBeside("about:blank")) {
      var socket = rig.page("shared").replaceFirst("http", "ws") + "/console";
      var opened =
          other.eval(
              """
              new Promise((tell) => {
                const socket = new WebSocket(%s);
                socket.onopen = () => tell(true);
                socket.onerror = () => tell(false);
              })\
              """
                  .formatted(Browser.quoted(socket)));
      assertThat(opened.booleanValue()).isFalse();
      fine(tab);
    }
  }

  @Test
  void aRightThatIsTakenAwayEndsThePageWithItsSentence() {
    try (var tab = open("shared").until(WRITES)) {
      rig.mayUse("spare/*");
      try {
        tab.awaitText("#banner-text", "you may no longer use this console");
        tab.until("document.body.dataset.state === 'ended'").click("#banner-button");
        tab.awaitText("#banner-text", "no longer yours to open");
      } finally {
        rig.mayUse("lab/*");
      }
    }
  }

  @Test
  void aLongPasteArrivesByteForByte() {
    var vm = rig.guest();
    var line = "the quick brown fox jumps over ÄÖÜ 日本語 🙂\n";
    var text = line.repeat(PASTE / line.getBytes(UTF_8).length + 1);
    try (var tab = open("shared").until(WRITES)) {
      vm.print("\u001b[?2004h$ ");
      tab.awaitText(SCREEN, "$ ").paste(text);
      var wanted = ("\u001b[200~" + text.replace('\n', '\r') + "\u001b[201~").getBytes(UTF_8);
      assertThat(vm.typed().await(wanted.length)).isEqualTo(wanted);
      fine(tab);
    }
  }

  @Test
  void severalLinesArePastedOnlyAfterAQuestionWhereTheGuestRunsEach() {
    var vm = rig.guest();
    try (var tab = open("shared").until(WRITES)) {
      tab.paste("one\ntwo\n").awaitText("#ask h2", "Paste 2 lines?").press("Escape");
      tab.until("!document.getElementById('ask').open").paste("li\u001bne").type(".");
      vm.typed().await("line.");
      tab.paste("one\ntwo\n").click("#ask .yes");
      vm.typed().await("one\rtwo\r");
      tab.awaitText("#last-notice", "1 control character was left out");
      fine(tab);
    }
  }

  /** The guest asks where the cursor is; that is how wide what it printed is drawn. */
  @Test
  void charactersAreAsWideAsTheyAre() {
    var vm = rig.guest();
    try (var tab = open("shared").until(WRITES)) {
      wide(vm, "日本", 4);
      wide(vm, "e\u0301o\u0308", 2);
      wide(vm, "👩\u200d👩\u200d👧", 2);
      wide(vm, "🇩🇪", 2);
      tab.awaitText(SCREEN, "日本").awaitText(SCREEN, "e\u0301o\u0308").awaitText(SCREEN, "🇩🇪");
      fine(tab);
    }
  }

  private static void wide(FakeGuest vm, String text, int columns) {
    vm.print("\r\n" + text + "\u001b[6n");
    vm.typed().await(";" + (columns + 1) + "R");
  }

  @Test
  void aGuestDrawsAndDoesNothingElse() {
    var vm = rig.guest();
    try (var tab = open("shared").until(WRITES)) {
      tab.eval("navigator.clipboard.writeText('mine')");
      vm.print("\u001b]52;c;ZXZpbA==\u0007\u001b]2;lab/other\u202e\u0007\u001b[21t");
      vm.print("\u001b]8;;https://evil.example.org/\u001b\\link\u001b]8;;\u001b\\ <b>bold</b>\r\n");
      tab.awaitText("#guest-title", "lab/other").awaitText(SCREEN, "<b>bold</b>");
      assertThat(tab.eval("navigator.clipboard.readText()").asText()).isEqualTo("mine");
      assertThat(tab.eval("document.title").asText()).isEqualTo("lab/shared · connected");
      assertThat(tab.text("h1")).isEqualTo("lab/shared");
      tab.type("!");
      assertThat(vm.typed().await(1)).containsExactly('!');
      fine(tab);
    }
  }

  @Test
  void theKeyboardAloneIsEnough() {
    var vm = rig.guest();
    try (var tab = open("shared").until(WRITES)) {
      vm.print("needle in the hay\r\n");
      tab.awaitText(SCREEN, "hay").press("Control+Shift+F").type("needle");
      tab.awaitText("#found", "1 of 1").press("Escape").press("Control+Shift+C");
      tab.press("Control+Shift+M").until("document.activeElement.closest('#menu') !== null");
      tab.press("Escape").type("typed");
      vm.typed().await("typed");
      fine(tab);
    }
  }

  @Test
  void theListLeadsToAConsoleAndBack() {
    try (var tab = browser.open(rig.listLink(ALICE))) {
      tab.awaitText("#consoles", "lab/shared").type("sha").awaitText("#shown", "1 of 3");
      tab.press("Enter")
          .until(OPEN + " && document.querySelector('h1').textContent === 'lab/shared'");
      fine(tab);
      tab.click("#to-menu").awaitText("#consoles", "lab/agent");
      fine(tab);
    }
  }

  @Test
  void whoSignsOutNeedsANewLink() {
    try (var tab = open("shared").until(WRITES)) {
      tab.press("Control+Shift+M").click("#sign-out").click("#ask .yes");
      tab.awaitText("#banner-text", "ssh lab/shared@GATEWAY url");
      try (var again = tab.openBeside(rig.page("shared"))) {
        assertThat(again.status()).isEqualTo(401);
      }
      fine(tab);
    }
  }

  @Test
  void aGatewayThatStopsIsWaitedForAndKnowsNobodyAfterwards() {
    try (var tab = open("shared").until(WRITES)) {
      rig.stop();
      tab.awaitText("#banner-text", "The gateway is stopping");
      rig.startAgain();
      tab.awaitText("#banner-text", "ssh lab/shared@GATEWAY url");
    }
  }

  /** The pictures are for people to look at. */
  @Test
  void nothingStandsOutsideOfANarrowWindowInAnyLook() throws IOException {
    var pictures = Files.createDirectories(Path.of("target", "pictures"));
    for (var scheme : List.of("light", "dark")) {
      var look = new Browser.Look(360, 640, scheme);
      try (var tab = browser.open(rig.link(ALICE, "shared"), look).until(OPEN);
          var list = browser.open(rig.listLink(ALICE), look).awaitText("#consoles", "lab/flood")) {
        fits(tab.shot(pictures.resolve(scheme + "-narrow.png")));
        fits(list.shot(pictures.resolve(scheme + "-narrow-list.png")));
        fits(tab.press("Control+Shift+M").shot(pictures.resolve(scheme + "-narrow-menu.png")));
        fits(tab.size(1280, 720).shot(pictures.resolve(scheme + "-wide-menu.png")));
        fits(tab.press("Escape").shot(pictures.resolve(scheme + "-wide.png")));
        fits(list.size(1280, 720).shot(pictures.resolve(scheme + "-wide-list.png")));
      }
    }
  }

  private static void fits(Browser.Tab tab) {
    assertThat(
            tab.eval(
                    """
                    [...document.querySelectorAll('body *')].filter((each) => {
                      const { left, right, width } = each.getBoundingClientRect();
                      const isShown = each.checkVisibility() && !each.closest('.xterm, .unseen');
                      return isShown && width > 1 && (left < 0 || right > window.innerWidth);
                    }).map((each) => each.outerHTML.slice(0, 100))\
                    """)
                .toString())
        .isEqualTo("[]");
    fine(tab);
  }
}
