package dev.consolegw.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which command lines need nobody who knows all commands. */
class ServeCommandTest {
  private static final Path FILE = Path.of("/some where/gw.yaml");

  @Test
  void aServicesCommandLineIsPlain() {
    assertThat(ServeCommand.plain("serve", "--config", FILE.toString())).contains(FILE);
    assertThat(ServeCommand.plain("serve", "--config=" + FILE)).contains(FILE);
    assertThat(ServeCommand.plain("serve")).contains(Path.of("/etc/console-gw/console-gw.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "check",
        "serve --help",
        "serve --config",
        "serve --config=",
        "serve --config --help",
        "serve --config=a b",
        "serve --config a b",
        "serve --configuration a",
        "serve @arguments",
        "serve --config @file",
        "serve --config no\0path",
        "check --config a",
        "help serve",
      })
  void whateverElseIsTypedIsReadWhereMistakesAreExplained(String line) {
    assertThat(ServeCommand.plain(line.split(" ", -1))).isEmpty();
  }
}
