package dev.consolegw.deploy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit starts what is there, with the paths that the program itself takes for granted. */
@Tag("slow")
class SystemdUnitTest {
  private static final Path SYSTEMD = Project.ROOT.resolve("deploy/systemd");
  private static final String INSTALLED = "/opt/console-gw";

  /** Classes, compiled code, stacks and the collector's own, in MB. */
  private static final int CODE_AND_STACKS = 300;

  @TempDir Path folder;

  @Test
  void systemdHasNothingToSayAgainstIt() throws Exception {
    var unit = Files.readString(SYSTEMD.resolve("console-gw.service"));

    assertThat(verified(unit.replace(INSTALLED, Project.ROOT.toString()))).isEmpty();
  }

  @Test
  void systemdNamesAKeyThatItDoesNotKnow() throws Exception {
    var unit = Files.readString(SYSTEMD.resolve("console-gw.service"));

    var said = verified(unit.replace(INSTALLED, Project.ROOT.toString()) + "\nWanted=yes\n");

    assertThat(said).singleElement(STRING).contains("Wanted");
  }

  @Test
  void itStartsTheCommandOfTheCloneWithItsDefaultSettings() throws Exception {
    var words = List.of(only("ExecStart").split(" "));

    assertThat(words)
        .containsExactly(INSTALLED + "/console-gw", "serve", "--config", words.getLast());
    assertThat(Project.ROOT.resolve("console-gw")).isExecutable();
    var help = said(java(), "-cp", classPath(), "dev.consolegw.gateway.Main", "serve", "--help");
    assertThat(help.replaceAll("\\s", "")).contains("default" + words.getLast());
    assertThat("/etc/" + only("ConfigurationDirectory"))
        .isEqualTo(String.valueOf(Path.of(words.getLast()).getParent()));
  }

  @Test
  void itsStateIsWhereTheSettingsHaveIt() throws Exception {
    var settings = Files.writeString(folder.resolve("empty.yaml"), "{}\n");

    var state = SettingsLoader.load(settings, new Problems()).state();

    assertThat("/var/lib/" + only("StateDirectory")).isEqualTo(state.toString());
    assertThat(only("StateDirectoryMode")).isEqualTo("0700");
    assertThat("/var/log/" + only("LogsDirectory")).isEqualTo("/var/log/console-gw"); // audit.md
    assertThat(only("LogsDirectoryMode")).isEqualTo("0700");
  }

  /** All else is read-only to it. */
  @Test
  void socketsThatThePageForOperatorsNamesAreWhereItMayMakeThem() throws Exception {
    var page = Files.readString(Project.ROOT.resolve("docs/operations.md"));
    var sockets =
        Pattern.compile("unix:(/[\\w./-]+)")
            .matcher(page)
            .results()
            .map(found -> Path.of(found.group(1)))
            .toList();
    var writable =
        List.of(
            Path.of("/run", only("RuntimeDirectory")),
            Path.of("/var/lib", only("StateDirectory")),
            Path.of("/var/log", only("LogsDirectory")));

    assertThat(sockets)
        .isNotEmpty()
        .allSatisfy(socket -> assertThat(writable).anyMatch(socket::startsWith));
    assertThat(only("RuntimeDirectoryMode")).as("its group asks there, too").isEqualTo("0750");
  }

  @Test
  void itRunsAsAUserOfItsOwnWithoutPrivileges() throws Exception {
    assertThat(Files.readString(SYSTEMD.resolve("console-gw.sysusers")))
        .containsPattern("(?m)^u " + only("User") + " ");
    assertThat(only("NoNewPrivileges")).isEqualTo("yes");
    assertThat(only("ProtectSystem")).isEqualTo("strict");
    assertThat(only("CapabilityBoundingSet")).isEmpty();
  }

  @Test
  void itsMemoryHoldsWhatTheCommandGivesToTheJvm() throws Exception {
    var command = Files.readString(Project.ROOT.resolve("console-gw"));
    var given = 0;
    for (var option : List.of("-Xmx", "-XX:MaxDirectMemorySize=")) {
      var size = Pattern.compile(option + "([0-9]+)m").matcher(command);
      assertThat(size.find()).isTrue();
      given += Integer.parseInt(size.group(1));
    }

    assertThat(only("MemoryMax")).isEqualTo("1G");
    assertThat(given + CODE_AND_STACKS).isLessThanOrEqualTo(1024);
    assertThat(only("LimitCORE")).isEqualTo("0");
    assertThat(Integer.parseInt(only("TasksMax"))).isGreaterThan(100);
  }

  /** The program sends what these expect of it; without them systemd would not listen. */
  @Test
  void systemdWaitsForItsWordThatItServesAndThatItIsAlive() throws Exception {
    assertThat(only("Type")).isEqualTo("notify");
    assertThat(only("ExecReload")).isEqualTo("kill -HUP $MAINPID");
    assertThat(Integer.parseInt(only("WatchdogSec"))).isBetween(10, 60);
    assertThat(only("Restart")).as("also when it is not alive").isEqualTo("on-failure");
  }

  /**
   * What systemd says about a unit of ours. It loads the machine's own units with it and speaks of
   * their faults, too; a line about ours names it.
   */
  private List<String> verified(String unit) throws IOException, InterruptedException {
    var here = Files.writeString(folder.resolve("console-gw.service"), unit);
    return said("systemd-analyze", "verify", "--man=no", here.toString())
        .lines()
        .filter(line -> line.contains("console-gw.service"))
        .toList();
  }

  private static String only(String key) throws IOException {
    assertThat(settings()).containsKey(key);
    assertThat(settings().get(key)).hasSize(1);
    return settings().get(key).getFirst();
  }

  private static Map<String, List<String>> settings() throws IOException {
    return Files.readAllLines(SYSTEMD.resolve("console-gw.service")).stream()
        .filter(line -> line.contains("=") && !line.startsWith("#"))
        .map(line -> line.split("=", 2))
        .collect(groupingBy(part -> part[0], mapping(part -> part[1], toList())));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** All that a program prints. */
  private static String said(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
