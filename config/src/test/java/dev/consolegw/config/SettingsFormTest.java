package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a file is, beside what stands in it. */
class SettingsFormTest {
  private final Problems problems = new Problems();

  @Test
  void mapsKeepTheOrderOfTheFileAndCannotBeChanged() throws SettingsException {
    String file = "users: {z: {keys: a}, y: {keys: a}, x: {keys: a}, a: {keys: a}, b: {keys: a}}";

    Settings settings = SettingsLoader.parse("f", file, problems);

    problems.throwIfAny();
    assertThat(settings.users().keySet()).containsExactly("z", "y", "x", "a", "b");
    assertThat(settings.users()).isUnmodifiable();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", "\uFEFFstate: /s\n", problems);

    problems.throwIfAny();
    assertThat(settings.state()).isEqualTo(Path.of("/s"));
  }
}
