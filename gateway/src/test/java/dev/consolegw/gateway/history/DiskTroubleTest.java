package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.tail.DiskTrouble;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that hangs is a FIFO that nobody reads; a full one is /dev/full. */
@Timeout(60)
class DiskTroubleTest {
  private static final ByteSize KEEP = ByteSize.parse("64MiB");
  private static final int MORE_THAN_FITS = 6 << 20;

  @TempDir Path directory;

  @Test
  void aStalledDiskStopsNeitherItsConsoleNorOthersAndHeals() throws Exception {
    try (var log = LogLines.of(DiskTrouble.class);
        var histories = open(directory)) {
      var hung = new ArrayList<History>();
      for (int i = 0; i < 3; i++) {
        hung.add(histories.open("hung" + i, KEEP));
        makeFifo(segment("hung" + i));
      }
      var fine = histories.open("fine", KEEP);

      for (var history : hung) {
        Printed.print(history, 5000);
      }
      assertThat(log.next()).contains("event=disk-behind ").contains("console=hung");
      assertThat(histories.totals().answers()).isFalse();
      Printed.print(fine, 5000);
      Printed.onDisk(fine);
      for (var history : hung) {
        Printed.print(history, MORE_THAN_FITS);
        assertThat(recent(history)).isEqualTo(new ReadResult.Bytes(1000));
      }
      assertGapInMemory(hung.getFirst());
      Printed.print(fine, 5000);
      Printed.onDisk(fine);

      for (int i = 0; i < 3; i++) {
        empty(segment("hung" + i));
      }
      for (var history : hung) {
        Printed.onDisk(history);
      }

      assertThat(log.next()).contains("event=disk-follows-again ").doesNotContain("lost=0");
      assertThat(log.unread()).isZero();
      assertThat(histories.totals().answers()).isTrue();
      assertThat(histories.totals().troubled()).isZero();
      Printed.print(hung.getFirst(), 5000);
      Printed.onDisk(hung.getFirst());
    }
    assertGapOnDisk("hung0");
  }

  /** The newest 1,000 bytes, without the disk. */
  private static ReadResult recent(History history) {
    var into = ByteBuffer.allocate(1000);
    return history.reader().read(history.reader().end() - 1000, into, HistoryReader.Access.MEMORY);
  }

  private static void assertGapInMemory(History history) {
    var result = history.reader().read(0, ByteBuffer.allocate(1000), HistoryReader.Access.MEMORY);
    var gap = (ReadResult.Gap) result;
    assertThat(gap.cause()).isEqualTo(ReadResult.Cause.DISK);
    assertThat(gap.resumesAt()).isBetween(5000L, history.reader().end() - (3 << 20));
  }

  private void assertGapOnDisk(String key) throws Exception {
    // The FIFO has no bytes to read back.
    Files.delete(segment(key));
    try (var histories = open(directory)) {
      var history = histories.open(key, KEEP);
      var read = Printed.read(history.reader(), history.reader().start());

      assertThat(history.reader().start()).isPositive();
      assertThat(read.gaps()).isEmpty();
      assertThat(read.kept()).isGreaterThan(3 << 20);
      assertThat(history.reader().end()).isEqualTo(10_000 + MORE_THAN_FITS);
    }
  }

  @Test
  void aFullDiskCostsOnlyTheOldestOutputAndHeals() throws Exception {
    try (var log = LogLines.of(DiskTrouble.class);
        var histories = open(directory)) {
      var history = histories.open("vm", KEEP);
      Files.createDirectory(directory.resolve("vm"));
      Files.createSymbolicLink(segment("vm"), Path.of("/dev/full"));

      Printed.print(history, 5000);
      assertThat(log.next()).contains("No space left");
      assertThat(histories.totals().answers()).isTrue();
      assertThat(histories.totals().troubled()).isEqualTo(1);
      Printed.print(history, MORE_THAN_FITS);
      assertThat(recent(history)).isEqualTo(new ReadResult.Bytes(1000));

      Files.delete(segment("vm"));
      Printed.onDisk(history);
      assertThat(log.next()).contains("event=disk-follows-again ").doesNotContain("lost=0");
      assertThat(log.unread()).isZero();
      assertThat(Printed.read(history.reader(), 0).gaps())
          .extracting(ReadResult.Gap::cause)
          .containsExactly(ReadResult.Cause.DISK);
    }

    try (var histories = open(directory)) {
      var read = Printed.read(histories.open("vm", KEEP).reader(), 0);
      assertThat(read.end()).isEqualTo(5000 + MORE_THAN_FITS);
      assertThat(read.kept()).isBetween(3L << 20, 4L << 20);
      assertThat(read.gaps()).hasSize(1);
    }
  }

