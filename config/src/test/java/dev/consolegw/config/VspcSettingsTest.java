package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.HostAddress;
import dev.consolegw.config.value.TelnetListen;
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

class VspcSettingsTest {
  private final Problems problems = new Problems();

  @Test
  void hostsOfVmwareNeedNothingButTheirSection() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", "vspc:\n", problems);

    problems.throwIfAny();
    assertThat(settings.vspc())
        .contains(
            new VspcSettings(
                new Where("f", 1, 1),
                List.of(Located.built(TelnetListen.parse("telnet://127.0.0.1:13370"))),
                List.of(),
                Optional.empty(),
                List.of(),
                Duration.ofHours(24),
                Optional.empty(),
                2000,
                10_000,
                20_000,
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, telnet://127.0.0.1:1, true",
    "telnet://[::1]:1, telnet://[::1]:1, true",
    "TELNETS://localhost:2, telnets://localhost:2, true",
    "telnets://0.0.0.0:0, telnets://0.0.0.0:0, false",
    "10.0.0.1:13370, telnet://10.0.0.1:13370, false"
  })
  void anAddressToListenAtIsReadAsItIsWritten(String written, String text, boolean loopback) {
    var listen = TelnetListen.parse(written);

    assertThat(listen).hasToString(text);
    assertThat(listen.isLoopback()).isEqualTo(loopback);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "[0:0::1], true",
    "LOCALHOST, true",
    "127.example, false",
    "10.0.0.1, false",
    "'::', false"
  })
  void anAddressWithoutAPortIsOfThisMachineAloneOrNot(String written, boolean loopback) {
    assertThat(HostAddress.parse(written).isLoopback()).isEqualTo(loopback);
  }

  @Test
  void whoComesThroughClientPortsIsNamedByRulesOnlyWhereThereAreSome() {
    var rule = "rules: [ { users: [client-ports], consoles: [\"*/*\"], right: write%s } ]\n";
    SettingsLoader.parse("f", rule.formatted(", directory: vspc"), problems);
    SettingsLoader.parse("g", "vspc: { client-ports: }\n" + rule.formatted(""), problems);
    var named = "users: { client-ports: { keys: [k] } }\n";
    SettingsLoader.parse("h", "vspc: { client-ports: }\n" + named, problems);
    SettingsLoader.parse(
        "i", "vspc: { client-ports: }\n" + rule.formatted(", directory: vspc"), problems);

    assertThat(problems.all())
        .extracting(Object::toString)
        .containsExactly(
            "f:1:20: this rule names 'client-ports', who is not under users; add them there or"
                + " remove the name",
            "g:2:20: client-ports reaches consoles of VMware's hosts alone; write directory: vspc"
                + " in this rule",
            "h:2:10: this user is called as whoever comes through vspc.client-ports; take another"
                + " name");
  }
}
