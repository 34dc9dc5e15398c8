package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command {@code screen}, by a real client. */
@Tag("slow")
class ScreenCommandTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(console("lab/web1", vm), console("lab/other", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Ssh.Result screen(String options) {
    return gateway.ssh(ALICE, "web1").command("screen " + options).run();
  }

  private JsonNode json(String options) throws IOException {
    var result = screen("--json " + options);
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).hasLineCount(1);
    return new ObjectMapper().readTree(result.out());
  }

  private void printed(String text) {
    try (var ssh = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
      vm.print(text);
      ssh.out().await(text.length());
    }
  }

  private static final String MENU =
      "old line\r\n\033[2J\033[H\033[1mMenu\033[0m\033[3;4H\033[7mone\033[0m\033[4;4H\033[31;44mtwo"
          + "\033[0m\033[?25l\033[?1h\033[3;4H";

  @Test
  void textIsTheRowsAsTheyStand() {
    printed(MENU);

    assertThat(screen("")).isEqualTo(new Ssh.Result(0, "Menu\n\n   one\n   two\n", ""));
    assertThat(screen("--text").out()).isEqualTo(screen("").out());
  }

  @Test
  void coloursAreOursAndEndWithEachRow() {
    printed(MENU);

    assertThat(screen("--ansi").out())
        .isEqualTo("\033[0;1mMenu\033[0m\n\n   \033[0;7mone\033[0m\n   \033[0;31;44mtwo\033[0m\n");
  }

  @Test
  void aTerminalGetsColoursInItsOwnSize() {
    printed("a".repeat(100));

    try (var ssh = gateway.ssh(ALICE, "web1").command("screen").terminal()) {
      ssh.await("a".repeat(80) + "\r\n" + "a".repeat(20) + "\r\n");
    }
    assertThat(screen("--size 5x50").out())
        .isEqualTo("a".repeat(50) + "\n" + "a".repeat(50) + "\n");
  }

  @Test
  void jsonSaysAllThatIsKnown() throws IOException {
    printed(MENU);

    var screen = json("");

    assertThat(screen.get("offset").asLong()).isEqualTo(MENU.length());
    assertThat(screen.get("time").asText()).matches("\\d{4}-.*Z");
    assertThat(screen.get("size").toString())
        .isEqualTo("{\"rows\":24,\"columns\":80,\"from\":\"default\"}");
    assertThat(screen.get("cursor").toString())
        .isEqualTo("{\"row\":3,\"column\":4,\"visible\":false}");
    assertThat(screen.get("alternate").asBoolean()).isFalse();
    assertThat(screen.get("lines")).hasSize(24);
    assertThat(screen.get("lines").get(2).asText()).isEqualTo("   one");
    assertThat(screen.get("runs").get(3).toString())
        .isEqualTo("[{\"text\":\"   \"},{\"text\":\"two\",\"fg\":1,\"bg\":4}]");
    assertThat(screen.get("runs").get(2).get(1).toString())
        .isEqualTo("{\"text\":\"one\",\"reverse\":true}");
  }

  @Test
  void thePictureHoldsTheTextEscaped() {
    printed("<b>&\"\033[7mx\033[0m");

    assertThat(screen("--svg").out())
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .contains("&lt;b&gt;&amp;&quot;")
        .endsWith("</svg>\n")
        .doesNotContain("<b>");
  }

  @Test
  void theSizeIsThatOfTheRegionThatTheGuestSets() throws IOException {
    printed("\033[1;40r\033[40;100Hx");

    assertThat(json("").get("size").get("rows").asInt()).isEqualTo(40);
    assertThat(screen("").out().lines()).hasSize(40);
  }

  @Test
  void itIsShownAsItWasThen() throws IOException {
    kept();

    assertThat(screen("").out()).isEqualTo("one\ntwo\nthree\nfour\nfive\n");
    assertThat(screen("--at 10").out()).isEqualTo("one\ntwo\n");
    assertThat(screen("--at 2026-01-01T00:01:30Z").out()).isEqualTo("one\ntwo\nthree\n");
    assertThat(json("--at 4").get("offset").asLong()).isEqualTo(4);
  }

  /** Output of three minutes, as files; the last line has no end. */
  private void kept() throws IOException {
    var folder = gateway.folder().resolve("state/history/file%2Flab%2Fweb1%3A0");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("0000000000000000000.log"), "one\r\ntwo\r\nthree\r\nfour\r\nfive");
    Files.writeString(
        folder.resolve("index"),
        """
        1767225600000 0000000000000000000 time\s
        1767225660000 0000000000000000010 time\s
        1767225720000 0000000000000000017 time\s
        1767225720000 0000000000000000027 clean
        """);
  }

  private static final Map<String, String> SENSELESS =
      Map.of(
          "--size 80", "--size takes rows and columns, such as 24x80, at most 200x500, and not 80",
          "--size 0x80", "--size takes rows and columns",
          "--size 24x99999", "--size takes rows and columns",
          "--at soon", "the time soon is not understood",
          "--at 99", "offset 99 is not printed yet; the newest is 3",
          "--at 0", "what was printed before offset 0 is no longer kept",
          "--at 2000-01-01", "nothing is kept that was printed before 2000-01-01",
          "--json --svg", "only one may be given");

  @Test
  void whatMakesNoSenseIsAnsweredInOneSentence() {
    printed("one");

    SENSELESS.forEach((options, answer) -> {
      var result = screen(options);

      assertThat(result.exitCode()).as(options).isEqualTo(64);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains(answer).hasLineCount(1);
    });
  }

  @Test
  void ofAConsoleThatHasPrintedNothingNobodyKnowsTheScreen() {
    var result = screen("");

    assertThat(result.exitCode()).isEqualTo(69);
    assertThat(result.err())
        .isEqualTo(
            "console: nothing that this console has printed is kept, so nobody knows what stands on"
                + " its screen\n");
  }

  @Test
  void whoMayNotLookIsToldWhatAStrangerIs() {
    printed("secret");

    var result = gateway.ssh(BOB, "lab/other").command("screen").run();
    var stranger = gateway.ssh(BOB, "lab/nothing").command("screen").run();

    assertThat(result.exitCode()).isEqualTo(65);
    assertThat(result.err().replace("other", "nothing")).isEqualTo(stranger.err());
  }

  @Test
  void helpSaysHow() {
    assertThat(gateway.ssh(ALICE, "x").command("help screen").run().out())
        .contains("--text", "--ansi", "--json", "--svg", "--size", "--at");
  }
}
