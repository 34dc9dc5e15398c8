package dev.consolegw.gateway.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorsTest {
  @TempDir Path folder;

  @Test
  void aFileHasWhatItsConsolePrintsByteForByte() throws Exception {
    var bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    try (var stage = new MirrorStage(folder)) {
      var web1 = stage.open("web1").prints(bytes).drained().prints("more").drained();

      assertThat(stage.copied("web1.log")).isEqualTo(new String(bytes, ISO_8859_1) + "more");
      assertThat(mode(stage.log("web1.log"))).isEqualTo("rw-------");
      assertThat(web1.history().reader().end()).isEqualTo(bytes.length + 4);
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whatWasPrintedBeforeTheFirstTimeIsNotCopied() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      stage.mirrors.settings(Optional.empty());
      var web1 = stage.open("web1").prints("old").drained();
      assertThat(stage.log("web1.log")).doesNotExist();

      stage.mirrors.settings(stage.settings("%project/%name.txt", "0640"));
      web1.prints("new").drained();

      assertThat(stage.copied("lab/web1.txt")).isEqualTo("new");
      assertThat(mode(stage.log("lab/web1.txt"))).isEqualTo("rw-r-----");
      assertThat(mode(stage.log("lab"))).isEqualTo("rwxr-x---");
    }
  }

  @Test
  void afterARenameOutputGoesIntoANewFile() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      var web1 = stage.open("web1").prints("one\n").drained();
      Files.move(stage.log("web1.log"), stage.log("web1.log.1"));
      web1.prints("two\n").drained();
      Files.delete(stage.log("web1.log"));
      web1.prints("three\n").drained();

      assertThat(stage.copied("web1.log.1")).isEqualTo("one\n");
      assertThat(stage.copied("web1.log")).isEqualTo("three\n");
    }
  }

  @Test
  void aFileThatIsMadeBySomebodyElseKeepsItsModeAndWhatIsInIt() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      Files.createDirectories(stage.log("x").getParent());
      Files.writeString(stage.log("web1.log"), "theirs\n");
      Files.setPosixFilePermissions(
          stage.log("web1.log"), PosixFilePermissions.fromString("rw-rw-r--"));

      stage.open("web1").prints("ours\n").drained();

      assertThat(stage.copied("web1.log")).isEqualTo("theirs\nours\n");
      assertThat(mode(stage.log("web1.log"))).isEqualTo("rw-rw-r--");
    }
  }

  @Test
  void aFileThatIsCutGoesOnAtItsNewEnd() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      var web1 = stage.open("web1").prints("before").drained();
      Files.newByteChannel(stage.log("web1.log"), StandardOpenOption.WRITE).truncate(0).close();
      web1.prints("after").drained();

      assertThat(stage.copied("web1.log")).isEqualTo("after");
    }
    try (var stage = new MirrorStage(folder)) {
      stage.open("web1").drained().prints("!").drained();
      assertThat(stage.copied("web1.log")).isEqualTo("after!");
    }
  }

  @Test
  void aRestartGoesOnWhereTheCopyStopped() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (var stage = new MirrorStage(folder)) {
        stage.open("web1").prints("run " + run + "\n"); // nobody waits for it
      }
    }
    assertThat(folder.resolve("logs/web1.log")).hasContent("run 0\nrun 1\nrun 2\n");
  }

  @Test
  void whatWasWrittenButNotNotedBeforeAKillIsNotWrittenTwice() throws Exception {
    var bytes = NumberedOutput.at(0, 200_000);
    try (var stage = new MirrorStage(folder)) {
      stage.open("web1").prints("x").drained().prints(bytes).drained();
      var place = Position.place(folder.resolve("mirror"), "vspc/web1:0");
      var now = Position.read(place).orElseThrow();
      new Position(1, 1, now.identity(), now.file()).write(place); // as it was before
      stage.kill();
    }
    try (var stage = new MirrorStage(folder)) {
      stage.open("web1").prints("y").drained();
      assertThat(stage.copied("web1.log")).isEqualTo("x" + new String(bytes, ISO_8859_1) + "y");
    }
  }

  @Test
  void whatTheHistoryHasLostIsMarked() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      var keep = new ByteSize(128 << 10);
      Files.createDirectories(stage.log("web1.log")); // in its way
      var web1 = stage.open(MirrorStage.entry("lab", "web1", "web1", "0"), keep);
      for (int at = 0; at < 10; at++) {
        web1.prints(NumberedOutput.at(at * 100_000L, 100_000));
        web1.history().reader().written((at + 1) * 100_000L).get();
      }
      Files.delete(stage.log("web1.log"));
      while (web1.history().reader().start() == 0 || web1.history().reader().unwritten() > 0) {
        Thread.onSpinWait();
      }
      web1.history().close(); // nothing of it is in memory any more
      web1.drained();

      long start = web1.history().reader().start();
      var text = stage.copied("web1.log");
      assertThat(text)
          .startsWith("\n[console-gw: ")
          .contains(
              " what was printed from offset=0 to offset=%d is not kept: it was".formatted(start))
          .endsWith(
              "]\n" + new String(NumberedOutput.at(start, (int) (1_000_000 - start)), ISO_8859_1));
    }
  }

  @Test
  void whereNobodyCanWriteOneLineSaysSoAndTheRestIsCopiedLater() throws Exception {
    try (var log = LoggedLines.of(Mirrors.class.getPackageName());
        var stage = new MirrorStage(folder)) {
      Files.createDirectories(stage.log("x").getParent());
      Program.run("mkfifo", stage.log("pipe.log").toString());
      Files.createDirectories(stage.log("folder.log"));
      Files.createSymbolicLink(stage.log("link.log"), Path.of("/dev/full"));
      var pipe = stage.open("pipe").prints("1").drained();
      var all = new MirrorStage.Subject[] {stage.open("folder"), stage.open("link")};
      for (var one : all) {
        one.prints("1").drained();
      }
      stage.open("fine").prints("1").drained();

      assertThat(log.await("event=mirror-behind"))
          .contains("console=vspc%2Fpipe%3A0", "pipe.log is no plain file");
      assertThat(stage.copied("fine.log")).isEqualTo("1");
      for (var name : new String[] {"pipe.log", "folder.log", "link.log"}) {
        Files.delete(stage.log(name));
      }
      pipe.prints("2").drained();
      for (var one : all) {
        one.prints("2").drained();
      }

      assertThat(log.await("event=mirror-follows-again")).contains("consoles=3");
      assertThat(log.lines()).hasSize(2);
      for (var name : new String[] {"pipe.log", "folder.log", "link.log"}) {
        assertThat(stage.copied(name)).isEqualTo("12");
      }
    }
  }

  @Test
  void aFullDiskLosesNothingThatTheHistoryKeeps() throws Exception {
    try (var log = LoggedLines.of(Mirrors.class.getPackageName());
        var stage = new MirrorStage(folder)) {
      var logs = Files.createDirectories(stage.log("x").getParent());
      Program.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", logs.toString());
      try {
        var web1 = stage.open("web1").prints(NumberedOutput.at(0, 300_000)).drained();

        assertThat(log.await("event=mirror-behind")).contains("No space left");
        assertThat(Files.size(stage.log("web1.log"))).isBetween(1L, 65_536L);
        Program.run("mount", "-o", "remount,size=1m", logs.toString());
        web1.prints(NumberedOutput.at(300_000, 100_000)).drained();

        assertThat(stage.copied("web1.log"))
            .isEqualTo(new String(NumberedOutput.at(0, 400_000), ISO_8859_1));
        assertThat(log.await("event=mirror-follows-again")).contains("consoles=1");
      } finally {
        Program.run("umount", "-l", logs.toString());
      }
    }
  }

  @Test
  void thousandsOfConsolesHaveABoundedNumberOfFilesOpen() throws Exception {
    try (var stage = new MirrorStage(folder)) {
      var all =
          IntStream.range(0, 600)
              .mapToObj(number -> {
                try {
                  return stage.open("vm" + number);
                } catch (IOException failure) {
                  throw new AssertionError(failure);
                }
              })
              .toList();
      for (int round = 0; round < 2; round++) {
        all.forEach(one -> one.prints("x"));
        for (var one : all) {
          one.drained();
        }
        assertThat(stage.mirrors.files().count()).isLessThanOrEqualTo(MirrorFiles.OPEN);
      }
      assertThat(stage.copied("vm599.log")).isEqualTo("xx");
      assertThat(stage.copied("vm0.log")).isEqualTo("xx");
    }
  }
}
