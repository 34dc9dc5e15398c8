package dev.consolegw.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator loads into Prometheus and Grafana. */
@Tag("slow")
class MonitoringTest {
  private static final Path FOLDER = Project.ROOT.resolve("deploy/monitoring");
  private static final Pattern NAME = Pattern.compile("\\bconsole_gw_[a-z_]+");

  /** Each metric of the page, which names what there is: a test of the gateway keeps it so. */
  private static Set<String> metrics() throws IOException {
    var page = Files.readString(Project.ROOT.resolve("docs/operations.md"));
    var names = new TreeSet<String>();
    Pattern.compile("(?m)^\\| `(console_gw_[a-z_]+)` \\|")
        .matcher(page)
        .results()
        .forEach(found -> names.add(found.group(1)));
    return names;
  }

  private static Set<String> named(String text) {
    var names = new TreeSet<String>();
    NAME.matcher(text)
        .results()
        .forEach(found -> names.add(found.group().replaceFirst("_(bucket|sum|count)$", "")));
    return names;
  }

  private static String run(String... words) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(words).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve("console-gw.json").toFile());
  }

  @Test
  void promtoolTakesTheRules() throws Exception {
    assertThat(run("promtool", "check", "rules", "alerts.yml")).contains("SUCCESS");
  }

  @Test
  void eachAlertComesWhenItIsToAndNoneBefore() throws Exception {
    assertThat(run("promtool", "test", "rules", "alerts.test.yml")).contains("SUCCESS");
  }

  @Test
  void everyAlertIsTried() throws IOException {
    var tried = Files.readString(FOLDER.resolve("alerts.test.yml"));

    assertThat(Pattern.compile("- alert: (\\w+)").matcher(rules()).results())
        .isNotEmpty()
        .allSatisfy(alert -> assertThat(tried).contains("alertname=\"" + alert.group(1) + '"'));
  }

  @Test
  void allMetricsThatAreNamedAreThere() throws IOException {
    assertThat(metrics()).hasSizeGreaterThan(15);
    assertThat(named(rules())).isNotEmpty().isSubsetOf(metrics());
    assertThat(named(Files.readString(FOLDER.resolve("console-gw.json")))).isEqualTo(metrics());
  }

  @Test
  void noTwoPanelsOfTheDashboardStandAtTheSamePlace() throws IOException {
    var places = new TreeSet<String>();
    for (var panel : dashboard().get("panels")) {
      var at = panel.get("gridPos");
      assertThat(places.add(at.get("x") + "," + at.get("y")))
          .as(panel.get("title").asText())
          .isTrue();
      assertThat(at.get("x").asInt() + at.get("w").asInt()).isLessThanOrEqualTo(24);
      assertThat(panel.get("targets")).isNotEmpty();
    }
  }

  /** Each is asked of an empty Prometheus' parser, with what Grafana would put in. */
  @Test
  void promtoolTakesEachQueryOfTheDashboard() throws Exception {
    var rules = new StringBuilder("groups: [{ name: dashboard, rules: [\n");
    int count = 0;
    for (var panel : dashboard().get("panels")) {
      for (var target : panel.get("targets")) {
        var query = target.get("expr").asText().replace("$__rate_interval", "5m");
        var quoted = new ObjectMapper().writeValueAsString(query);
        rules.append("{ record: 'x:%d', expr: %s },\n".formatted(count++, quoted));
      }
    }
    var file = Files.createTempFile("dashboard", ".yml");
    try {
      Files.writeString(file, rules + "] }]\n");
      assertThat(run("promtool", "check", "rules", file.toString()))
          .contains(count + " rules found");
    } finally {
      Files.delete(file);
    }
  }

  private static String rules() throws IOException {
    return Files.readString(FOLDER.resolve("alerts.yml"));
  }
}
