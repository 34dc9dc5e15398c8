package dev.consolegw.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");

  @TempDir Path directory;

  @Test
  void whatIsAppendedIsReadAtOnceFromMemory() throws Exception {
    try (var histories = open()) {
      var history = histories.open("lab/web1", KEEP);

      long end = history.append(UTF_8.encode("login: "));

      var into = ByteBuffer.allocate(3);
      assertThat(end).isEqualTo(7);
      assertThat(history.reader().read(2, into, HistoryReader.Access.MEMORY))
          .isEqualTo(new ReadResult.Bytes(3));
      assertThat(into.array()).isEqualTo("gin".getBytes(UTF_8));
      assertThat(history.reader().read(7, into.clear(), HistoryReader.Access.MEMORY))
          .isEqualTo(new ReadResult.Nothing());
    }
  }

  @Test
  void segmentsArePlainFilesOfTheSameBytes() throws Exception {
    try (var histories = open()) {
      var history = histories.open("lab/web1", KEEP);

      history.append(UTF_8.encode("boot\n"));
      Printed.onDisk(history);

      var file = directory.resolve("lab%2Fweb1").resolve("0000000000000000000.log");
      assertThat(file).hasContent("boot\n");
    }
  }

  @Test
  void numberingGoesOnAfterACloseWithoutAGap() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (var histories = open()) {
        var history = histories.open("vm", KEEP);
        assertThat(history.reader().end()).isEqualTo(run * 100_000L);
        Printed.print(history, 100_000);
      }
    }

    try (var histories = open()) {
      var read = Printed.read(histories.open("vm", KEEP).reader(), 0);
      assertThat(read.gaps()).isEmpty();
      assertThat(read.kept()).isEqualTo(300_000);
      assertThat(read.end()).isEqualTo(300_000);
    }
  }

  @Test
  void whatWaitsForTheDiskIsDoneBeforeTheEnd() throws Exception {
    var done = new AtomicInteger();
    try (var histories = open()) {
      var disk = histories.open("vm", KEEP).reader().diskThreads();

      for (int i = 0; i < 500; i++) {
        disk.execute(done::incrementAndGet);
      }
    }

    assertThat(done).hasValue(500);
  }

  @Test
  void aHundredMegabytesAreKeptByteForByteWithinRetention() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);

      while (history.reader().end() < 100_000_000) {
        Printed.print(history, 65_536);
        if (history.reader().unwritten() > 2 << 20) {
          Printed.onDisk(history);
        }
      }
      Printed.onDisk(history);

      var read = Printed.read(history.reader(), history.reader().start());
      assertThat(read.gaps()).isEmpty();
      assertThat(read.kept()).isBetween(60L << 20, 64L << 20);
      assertThat(bytesOnDisk("vm")).isLessThanOrEqualTo(KEEP.bytes());
      assertThat(Printed.read(history.reader(), 0).gaps())
          .singleElement()
          .satisfies(gap -> assertThat(gap.resumesAt()).isEqualTo(history.reader().start()))
          .satisfies(gap -> assertThat(gap.cause()).isEqualTo(ReadResult.Cause.TRIMMED));
    }
  }

  private long bytesOnDisk(String name) throws IOException {
    try (var files = Files.list(directory.resolve(name))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void onlyTheOwnerMayReadWhatIsKept() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 10);
      Printed.onDisk(history);
    }

    var home = directory.resolve("vm");
    assertThat(mode(home)).isEqualTo("rwx------");
    try (var files = Files.list(home)) {
      assertThat(files.map(HistoryTest::mode)).hasSize(3).containsOnly("rw-------");
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void aHistoryIsOpenOnceAndTheDirectoryHasOneOwner() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);

      assertThatThrownBy(() -> histories.open("vm", KEEP)).hasMessageContaining("open already");
      assertThatThrownBy(this::open).hasMessageContaining("another gateway uses");

      history.close();
      assertThatThrownBy(() -> Printed.print(history, 1)).hasMessageContaining("closed");
      histories.open("vm", KEEP).close();
    }
  }

  @Test
  void theLastLinesAreFoundAcrossChunksAndSegments() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", ByteSize.parse("1MiB"));
      while (history.reader().end() < 300_000) {
        Printed.print(history, 10_000);
      }
      Printed.onDisk(history);
      var all = Printed.bytes(0, 300_000);

      for (int lines = 1; lines < 9_000; lines = lines * 2 + 1) {
        assertThat(lineStart(history, lines, 1 << 20)).isEqualTo(expectedLineStart(all, lines));
      }
      assertThat(lineStart(history, 1 << 20, 1 << 20)).isZero();
      assertThat(lineStart(history, 1 << 20, 70_000)).isEqualTo(230_000);
      assertThat(lineStart(history, 0, 70_000)).isEqualTo(300_000);
    }
  }

  private static long lineStart(History history, int lines, int atMost) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> history.reader().lineStart(history.reader().end(), lines, atMost),
            history.reader().diskThreads())
        .get(20, TimeUnit.SECONDS);
  }

  private static long expectedLineStart(byte[] all, int lines) {
    int missing = lines;
    for (int i = all.length - 2; i >= 0; i--) {
      if (all[i] == '\n' && --missing == 0) {
        return i + 1L;
      }
    }
    return 0;
  }

  @Test
  void anEndedLineIsNoEmptyLastLine() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);

      history.append(UTF_8.encode("one\ntwo\n"));
      assertThat(lineStart(history, 1, 100)).isEqualTo(4);
      history.append(UTF_8.encode("login: "));

      assertThat(lineStart(history, 1, 100)).isEqualTo(8);
      assertThat(lineStart(history, 2, 100)).isEqualTo(4);
    }
  }

  private Histories open() throws IOException {
    return new Histories(directory, InstantSource.system(), HistoryLimits.standard());
  }
}
