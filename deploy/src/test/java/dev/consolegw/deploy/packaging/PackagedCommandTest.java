package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the package beside that of a clone. */
class PackagedCommandTest {
  private static final Path DEB = Made.ROOT.resolve("deploy/packages/deb");
  private static final Pattern CASE = Pattern.compile("(?m)^  (\\S.*\\)) set -- (.*) -jar ");

  private static final String TIMEOUT =
      """
      timeout() {
        echo half >"$cache/start.aot.new"
        return "$ends"
      }
      """;

  @TempDir Path folder;

  /** By name of command, the options that it has beside those for all. */
  private static String cases(Path command) throws Exception {
    var all = new StringBuilder();
    var found = CASE.matcher(Files.readString(command));
    while (found.find()) {
      all.append(found.group(1)).append(' ').append(found.group(2)).append('\n');
    }
    return all.toString();
  }

  @Test
  void eachOfItsCommandsHasTheOptionsOfTheClones() throws Exception {
    var packaged = cases(DEB.resolve("console-gw"));

    assertThat(packaged.replace("\"@$home/server.options\"", "$server"))
        .isEqualTo(cases(Made.ROOT.resolve("console-gw")))
        .hasLineCount(3);
  }

  /** With a {@code timeout} that writes the file as the JVM does, and ends with a status. */
  @Test
  void whatARehearsalThatDidNotEndHasWrittenIsNotKept() throws Exception {
    var script =
        Files.readString(DEB.resolve("prepare-start"))
            .replace("home=/usr/", "home=" + folder + "/usr/")
            .replace("cache=/var/", "cache=" + folder + "/var/")
            .replace("timeout -k", TIMEOUT + "timeout -k");
    Files.writeString(folder.resolve("prepare-start"), script);
    var cache = folder.resolve("var/cache/console-gw");

    for (int status : new int[] {124, 137}) {
      var said = Made.run(folder, "env", "ends=" + status, "dash", "prepare-start");
      assertThat(said).startsWith("console-gw: starts will be slower: ");
      assertThat(cache).isEmptyDirectory();
    }
    assertThat(Made.run(folder, "env", "ends=0", "dash", "prepare-start")).isEmpty();
    assertThat(cache.resolve("start.aot")).hasContent("half");
  }

  @Test
  void theShellHasNothingToSayAgainstTheScripts() throws Exception {
    for (var script :
        new String[] {
          "deb/console-gw",
          "deb/prepare-start",
          "control/postinst",
          "control/prerm",
          "control/postrm"
        }) {
      assertThat(Made.run(DEB, "dash", "-n", DEB.resolveSibling(script).toString())).isEmpty();
    }
  }
}
