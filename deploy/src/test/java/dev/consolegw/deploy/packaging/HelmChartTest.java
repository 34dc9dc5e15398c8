package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The chart for Helm, with values put in as Helm does it. Its templates use no more of Helm's
 * language than is understood here, {@code VALUE | FUNCTION …}: what is more is a failure.
 */
class HelmChartTest {
  private static final Path CHART = Made.ROOT.resolve("deploy/helm/console-gw");
  private static final Path GOLDEN = Path.of("src/test/resources/chart.yaml");
  private static final Pattern ACTION = Pattern.compile("\\s*\\{\\{- (.*?) }}|\\{\\{ (.*?) }}");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Helm prints of {@code helm template gw deploy/helm/console-gw}, but for empty lines. */
  private static String rendered(JsonNode values) throws IOException {
    var all = new StringBuilder();
    try (var files = Files.list(CHART.resolve("templates"))) {
      for (var file : files.sorted().toList()) {
        var text =
            ACTION
                .matcher(Files.readString(file))
                .replaceAll(found -> {
                  var action = found.group(1) == null ? found.group(2) : found.group(1);
                  return java.util.regex.Matcher.quoteReplacement(value(action, values));
                });
        all.append("---\n# Source: ").append(file.getFileName()).append('\n').append(text);
      }
    }
    return all.toString();
  }

  private static String value(String action, JsonNode values) {
    var steps = action.split(" \\| ");
    JsonNode value = JSON.getNodeFactory().textNode("gw");
    if (!steps[0].equals(".Release.Name")) {
      assertThat(steps[0]).startsWith(".Values.");
      value = values.at(steps[0].substring(".Values".length()).replace('.', '/'));
      assertThat(value.isMissingNode()).as("no value for %s", steps[0]).isFalse();
    }
    var text = value.isTextual() ? value.asText() : value.toString();
    for (var step : List.of(steps).subList(1, steps.length)) {
      text = applied(step, text, value);
    }
    return text;
  }

  private static String applied(String function, String text, JsonNode value) {
    return switch (function) {
      case "toJson" -> value.toString();
      case "int" -> Integer.toString(value.intValue());
      case "add 35" -> Integer.toString(Integer.parseInt(text) + 35);
      case "nindent 4" -> "\n" + text.indent(4).replaceAll("(?m)^ +$", "");
      case "sha256sum" -> sha256(text);
      default -> throw new AssertionError("not known of Helm's language: " + function);
    };
  }

  private static String sha256(String text) {
    try {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode values() throws IOException {
    return yaml(Files.readString(CHART.resolve("values.yaml"))).getFirst();
  }

  private static List<JsonNode> yaml(String text) {
    var all = new ArrayList<JsonNode>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(text)
        .forEach(one -> all.add(JSON.valueToTree(one)));
    return all;
  }

  private static JsonNode only(List<JsonNode> all, String kind) {
    return all.stream()
        .filter(one -> one.at("/kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itIsWhatItWasWhenSomebodyLastLookedAtIt() throws Exception {
    var now = rendered(values());
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, now);
    }
    assertThat(now).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void theGatewayCanReadItsSettings() throws Exception {
    var text = only(yaml(rendered(values())), "ConfigMap").at("/data/console-gw.yaml").asText();
    var problems = new Problems();
    SettingsLoader.parse("console-gw.yaml", text, problems);

    assertThat(problems.all()).isEmpty();
    assertThat(text).contains("drain-for: \"600s\"", "state: /state/console-gw");
  }

  @Test
  void aPodMayStayForAsLongAsTheGatewayDrains() throws Exception {
    var values = (com.fasterxml.jackson.databind.node.ObjectNode) values();
    values.put("drainSeconds", 60);
    var all = yaml(rendered(values));
    var pod = only(all, "StatefulSet").at("/spec/template/spec");

    assertThat(only(all, "ConfigMap").at("/data/console-gw.yaml").asText())
        .contains("drain-for: \"60s\"");
    assertThat(pod.get("terminationGracePeriodSeconds").asInt()).isEqualTo(60 + 5 + 30);
  }

  /** Else the gateway sees them all come from one address, and counts them as one. */
  @Test
  void peopleCanKeepTheirAddresses() throws Exception {
    var values = values();
    var service = (com.fasterxml.jackson.databind.node.ObjectNode) values.get("service");
    service.put("type", "LoadBalancer");
    service.put("externalTrafficPolicy", "Local");

    var spec = only(yaml(rendered(values)), "Service").get("spec");

    assertThat(spec.get("type").asText()).isEqualTo("LoadBalancer");
    assertThat(spec.get("externalTrafficPolicy").asText()).isEqualTo("Local");
  }

  /** The same user, folders and port as in the image. */
  @Test
  void aPodIsWhatTheImageNeeds() throws Exception {
    var pod = only(yaml(rendered(values())), "StatefulSet").at("/spec/template/spec");
    var container = pod.at("/containers/0");
    var mounted = new ArrayList<String>();
    container.get("volumeMounts").forEach(one -> mounted.add(one.get("mountPath").asText()));

    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
    assertThat(pod.at("/securityContext/fsGroup").asInt()).isEqualTo(65532);
    assertThat(mounted).contains("/state", "/tmp", "/etc/console-gw/console-gw.yaml");
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(2222);
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
  }

  /** Labels are what all of them find each other by. */
  @Test
  void allKnowThePodsByTheSameLabels() throws Exception {
    var all = yaml(rendered(values()));
    var labels = only(all, "StatefulSet").at("/spec/template/metadata/labels");

    assertThat(labels)
        .isEqualTo(
            JSON.valueToTree(
                Map.of(
                    "app.kubernetes.io/name", "console-gw", "app.kubernetes.io/instance", "gw")));
    assertThat(only(all, "NetworkPolicy").at("/spec/podSelector/matchLabels")).isEqualTo(labels);
    assertThat(only(all, "PodDisruptionBudget").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(all.stream().filter(one -> one.at("/kind").asText().equals("Service")))
        .hasSize(2)
        .allMatch(one -> one.at("/spec/selector").equals(labels));
  }
}
