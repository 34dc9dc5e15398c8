package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Websocket clients of others, used as docs/web.md says. */
@Timeout(120)
class WebToolsTest {
  @TempDir private Path folder;

  private final FakeOdorobo agent = FakeOdorobo.plain();
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.withWeb("{ listen: \"127.0.0.1:0\" }", console("lab/web1", agent.address()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    agent.close();
  }

  private String url() {
    var result = gateway.ssh(ALICE, "web1").command("url --websocket").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  /** The first example of the page in a language. */
  private static String example(String language) throws IOException {
    var page = Files.readString(Path.of("..", "docs", "web.md"));
    var block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(page);
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }

  @Test
  void theExampleInPythonTypesAndPrints() throws IOException {
    var script = Files.writeString(folder.resolve("console.py"), example("python"));
    try (var python = Program.start(List.of("/usr/bin/python3", script.toString(), url()))) {
      assertThat(agent.awaitSize()).isEqualTo("120x40");
      agent.awaitTyped("uname -a\r");
      agent.print(new byte[] {'L', 'i', 'n', 'u', 'x', (byte) 0xff, '\r', '\n'});

      var result = python.result();

      assertThat(result.out()).isEqualTo("Linux\u00ff\r\n");
      assertThat(result.err()).contains("attached server=web1").doesNotContain("Traceback");
      assertThat(result.exitCode()).isZero();
    }
    agent.awaitNoClient();
  }

  @Test
  void theClientOfThePythonLibraryLooksAndSaysControls() {
    var words = List.of("/usr/bin/python3", "-m", "websockets", url());
    try (var python = Program.start(words)) {
      python.out().await("< {\"type\":\"connected\",\"vm_id\":\"");
      python.type("{\"type\":\"resize\",\"cols\":132,\"rows\":50}\n");
      assertThat(agent.awaitSize()).isEqualTo("132x50");
      agent.print("login");
      python.out().await("< (binary) 6c6f67696e");
      python.type("ls\n");
      python.out().await("< {\"type\":\"error\",\"message\":\"a text frame holds one JSON object");
      python.endInput();
      python.out().await("Connection closed: 1000");
    }
    agent.awaitNoClient();
  }

  /** What it is refused with it shows. */
  @Test
  void theClientOfThePythonLibraryIsRefusedWithoutATicket() {
    var words = List.of("/usr/bin/python3", "-m", "websockets", url().replaceFirst("[?].*", ""));
    try (var python = Program.start(words)) {
      python.out().await("401");
    }
  }
}
