package dev.consolegw.gateway.ops.audit.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole lines in a file, whatever befalls the file. */
class FileSinkTest {
  @TempDir private Path folder;

  static AuditSink.Entry entry(String json) {
    return new AuditSink.Entry("2026-01-01T00:00:00.000Z", "sent", false, json, "");
  }

  @Test
  void theFileIsOursAlone() throws IOException {
    var file = folder.resolve("audit.jsonl");
    try (var sink = new FileSink("audit.file", file)) {
      sink.write(entry("{}"));

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(file).hasContent("{}\n");
    }
  }

  @Test
  void whatIsThereStaysButForHalfALineAtItsEnd() throws IOException {
    var file = Files.writeString(folder.resolve("audit.jsonl"), "{\"a\":1}\n{\"b\":");
    try (var sink = new FileSink("audit.file", file)) {
      sink.write(entry("{\"c\":3}"));

      assertThat(file).hasContent("{\"a\":1}\n{\"c\":3}\n");
    }
  }

  @Test
  void halfALineMayBeLongAndTheOnlyOne() throws IOException {
    var file = Files.writeString(folder.resolve("audit.jsonl"), "x".repeat(200_000));
    try (var sink = new FileSink("audit.file", file)) {
      sink.write(entry("{}"));

      assertThat(file).hasContent("{}\n");
    }
  }

  @Test
  void aFileThatWasMovedAwayIsLeftWhenItIsReopened() throws IOException {
    var file = folder.resolve("audit.jsonl");
    try (var sink = new FileSink("audit.file", file)) {
      sink.write(entry("{\"a\":1}"));
      var moved = Files.move(file, folder.resolve("audit.jsonl.1"));
      sink.write(entry("{\"b\":2}"));
      sink.reopen();
      sink.write(entry("{\"c\":3}"));

      assertThat(moved).hasContent("{\"a\":1}\n{\"b\":2}\n");
      assertThat(file).hasContent("{\"c\":3}\n");
    }
  }

  @Test
  void aFileThatWasEmptiedGoesOnAtItsBeginning() throws IOException {
    var file = folder.resolve("audit.jsonl");
    try (var sink = new FileSink("audit.file", file)) {
      sink.write(entry("{\"a\":1}"));
      Files.writeString(file, "");
      sink.write(entry("{\"b\":2}"));

      assertThat(file).hasContent("{\"b\":2}\n");
    }
  }

  @Test
  void aFullDiskIsSaid() throws IOException {
    try (var sink = new FileSink("audit.file", Path.of("/dev/full"))) {
      assertThatThrownBy(() -> sink.write(entry("{}"))).hasMessageContaining("No space left");
    }
  }

  @Test
  void whereNothingCanBeWrittenItSaysWhere() {
    var file = folder.resolve("nowhere").resolve("audit.jsonl");

    assertThatThrownBy(() -> new FileSink("audit.file", file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("audit.file " + file + " cannot be written");
  }

  @Test
  void whatIsNeitherAFileNorADeviceIsRefusedAtOnce() throws IOException {
    var pipe = folder.resolve("pipe");
    Program.run("mkfifo", pipe.toString());

    for (var path : List.of(pipe, Files.createDirectory(folder.resolve("folder")))) {
      assertThatThrownBy(() -> new FileSink("audit.file", path))
          .isInstanceOf(IOException.class)
          .hasMessage("audit.file %s is neither a file nor a device; name a file".formatted(path));
    }
  }

  @Test
  @Tag("root")
  void aFileToWhichTheSystemLetsEverybodyAppendAloneIsAppendedTo() throws IOException {
    var file = Files.writeString(folder.resolve("audit.jsonl"), "{\"a\":1}\n");
    try (var mark = Program.start(List.of("chattr", "+a", file.toString()))) {
      assumeThat(mark.result().exitCode()).as("a disk that knows such files").isZero();
    }
    try (var sink = new FileSink("audit.file", file)) {
      sink.write(entry("{\"b\":2}"));
      sink.reopen();
      sink.write(entry("{\"c\":3}"));

      assertThat(file).hasContent("{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    } finally {
      Program.run("chattr", "-a", file.toString());
    }
  }

  @Test
  @Tag("root")
  void whatAFullDiskTookOfALineIsTakenBack() throws IOException {
    var disk = Files.createDirectory(folder.resolve("disk"));
    Program.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
    var file = disk.resolve("audit.jsonl");
    try (var sink = new FileSink("audit.file", file)) {
      var line = "{\"x\":\"" + "y".repeat(9_000) + "\"}";
      long whole = 0;
      for (int i = 0; i < 100; i++) {
        try {
          sink.write(entry(line));
          whole++;
        } catch (IOException full) {
          break;
        }
      }

      assertThat(whole).isBetween(1L, 20L);
      assertThat(Files.size(file)).isEqualTo(whole * (line.length() + 1));
      Files.writeString(file, ""); // there is room again
      sink.write(entry(line));
      assertThat(file).hasContent(line + "\n");
    } finally {
      Program.run("umount", disk.toString());
    }
  }
}
