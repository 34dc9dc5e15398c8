package dev.consolegw.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.yaml.WatchedFile.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file that somebody changes is to be read again. */
class WatchedFileTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(folder.resolve("keys"), "one");
  }

  @Test
  void aFileIsReadWhenItHasChangedAndRests() throws Exception {
    var watched = new WatchedFile(file);
    assertThat(watched.look()).isEqualTo(Look.SAME);
    Files.writeString(file, "two, in steps");
    assertThat(watched.look()).isEqualTo(Look.MOVING);
    Files.writeString(file, "two, in two steps");
    assertThat(watched.look()).isEqualTo(Look.MOVING);

    assertThat(watched.look()).isEqualTo(Look.CHANGED);
    assertThat(watched.look()).isEqualTo(Look.SAME);
  }

  @Test
  void aFileThatComesGoesOrIsReplacedHasChanged() throws Exception {
    var watched = new WatchedFile(file);
    Files.delete(file);
    assertThat(watched.look()).isEqualTo(Look.MOVING);
    assertThat(watched.look()).isEqualTo(Look.CHANGED);

    var other = Files.writeString(folder.resolve("other"), "one");
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(watched.look()).isEqualTo(Look.MOVING);
    assertThat(watched.look()).isEqualTo(Look.CHANGED);
  }

  @Test
  void aLinkThatLeadsElsewhereHasChanged() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link"), file);
    var watched = new WatchedFile(link);
    Files.delete(link);
    Files.createSymbolicLink(link, Files.writeString(folder.resolve("other"), "one"));

    assertThat(watched.look()).isEqualTo(Look.MOVING);
    assertThat(watched.look()).isEqualTo(Look.CHANGED);
  }

  @Test
  void aFileThatNeverRestsIsReadAllTheSame() throws Exception {
    var watched = new WatchedFile(file);
    for (int i = 1; i < WatchedFile.LOOKS; i++) {
      Files.writeString(file, "x".repeat(10 + i));
      assertThat(watched.look()).isEqualTo(Look.MOVING);
    }
    Files.writeString(file, "and again");

    assertThat(watched.look()).isEqualTo(Look.CHANGED);
  }
}
