package dev.consolegw.gateway.command.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/** A screen in each of its forms. */
class PicturesTest {
  private static Shot shot(String output) {
    return shot(5, 20, output);
  }

  private static Shot shot(int rows, int columns, String output) {
    var screen = new ScreenModel(rows, columns);
    screen.feed(ByteBuffer.wrap(output.getBytes(UTF_8)));
    var size = new GuestScreens.Size(rows, columns, "asked");
    return Shot.of(screen, size, 7, Optional.empty());
  }

  @Test
  void textHasNeitherBlanksAtTheEndNorEmptyRows() {
    assertThat(TextPicture.of(shot("one  \r\n\r\n  two\033[44m   \033[0m\r\n\r\n")))
        .containsExactly("one", "", "  two");
    assertThat(TextPicture.of(shot(""))).isEmpty();
    assertThat(TextPicture.of(shot("漢字x"))).containsExactly("漢字x");
  }

  @Test
  void whatWasDrawnWithOurColoursLooksTheSame() {
    var output =
        "\033[1;4;38;5;200;48;2;1;2;3mone\033[0m two \033[7;9;91;104mthree\r\n\033[0;44m    \033[0m"
            + "\r\n\033[2;3;53;36mf\033[0mg";
    var once = shot(output);

    var again = shot(String.join("\r\n", AnsiPicture.of(once)));

    assertThat(again.rows()).isEqualTo(once.rows());
  }

  /** What is allowed out: text, and SGR that was made of numbers. */
  private static final String ALLOWED = "(?:[^\\p{Cntrl}\\x80-\\x9f]|\\033\\[0(?:;\\d{1,3})*m)*";

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
            "a",
            "<",
            "&",
            "\"",
            "'",
            "]]>",
            "\033",
            "[",
            "0m",
            "\033[6n",
            "\033]0;t\007",
            "\u009b",
            "\033P",
            "\033\\",
            "\n",
            "\r",
            "\b",
            "漢",
            "é",
            "e\u0301",
            "\u202e",
            "\u0000",
            "\u007f",
            "\033[31m",
            "\033[7m",
            "\033[38;5;999m",
            "\033[5;5H",
            "\033(0",
            "q",
            "\033[?1049h",
            "😀",
            "\ud800",
            "\ufffe",
            "\033[999999999m",
            "\u200d",
            "\ufe0f")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 1_000) // each draws much
  void nothingOfTheGuestsIsObeyed(@ForAll("hostile") String output) throws Exception {
    var shot = shot(output);

    assertThat(AnsiPicture.of(shot)).allMatch(row -> row.matches(ALLOWED));
    assertThat(TextPicture.of(shot)).allMatch(row -> row.matches("[^\\p{Cntrl}\\x80-\\x9f]*"));
    assertThat(JsonPicture.of(shot)).matches("[\\x20-\\x7e]*");
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(SvgPicture.of(shot))));
    var elements = svg.getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      assertThat(elements.item(i).getNodeName()).isIn("svg", "rect", "text");
    }
  }

  @Test
  void jsonCountsFromOneAndKeepsEveryRow() throws IOException {
    var json = new ObjectMapper().readTree(JsonPicture.of(shot("ab\033[38;2;1;2;3mc\033[0m")));

    assertThat(json.get("offset").asLong()).isEqualTo(7);
    assertThat(json.get("time").isNull()).isTrue();
    assertThat(json.get("cursor").toString())
        .isEqualTo("{\"row\":1,\"column\":4,\"visible\":true}");
    assertThat(json.get("lines")).hasSize(5);
    assertThat(json.get("runs").get(0).toString())
        .isEqualTo("[{\"text\":\"ab\"},{\"text\":\"c\",\"fg\":\"#010203\"}]");
    assertThat(json.get("runs").get(1)).isEmpty();
  }

  @Test
  void thePictureHasAPlaceForEachRun() {
    var svg = SvgPicture.of(shot("a\033[7mbc\033[0m\033[2;3H\033[1;31mX\033[?25l"));

    assertThat(svg)
        .contains("width=\"168.0\" height=\"85.0\"")
        .contains("<rect x=\"8.4\" y=\"0.0\" width=\"16.8\" height=\"17.0\" fill=\"#e5e5e5\"/>")
        .contains("fill=\"#000000\">bc</text>")
        .contains("x=\"16.8\" y=\"30.0\" textLength=\"8.4\"")
        .contains("fill=\"#cd0000\" font-weight=\"bold\">X</text>")
        .doesNotContain("stroke=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"24", "24x", "x80", "0x80", "24x0", "201x80", "24x501", "-1x80", "24 x 80"})
  void sizesThatAreNoneAreRefused(String text) {
    assertThatThrownBy(() -> ScreenSize.parse(text))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--size takes rows and columns, such as 24x80");
  }
}
