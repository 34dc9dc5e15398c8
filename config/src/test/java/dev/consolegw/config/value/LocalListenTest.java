package dev.consolegw.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalListenTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9090", "127.8.9.1:0", "[::1]:9090", "localhost:1"})
  void aPortOfTheLoopbackIsTaken(String text) {
    assertThat(LocalListen.parse(text)).isEqualTo(new LocalListen.Port(HostPort.parse(text)));
    assertThat(LocalListen.parse(text)).hasToString(text);
  }

  @Test
  void aSocketOfTheFileSystemIsTaken() {
    var longest = "/" + "x".repeat(LocalListen.LONGEST_PATH - 1);

    assertThat(LocalListen.parse("unix:/run/console-gw/ops.sock"))
        .isEqualTo(new LocalListen.Socket(Path.of("/run/console-gw/ops.sock")))
        .hasToString("unix:/run/console-gw/ops.sock");
    assertThat(LocalListen.parse("unix:" + longest))
        .isEqualTo(new LocalListen.Socket(Path.of(longest)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9090", "10.0.0.5:9090", "[::]:9090", "gateway:9090"})
  void whatOtherMachinesReachIsRefused(String text) {
    assertThatThrownBy(() -> LocalListen.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is reached by other machines, and nobody signs in here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unix: | is no UNIX socket",
        "unix:@name | is no UNIX socket",
        "unix:ops.sock | is no UNIX socket",
        "9090 | is no address with a port",
        "/run/ops.sock | is no address with a port"
      })
  void whatIsNeitherIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> LocalListen.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aPathThatLinuxDoesNotTakeIsRefused() {
    var tooLong = "unix:/" + "x".repeat(LocalListen.LONGEST_PATH);

    assertThatThrownBy(() -> LocalListen.parse(tooLong)).hasMessageContaining("at most 107 bytes");
  }
}
