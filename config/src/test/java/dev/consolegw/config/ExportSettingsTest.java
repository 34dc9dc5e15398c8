package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.value.log.ExportAddress;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log systems in the settings. */
class ExportSettingsTest {
  private static Settings read(String yaml) throws SettingsException {
    var problems = new Problems();
    var settings = SettingsLoader.parse("f", yaml, problems);
    problems.throwIfAny();
    return settings;
  }

  @Test
  void eachHasAName() throws SettingsException {
    var exports =
        read("""
        export:
          loki: { to: "loki+https://logs/tenant/", headers: { X-Scope-OrgID: a }, token-file: /t, ca: /c }
          siem: { to: "syslog+tls://logs:6514", consoles: [lab/*, "*/db1"] }
          all: { to: "file:/var/log/consoles.jsonl" }
        """)
            .export();

    assertThat(exports.keySet()).containsExactly("loki", "siem", "all");
    var all = List.copyOf(exports.values());
    var loki = all.get(0);
    assertThat(loki.to()).isEqualTo(new ExportAddress.Loki(URI.create("https://logs/tenant")));
    assertThat(loki.headers()).containsEntry("X-Scope-OrgID", new Secret("a"));
    assertThat(all.get(1).to()).isEqualTo(new ExportAddress.Syslog(new HostPort("logs", 6514)));
    assertThat(all.get(1).consoles()).extracting(it -> it.value()).contains("*/db1");
    assertThat(all.get(2).to())
        .isEqualTo(new ExportAddress.File(Path.of("/var/log/consoles.jsonl")));
    assertThat(all.get(2).consoles()).extracting(it -> it.value()).containsExactly("*/*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/a/b",
        "syslog+tls://[::1]:6514",
        "loki+http://127.0.0.1:3100",
        "otlp+https://h/x"
      })
  void anAddressIsWrittenAsItIsRead(String text) {
    assertThat(ExportAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      value = {
        "a: { to: ^http://x^ }|is no log system",
        "a: { to: ^file:x^ }|is no log system",
        "a: { to: ^syslog+tls://x:0^ }|has no port to send to",
        "a: { to: ^loki+https://u:p@x^ }|is more than scheme, host, port and path",
        "a: { to: ^otlp+https://x?y^ }|is more than scheme, host, port and path",
        "a: { to: ^loki+http://x^, ca: /c }|ca goes with TLS alone",
        "a: { to: ^syslog+tls://x:1^, token-file: /t }|headers and token-file go with",
        "a: {}|'to' is missing",
      },
      delimiter = '|')
  void mistakesAreSaid(String yaml, String sentence) {
    assertThatThrownBy(() -> read("export: { " + yaml.replace('^', '"') + " }"))
        .hasMessageContaining(sentence);
  }

  @Test
  void moreThanEightAreTooMany() {
    var nine =
        IntStream.range(0, 9)
            .mapToObj("  e%d: { to: \"file:/x\" }"::formatted)
            .collect(Collectors.joining("\n"));

    assertThatThrownBy(() -> read("export:\n" + nine))
        .hasMessageContaining("10:3: there are more than 8 log systems");
  }
}
