package dev.consolegw.gateway.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.Qemu;
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
    assertThat(blocks("text")).hasSize(3);
    for (var block : blocks("text")) {
      var settings = Files.writeString(folder.resolve("haproxy.cfg"), times + block);

      try (var haproxy = Program.start(List.of("haproxy", "-c", "-f", settings.toString()))) {
        var result = haproxy.result();
        assertThat(result.exitCode()).as(result.toString()).isZero();
      }
    }
  }

  @Test
  void haproxyPassesOnWhatABalancerAsksAndNothingElse() throws IOException {
    int port = Qemu.freePort();
    try (var gateway = TestGateway.withMore("ops: { listen: \"127.0.0.1:0\" }")) {
      var times = "defaults\n  timeout connect 10s\n  timeout client 5m\n  timeout server 5m\n";
      var block =
          blocks("text")
              .get(1)
              .replace("10.0.0.5:9091", "127.0.0.1:" + port)
              .replace("127.0.0.1:9090", "127.0.0.1:" + gateway.opsPort());
      var settings = Files.writeString(folder.resolve("haproxy.cfg"), times + block);
      try (var _ = Program.start(List.of("haproxy", "-db", "-f", settings.toString()))) {
        assertThat(asked(port, "/readyz")).startsWith("{\"ready\":true,").endsWith("\n200");
        assertThat(asked(port, "/metrics")).endsWith("403");
      }
    }
  }

  /** The answer and its status, once somebody listens there. */
  private static String asked(int port, String path) {
    var curl = "curl -s --retry 60 --retry-delay 1 --retry-connrefused -w '%{http_code}' ";
    return Program.run("sh", "-c", curl + "http://127.0.0.1:" + port + path);
  }
}
