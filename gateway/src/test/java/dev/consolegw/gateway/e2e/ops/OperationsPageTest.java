package dev.consolegw.gateway.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page for operators, as they stand there. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");

  @TempDir private Path folder;

  /** All blocks of this language. */
  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  void curlIsAnsweredAtAPortAndAtASocket() throws IOException {
    var lines = blocks("sh").getFirst().lines().toList();
    assertThat(lines).hasSize(2);
    try (var atPort = TestGateway.withMore("ops: { listen: \"127.0.0.1:0\" }");
        var atSocket = TestGateway.withMore("ops: { listen: \"unix:FOLDER/ops.sock\" }")) {
      var port = "127.0.0.1:" + atPort.opsPort();
      var socket = atSocket.folder().resolve("ops.sock").toString();

      assertThat(Program.run("sh", "-c", lines.getFirst().replace("127.0.0.1:9090", port)))
          .startsWith("{\"ready\":true,");
      assertThat(
              Program.run("sh", "-c", lines.getLast().replace("/run/console-gw/ops.sock", socket)))
          .contains("\nconsole_gw_build_info{");
    }
  }

  @Test
  void anAnswerHasThePartsThatAreShown() throws IOException {
    var shown = new ObjectMapper().readTree(blocks("json").getFirst());
    try (var gateway = TestGateway.withMore("ops: { listen: \"127.0.0.1:0\" }")) {
      var answer = Scrape.body(Scrape.get(gateway.opsPort(), "/readyz"));

      assertThat(parts(shown).keySet())
          .isEqualTo(parts(new ObjectMapper().readTree(answer)).keySet());
      assertThat(parts(shown).values().stream().allMatch(it -> it.get("ready").asBoolean()))
          .isEqualTo(shown.get("ready").asBoolean());
    }
  }

  private static Map<String, JsonNode> parts(JsonNode answer) {
    var parts = new TreeMap<String, JsonNode>();
    answer.get("components").properties().forEach(it -> parts.put(it.getKey(), it.getValue()));
    return parts;
  }

  @Test
  void haproxyTakesItsSettings() throws IOException {
    var listener = "listen here\n  bind 127.0.0.1:1\n  mode tcp\n  timeout client 5m\n";
    var times = "defaults\n  timeout connect 10s\n  timeout server 5m\n" + listener;
    var settings =
        Files.writeString(folder.resolve("haproxy.cfg"), times + blocks("text").getFirst());

    try (var haproxy = Program.start(List.of("haproxy", "-c", "-f", settings.toString()))) {
      var result = haproxy.result();
      assertThat(result.exitCode()).as(result.toString()).isZero();
    }
  }
}
