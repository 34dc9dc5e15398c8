package dev.consolegw.config.value.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls://logs.example.org:6514",
        "tls://[::1]:6514",
        "udp://10.0.0.1:514",
        "unix:/dev/log"
      })
  void anAddressIsWhatWasWritten(String text) {
    assertThat(SyslogAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://a:514, is no syslog server",
    "logs.example.org, is no syslog server",
    "unix:log, is no syslog server",
    "'', is no syslog server",
    "tls://a, is no address with a port",
    "tls://a:0, has no port to send to",
    "udp://:514, is no address with a port"
  })
  void aMistakeIsOneSentence(String text, String sentence) {
    assertThatThrownBy(() -> SyslogAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }
}
