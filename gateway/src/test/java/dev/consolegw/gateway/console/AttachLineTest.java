package dev.consolegw.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Right;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one line that scripts read when they are attached. */
class AttachLineTest {
  @TempDir private Path folder;

  private String attached(String name, String id) throws Exception {
    var server = new ConsoleRef("cloud", "lab", id, name, Map.of());
    try (var stage = new Stage(folder, ConsoleLimits.DEFAULT, server)) {
      return stage.person("alice", Right.WRITE).screen().notices().getFirst();
    }
  }

  @Test
  void plainValuesStandAsTheyAre() throws Exception {
    assertThat(attached("web1.example.org", "id-1"))
        .isEqualTo(
            "attached server=web1.example.org id=id-1 port=0 session=s1 role=write others=0"
                + " offset=0");
  }

  @Test
  void valuesThatAreNoPlainWordAreQuoted() throws Exception {
    assertThat(attached("my \"web\" role=none", "a=b"))
        .startsWith("attached server=\"my \\\"web\\\" role=none\" id=\"a=b\" port=0");
  }

  @Test
  void whatATerminalObeysIsShownInsteadOfDone() throws Exception {
    assertThat(attached("web\033[2J\nattached server=x\u009b\u202e", "\r"))
        .startsWith(
            "attached server=\"web\\\\x1b[2J\\\\x0aattached server=x\\\\x9b\\\\u{202e}\""
                + " id=\"\\\\x0d\" port=0");
  }
}
