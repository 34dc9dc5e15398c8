package dev.consolegw.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0:0",
        "[::1]:2222",
        "[fe80::1%eth0]:22",
        "255.1.2.3:22",
        "localhost:1",
        "gw_1.a:22",
        "gw.example-1.org:65535"
      })
  void whatIsReadIsPrintedTheSame(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":22",
        "22",
        "::1:22",
        "[]:22",
        "a b:22",
        "a:",
        "a:-1",
        "a:65536",
        "[::1]",
        "22:22",
        "1.2.3:22",
        "256.1.1.1:22",
        "0.0.0.0.0:22",
        "host.22:22",
        "-a:22",
        "a..b:22",
        "[22]:22",
        "[::1::2]:22",
        "[a.b]:22"
      })
  void whatIsNoAddressWithAPortIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostPort.parse(text))
        .withMessageStartingWith("'" + text + "'");
  }
}
