package dev.consolegw.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://consoles.example.org,https://consoles.example.org",
    "https://Consoles.Example.org/,https://consoles.example.org",
    "HTTPS://consoles.example.org:443/a/b,https://consoles.example.org",
    "http://consoles.example.org:80,http://consoles.example.org",
    "https://consoles.example.org:80,https://consoles.example.org:80",
    "https://consoles.example.org:8443/a,https://consoles.example.org:8443",
    "http://127.0.0.1:8890,http://127.0.0.1:8890",
    "http://[::1]:8890/,http://[::1]:8890"
  })
  void itsPagesComeFromWhereBrowsersSayThatTheyDo(String text, String origin) {
    assertThat(WebUrl.parse(text).origin()).isEqualTo(origin);
  }

  @Test
  void itEndsWithNoSlashSoThatAPathCanFollow() {
    assertThat(WebUrl.parse("https://a.example/consoles/"))
        .hasToString("https://a.example/consoles");
    assertThat(WebUrl.parse("https://a.example/")).hasToString("https://a.example");
  }

  @Test
  void onlyHttpsIsOverTls() {
    assertThat(WebUrl.parse("HTTPS://a.example").tls()).isTrue();
    assertThat(WebUrl.parse("http://a.example").tls()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https:",
        "https://",
        "consoles.example.org",
        "//consoles.example.org",
        "ftp://consoles.example.org",
        "ws://consoles.example.org",
        "https://alice@consoles.example.org",
        "https://consoles.example.org/?a",
        "https://consoles.example.org/#a",
        "https://consoles.example.org//",
        "https://consoles.example.org/a/../b",
        "https://consoles.example.org/a;b",
        "https://consoles.example.org:65536",
        "https://a b/",
        "https://*.example.org",
        "*"
      })
  void whatIsNoAddressOfPagesIsRefusedInOneSentence(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebUrl.parse(text))
        .withMessageContaining("is no address of a web page")
        .withMessageContaining("https://HOST");
  }

  @Property
  void anyTextIsAnAddressOrOneSentence(@ForAll("texts") String text) {
    try {
      var url = WebUrl.parse(text);
      assertThat(WebUrl.parse(url.origin()).origin()).isEqualTo(url.origin());
      assertThat(url.toString()).doesNotEndWith("/");
    } catch (IllegalArgumentException mistake) {
      assertThat(mistake.getMessage()).contains("is no address of a web page").doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<String> texts() {
    var start = Arbitraries.of("https://", "http://", "HTTPS://a.b", "https://[::1]", "", "//");
    var rest = Arbitraries.strings().withChars("aB.:/?#@%[]0189-_ \u0000\né").ofMaxLength(20);
    return start.flatMap(before -> rest.map(after -> before + after));
  }
}
