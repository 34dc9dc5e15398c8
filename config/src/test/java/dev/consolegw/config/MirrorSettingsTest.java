package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.FileMode;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorSettingsTest {
  private final Problems problems = new Problems();

  @Test
  void aFileForEachConsoleIsOneTextOrASection() throws SettingsException {
    var one = SettingsLoader.parse("f", "history: { mirror: /logs/%name.log }", problems);
    var two =
        SettingsLoader.parse("f", "history: { mirror: { file: /logs/%id, mode: 0640 } }", problems);

    problems.throwIfAny();
    assertThat(one.history().mirror().orElseThrow().file()).hasToString("/logs/%name.log");
    assertThat(one.history().mirror().orElseThrow().mode()).hasToString("0600");
    assertThat(two.history().mirror().orElseThrow().mode()).hasToString("0640");
  }

  @ParameterizedTest
  @CsvSource({
    "0600, rw-------, rwx------",
    "640, rw-r-----, rwxr-x---",
    "0666, rw-rw-rw-, rwxrwxrwx"
  })
  void aModeMeansWhatChmodMeans(String written, String file, String folder) {
    var mode = FileMode.parse(written);

    assertThat(PosixFilePermissions.toString(mode.file())).isEqualTo(file);
    assertThat(PosixFilePermissions.toString(mode.folder())).isEqualTo(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logs/%name | 'logs/%name' is no whole path of a file; write one without .. such as"
            + " /var/log/consoles/%name.log",
        "/logs/../%name | '/logs/../%name' is no whole path of a file; write one without .. such as"
            + " /var/log/consoles/%name.log",
        "/logs/%name/ | '/logs/%name/' is no whole path of a file; write one without .. such as"
            + " /var/log/consoles/%name.log",
        "/logs/all.log | '/logs/all.log' is one file for all consoles; write %name or %id where"
            + " they differ",
        "/logs/%project.log | '/logs/%project.log' is one file for all consoles; write %name or %id"
            + " where they differ",
        "/logs/%vm.log | '%vm' stands for nothing here; known are %name, %project, %id, %directory"
            + " and %% for a percent sign",
        "/logs/%name% | '%' stands for nothing here; known are %name, %project, %id, %directory and"
            + " %% for a percent sign"
      })
  void aPatternThatCannotBeUsedIsOneSentence(String written, String sentence) {
    var _ = SettingsLoader.parse("f", "history: { mirror: \"" + written + "\" }", problems);

    assertThat(problems.all())
        .singleElement()
        .satisfies(one -> assertThat(one.text()).isEqualTo("file: " + sentence));
  }

  @ParameterizedTest
  @CsvSource({"0700", "0400", "1130", "8", "rw-r--r--", "0601", "06000"})
  void aModeThatCannotBeUsedIsOneSentence(String written) {
    var _ =
        SettingsLoader.parse(
            "f", "history: { mirror: { file: /%name, mode: " + written + " } }", problems);

    assertThat(problems.all())
        .singleElement()
        .satisfies(one ->
            assertThat(one.text())
                .isEqualTo(
                    "mode: '"
                        + written
                        + "' is no mode that the gateway can write with; write 0600, 0640 or the"
                        + " like"));
  }
}
