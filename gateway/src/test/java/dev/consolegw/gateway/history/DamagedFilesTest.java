package dev.consolegw.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.Index;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedFilesTest {
  private static final long EPOCH = 1L << 32;

  /** Bytes of a line of the index. */
  private static final int LINE = 40;

  private static final ByteSize KEEP = ByteSize.parse("1MiB");

  @TempDir Path directory;

  static Stream<String> brokenIndexes() {
    return Stream.of(
        "", // empty
        "17672256000", // the first line torn
        "1767225600000 0000000000000000000 time \n1767225600000 00000", // the second
        "no index at all, but just as long......\n",
        "\0".repeat(4 * LINE),
        "1767225600000 9999999999999999999 clean\n",
        "1767225600000 0000000000000077777 clean\n");
  }

  @ParameterizedTest
  @MethodSource("brokenIndexes")
  void aBrokenIndexCostsNoOutputAndNoOffsetIsUsedAgain(String index) throws Exception {
    printAndClose(200_000);
    Files.writeString(index(), index);

    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      var read = Printed.read(history.reader(), 0);

      assertThat(read.kept()).isEqualTo(200_000);
      assertThat(read.gaps())
          .extracting(ReadResult.Gap::cause)
          .containsExactly(ReadResult.Cause.KILL);
      assertThat(history.reader().end()).isPositive().isGreaterThanOrEqualTo(EPOCH);
      assertThat(history.reader().end() % EPOCH).isZero();
      Printed.print(history, 1000);
      Printed.onDisk(history);
    }
    assertThat(Files.size(index()) % LINE).isZero();
    assertThat(Files.readString(index(), UTF_8)).endsWith(" clean\n");
  }

  @Test
  void aSegmentCutByAStrangerIsAGapAndNothingMoves() throws Exception {
    printAndClose(200_000);
    cut(segment(65_536), 10_000);

    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      var read = Printed.read(history.reader(), 0);

      assertThat(history.reader().end()).isEqualTo(200_000);
      assertThat(read.kept()).isEqualTo(200_000 - 55_536);
      assertThat(read.gaps())
          .singleElement()
          .satisfies(gap -> assertThat(gap.resumesAt()).isEqualTo(2 * 65_536))
          .satisfies(gap -> assertThat(gap.cause()).isEqualTo(ReadResult.Cause.UNKNOWN));
    }
  }

  @Test
  void aSegmentCutWhileItIsReadIsAGapToo() throws Exception {
    try (var histories = open()) {
      var history = printAndReopen(histories);

      cut(segment(65_536), 10_000);
      Files.delete(segment(0));

      var read = Printed.read(history.reader(), 0);
      assertThat(read.gaps()).hasSize(2);
      assertThat(read.kept()).isEqualTo(200_000 - 55_536 - 65_536);
    }
  }

  @Test
  void aLastSegmentCutOrRemovedWhileItIsWrittenMovesNothing() throws Exception {
    try (var histories = open()) {
      var history = printAndReopen(histories);

      cut(segment(3 * 65_536), 100);
      Printed.print(history, 1000);
      Printed.onDisk(history);
      Files.delete(segment(200_000));
      Printed.print(history, 1000);
      Printed.onDisk(history);
    }

    try (var histories = open()) {
      var read = Printed.read(histories.open("vm", KEEP).reader(), 0);
      assertThat(read.end()).isEqualTo(202_000);
      assertThat(read.kept()).isEqualTo(3 * 65_536 + 100 + 1000);
    }
  }

  @Test
  void aDirectoryRemovedWhileItIsWrittenIsMadeAnew() throws Exception {
    try (var histories = open()) {
      var history = printAndReopen(histories);

      try (var files = Files.list(directory.resolve("vm"))) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory.resolve("vm"));
      Printed.print(history, 1000);
      Printed.onDisk(history);

      assertThat(segment(200_000)).hasSize(1000);
      assertThat(Printed.read(history.reader(), 0).kept()).isEqualTo(1000);
    }
  }

  @Test
  void filesOfOthersAreLeftAlone() throws Exception {
    printAndClose(100);
    var notes = Files.writeString(directory.resolve("vm").resolve("notes.log"), "mine");
    var huge = directory.resolve("vm").resolve("9999999999999999999.log");
    Files.writeString(huge, "mine");

    try (var histories = open()) {
      assertThat(Printed.read(histories.open("vm", KEEP).reader(), 0).kept()).isEqualTo(100);
    }

    assertThat(notes).hasContent("mine");
    assertThat(huge).hasContent("mine");
  }

  private void printAndClose(int count) throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", KEEP);
      Printed.print(history, count);
      Printed.onDisk(history);
    }
  }

  /** With nothing of it in memory. */
  private static History printAndReopen(Histories histories) throws Exception {
    var history = histories.open("vm", KEEP);
    Printed.print(history, 200_000);
    history.close();
    var again = histories.open("vm", KEEP);
    assertThat(again.reader().read(199_999, ByteBuffer.allocate(1), HistoryReader.Access.MEMORY))
        .isEqualTo(new ReadResult.OnDisk());
    return again;
  }

  private static void cut(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private Path segment(long start) {
    return Printed.segment(directory.resolve("vm"), start);
  }

  private Path index() {
    return directory.resolve("vm").resolve(Index.NAME);
  }

  private Histories open() throws IOException {
    return new Histories(directory, InstantSource.system(), HistoryLimits.standard());
  }
}