  @Test
  void aDiskThatIsFullForAWhileCostsNothingThatFitsInMemory() throws Exception {
    try (var log = LogLines.of(DiskTrouble.class);
        var histories = open(directory)) {
      var history = histories.open("vm", ByteSize.parse("16MiB"));
      // The first file takes what it may; there is no space for the next.
      var next = Printed.segment(directory.resolve("vm"), 1 << 20);
      Files.createDirectory(directory.resolve("vm"));
      Files.createSymbolicLink(next, Path.of("/dev/full"));

      for (int i = 0; i < 30; i++) {
        Printed.print(history, 100_000);
      }
      assertThat(log.next()).contains("No space left");
      Files.delete(next);
      Printed.onDisk(history);

      assertThat(log.next()).contains("event=disk-follows-again ").contains("lost=0");
      assertThat(log.unread()).isZero();
      var read = Printed.read(history.reader(), 0);
      assertThat(read.gaps()).isEmpty();
      assertThat(read.kept()).isEqualTo(3_000_000);
    }
  }

  @Test
  void aDiskThatTurnsReadOnlyCostsNothingThatFitsInMemoryAndHeals() throws Exception {
    var home = directory.resolve("vm");
    var away = directory.resolve("away");
    try (var log = LogLines.of(DiskTrouble.class);
        var histories = open(directory)) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, 5000);
      Printed.onDisk(history);

      // Not even root makes a file there.
      Files.move(home, away);
      Files.createSymbolicLink(home, Path.of("/sys/kernel"));
      Printed.print(history, 1_000_000);
      assertThat(log.next()).contains("event=disk-behind ");
      assertThat(recent(history)).isEqualTo(new ReadResult.Bytes(1000));

      Files.delete(home);
      Files.move(away, home);
      Printed.onDisk(history);
      assertThat(log.next()).contains("event=disk-follows-again ").contains("lost=0");
      assertThat(log.unread()).isZero();
    }
    try (var histories = open(directory)) {
      var read = Printed.read(histories.open("vm", KEEP).reader(), 0);
      assertThat(read.gaps()).isEmpty();
      assertThat(read.kept()).isEqualTo(1_005_000);
    }
  }

  @Test
  void aHistoryOpensOnABrokenDiskAndWritesWhenItIsWell() throws Exception {
    long shown;
    try (var histories = open(directory)) {
      // Where the directory of the history should be is a file.
      Files.writeString(directory.resolve("vm"), "in the way");
      var history = histories.open("vm", KEEP);
      Printed.print(history, 5000);
      assertThat(recent(history)).isEqualTo(new ReadResult.Bytes(1000));

      Files.delete(directory.resolve("vm"));
      Printed.onDisk(history);
      shown = history.reader().end();
    }

    try (var histories = open(directory)) {
      var history = histories.open("vm", KEEP);
      assertThat(history.reader().end()).isEqualTo(shown);
      assertThat(Printed.read(history.reader(), shown - 5000).kept()).isEqualTo(5000);
    }
  }

  private Path segment(String key) {
    return Printed.segment(directory.resolve(key), 0);
  }

  private static void makeFifo(Path file) throws Exception {
    Files.createDirectory(file.getParent());
    run("mkfifo", file.toString());
  }

  /** Reads a FIFO to its end, in the background. */
  private static void empty(Path fifo) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (var in = Files.newInputStream(fifo)) {
            in.transferTo(OutputStream.nullOutputStream());
          } catch (IOException broken) {
            throw new AssertionError(broken);
          }
        });
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static Histories open(Path directory) throws IOException {
    return new Histories(directory, InstantSource.system(), HistoryLimits.standard());
  }
}
