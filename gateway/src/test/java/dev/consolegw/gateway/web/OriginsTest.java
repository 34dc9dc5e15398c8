package dev.consolegw.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose pages may open consoles. */
class OriginsTest {
  private static final Origins ALLOWED = allowed();

  private static Origins allowed() {
    var text = "web: { origins: [\"https://Panel.example.org:8443\"] }\n";
    var parsed = SettingsLoader.parse("test.yaml", text, new Problems());
    var own = WebUrl.parse("https://consoles.example.org:443/gw");
    return Origins.of(parsed.web().orElseThrow(), Stream.of(own));
  }

  private static boolean admits(String origin) {
    return ALLOWED.admit(request(Map.of("origin", origin)));
  }

  private static HttpRequest request(Map<String, String> headers) {
    return new HttpRequest("GET", List.of(""), Map.of(), headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://consoles.example.org",
        "HTTPS://Consoles.Example.org",
        "https://panel.example.org:8443"
      })
  void thoseOfTheSettingsMay(String origin) {
    assertThat(admits(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "*",
        "https://evil.example.org",
        "http://consoles.example.org",
        "https://consoles.example.org:444",
        "https://consoles.example.org.evil.example",
        "https://evilconsoles.example.org",
        "https://x.consoles.example.org",
        "https://consoles.example.org/",
        "https://consoles.example.org/gw",
        "https://consoles.example.org, https://evil.example.org",
        "https://consoles.example.org https://evil.example.org",
        "https://panel.example.org"
      })
  void noOtherMay(String origin) {
    assertThat(admits(origin)).isFalse();
  }

  @Test
  void aToolComesFromNowhere() {
    assertThat(ALLOWED.admit(request(Map.of("host", "gw")))).isTrue();
  }
}
