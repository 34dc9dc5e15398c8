package dev.consolegw.gateway.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.FilePattern;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorNamesTest {
  private static final Path LOGS = Path.of("/logs");

  @TempDir Path folder;

  private static Path plain(String pattern, String project, String name, String port) {
    return MirrorNames.plain(
        FilePattern.parse(pattern), MirrorStage.entry(project, name, "id-1", port));
  }

  @ParameterizedTest
  @CsvSource({
    "web1, 0, web1.log",
    "web1, s1, web1:s1.log",
    "../../etc/passwd, 0, %2E.%2F..%2Fetc%2Fpasswd.log",
    "web 1, 0, web%201.log",
    ".., 0, %2E..log",
    "web1:s1, 0, web1%3As1.log",
    "büro, 0, b%C3%BCro.log"
  })
  void aFileIsCalledAsItsConsoleIs(String name, String port, String file) {
    assertThat(plain("/logs/%name.log", "lab", name, port)).isEqualTo(LOGS.resolve(file));
  }

  @Test
  void everyWordStandsForWhatItSays() {
    assertThat(plain("/logs/%directory/%project/%id-100%%.log", "a/b", "web1", "s1"))
        .isEqualTo(Path.of("/logs/vspc/a%2Fb/id-1:s1-100%.log"));
  }

  @Property(tries = 2000)
  void noNameLeavesTheFolder(@ForAll String name, @ForAll String project) {
    var path = plain("/logs/%project/%name.log", project, name, "0");

    assertThat(path.normalize()).isEqualTo(path);
    assertThat(path.getNameCount()).isEqualTo(3);
    assertThat(path.startsWith(LOGS)).isTrue();
    assertThat(path.getFileName().toString()).matches("[ -~]{5,229}");
  }

  @Test
  void longNamesThatDifferAtTheirEndHaveFilesOfTheirOwn() {
    var one = plain("/logs/%name-of-%id.log", "lab", "x".repeat(299) + "a", "0");
    var other = plain("/logs/%name-of-%id.log", "lab", "x".repeat(299) + "b", "0");

    assertThat(one).isNotEqualTo(other);
    assertThat(one.getFileName().toString()).hasSizeLessThan(240);
  }

  @Test
  void twoConsolesOfOneNameKeepTheirOwnFilesWhoeverComesFirst() throws Exception {
    var first = MirrorStage.entry("lab", "web1", "id-1", "0");
    var second = MirrorStage.entry("prod", "web1", "id-2", "0");
    try (var stage = new MirrorStage(folder)) {
      stage.open(first).prints("first ").drained();
      stage.open(second).prints("second ").drained();
    }
    try (var stage = new MirrorStage(folder)) {
      stage.open(second).prints("second").drained();
      stage.open(first).prints("first").drained();

      assertThat(stage.copied("web1.log")).isEqualTo("first first");
      try (var logs = Files.list(stage.log("x").getParent())) {
        var other =
            logs.map(file -> file.getFileName().toString())
                .filter(file -> file.matches("web1~[0-9a-f]{8}\\.log"))
                .findFirst()
                .orElseThrow();
        assertThat(stage.copied(other)).isEqualTo("second second");
      }
    }
  }

  @Test
  void aVmThatIsMadeAnewHasTheFileOfTheOneThatIsGone() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      var old = stage.open(MirrorStage.entry("lab", "web1", "id-1", "0")).prints("old ").drained();
      old.mirror().end();
      old.drained();
      stage.open(MirrorStage.entry("lab", "web1", "id-2", "0")).prints("new").drained();

      assertThat(stage.copied("web1.log")).isEqualTo("old new");
    }
  }

  @Test
  void anotherNameHasAnotherFile() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      var vm = stage.open(MirrorStage.entry("lab", "web1", "id-1", "0")).prints("1").drained();
      vm.mirror().know(MirrorStage.entry("lab", "db1", "id-1", "0"));
      vm.prints("2").drained();

      assertThat(stage.copied("web1.log")).isEqualTo("1");
      assertThat(stage.copied("db1.log")).isEqualTo("2");
    }
  }
}
