package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the SSH front listens, with proxies in front or without. */
class SshListenTest {
  private final Problems problems = new Problems();

  private List<Settings.SshListen> listen(String text) throws SettingsException {
    return SettingsLoader.parse("f", "ssh: { listen: " + text + " }\n", problems).ssh().listen();
  }

  private static List<String> addresses(List<Settings.SshListen> all) {
    return all.stream().map(one -> one.address().value().toString()).toList();
  }

  @Test
  void anAddressAloneIsForClientsThatCallByThemselves() throws SettingsException {
    var all = listen("\"0.0.0.0:22\"");

    problems.throwIfAny();
    assertThat(addresses(all)).containsExactly("0.0.0.0:22");
    assertThat(all.getFirst().proxyFrom()).isEmpty();
  }

  @Test
  void oneOfSeveralMayBeForProxies() throws SettingsException {
    var all =
        listen(
            "[\"[::1]:22\", { address: \"10.0.0.5:2222\", proxy-from: [10.0.0.0/24, 10.1.0.7] }]");

    problems.throwIfAny();
    assertThat(addresses(all)).containsExactly("[::1]:22", "10.0.0.5:2222");
    assertThat(all.getLast().proxyFrom().stream().map(Located::value).map(Object::toString))
        .containsExactly("10.0.0.0/24", "10.1.0.7/32");
  }

  @Test
  void aMistakeIsSaidWhereItStands() throws SettingsException {
    var _ = listen("{ address: \"10.0.0.5:2222\", proxy-from: [proxies] }");

    assertThat(problems.all().stream().map(Object::toString))
        .containsExactly(
            "f:1:57: proxy-from: 'proxies' is no network; write one such as 10.0.0.0/8 or"
                + " 2001:db8::/32");
  }
}
