package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.config.yaml.Where;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSettingsTest {
  private final Problems problems = new Problems();

  private List<String> mistakes(String web) throws SettingsException {
    var _ = SettingsLoader.parse("f", "web: " + web + "\n", problems);
    return problems.all().stream().map(Object::toString).toList();
  }

  @Test
  void browsersNeedNothingButTheirSection() throws SettingsException {
    var settings = SettingsLoader.parse("f", "web:\n", problems);

    problems.throwIfAny();
    assertThat(settings.web())
        .contains(
            new WebSettings(
                new Where("f", 1, 1),
                List.of(Located.built(new HostPort("127.0.0.1", 8890))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                64,
                512));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ listen: \"127.0.0.1:0\" }",
        "{ listen: \"[::1]:8890\", public-url: \"http://localhost:8890\" }",
        "{ listen: \"10.0.0.5:443\", tls: { cert: /c } }",
        "{ listen: \"0.0.0.0:443\", tls: { cert: /c }, public-url: \"https://gw.example.org\" }",
        "{ listen: \"10.0.0.5:80\", public-url: \"https://example.org/consoles/\" }",
        "{ origins: [\"https://panel.example.org\", \"http://localhost:3000\"] }"
      })
  void whatKeepsTicketsToItselfIsRight(String web) throws SettingsException {
    assertThat(mistakes(web)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ listen: \"10.0.0.5:80\" } | f:1:16: tickets would cross the network to 10.0.0.5:80 in"
            + " the clear",
        "{ listen: \"0.0.0.0:443\", tls: { cert: /c } } | every address of this machine",
        "{ listen: \"[::]:443\", tls: { cert: /c } } | write the one that people use under"
            + " public-url",
        "{ public-url: \"http://gw.example.org\" } | in the clear, and browsers keep no cookie",
        "{ tls: { cert: /c }, public-url: \"http://gw.example.org\" } | would meet TLS",
        "{ public-url: \"https://gw.example.org/a;b\" } | is no address of a web page",
        "{ public-url: \"https://gw.example.org/a/../b\" } | is no address of a web page",
        "{ public-url: \"https://gw.example.org/?a\" } | is no address of a web page",
        "{ public-url: \"ftp://gw.example.org\" } | is no address of a web page",
        "{ origins: \"https://panel.example.org/app\" } | write https://panel.example.org",
        "{ origins: \"http://panel.example.org\" } | write the https:// one"
      })
  void whatDoesNotIsSaidWithWhatToDo(String web, String sentence) throws SettingsException {
    assertThat(mistakes(web)).anySatisfy(it -> assertThat(it).contains(sentence));
  }

  @ParameterizedTest
  @CsvSource({
    "https://GW.example.org:443/a/, https://gw.example.org, /a, true",
    "http://127.0.0.1:8890, http://127.0.0.1:8890, '', false",
    "http://[::1]:80, http://[::1], '', false"
  })
  void anAddressSaysWhereItsPagesComeFrom(String written, String origin, String path, boolean tls) {
    var url = WebUrl.parse(written);

    assertThat(url.origin()).isEqualTo(origin);
    assertThat(url.path()).isEqualTo(path);
    assertThat(url.tls()).isEqualTo(tls);
    assertThat(url.isLoopback()).isEqualTo(!tls);
  }

  @Test
  void whatIsNoAddressIsSaidSo() {
    assertThatThrownBy(() -> WebUrl.parse("gw.example.org"))
        .hasMessageContaining("is no address of a web page; write https://HOST");
  }

  @Test
  void aRuleSaysForHowLongLinksMayLast() throws SettingsException {
    var settings =
        SettingsLoader.parse(
            "f",
            """
            users: { alice: { keys: a } }
            rules: [ { users: [alice], consoles: ["*/*"], right: watch, url: { for: 8h } } ]
            """,
            problems);

    problems.throwIfAny();
    assertThat(settings.rules().getFirst().url().longest()).isEqualTo(Duration.ofHours(8));
  }
}
