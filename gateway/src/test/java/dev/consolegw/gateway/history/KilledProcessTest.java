package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.Index;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class KilledProcessTest {
  private static final long EPOCH = 1L << 32;

  /** The promise. */
  private static final Duration AT_MOST = Duration.ofMillis(10);

  /** What the scheduler of a busy build machine may add to it. */
  private static final Duration BUSY = Duration.ofMillis(490);

  @TempDir Path directory;

  private record Shown(long nanos, long offset) {
    static Shown parse(String line) {
      int space = line.indexOf(' ');
      return new Shown(
          Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }
  }

  @Test
  void aKillLosesLessThanItMayAndNoOffsetIsUsedTwice() throws Exception {
    for (int kill = 0; kill < 3; kill++) {
      var shown = printAndKill(1500);

      assertThat(shown.getFirst().offset).isEqualTo(kill * EPOCH);
      try (var histories = open()) {
        var history = histories.open("vm", ByteSize.parse("64MiB"));
        assertThat(history.reader().end()).isEqualTo((kill + 1) * EPOCH);
        assertThat(history.reader().end()).isGreaterThan(shown.getLast().offset);

        var read = Printed.read(history.reader(), kill * EPOCH);
        assertThat(kill * EPOCH + read.kept()).isGreaterThanOrEqualTo(promised(shown));
        assertThat(read.gaps())
            .singleElement()
            .satisfies(gap -> assertThat(gap.cause()).isEqualTo(ReadResult.Cause.KILL))
            .satisfies(gap -> assertThat(gap.resumesAt()).isEqualTo(history.reader().end()));
      }
      report(shown, kill);
    }
  }

  @Test
  void aKillIsSeenEvenIfTheIndexIsLostToo() throws Exception {
    var first = printAndKill(50);
    Files.delete(directory.resolve("vm").resolve(Index.NAME));
    var second = printAndKill(50);
    Files.delete(directory.resolve("vm").resolve(Index.NAME));

    try (var histories = open()) {
      var history = histories.open("vm", ByteSize.parse("64MiB"));
      var read = Printed.read(history.reader(), 0);

      assertThat(first.getFirst().offset).isZero();
      assertThat(second.getFirst().offset).isEqualTo(EPOCH);
      assertThat(history.reader().end()).isEqualTo(2 * EPOCH);
      assertThat(read.gaps()).extracting(ReadResult.Gap::cause).containsOnly(ReadResult.Cause.KILL);
      assertThat(read.gaps().getLast().resumesAt()).isEqualTo(history.reader().end());
    }
  }

  /** So fast that files roll and the oldest are deleted every few milliseconds. */
  @Test
  @Tag("long")
  void aKillWhileSegmentsRollLosesNoMore() throws Exception {
    for (int kill = 0; kill < 6; kill++) {
      var shown = printAndKill(3000 + 137 * kill, "1MiB", 3000);

      assertThat(shown.getFirst().offset).isEqualTo(kill * EPOCH);
      try (var histories = open()) {
        var history = histories.open("vm", ByteSize.parse("1MiB"));
        assertThat(history.reader().end()).isEqualTo((kill + 1) * EPOCH);

        var read = Printed.read(history.reader(), kill * EPOCH);
        long start = read.gaps().getFirst().resumesAt();
        long promised = Math.max(promised(shown), start + 1); // it may have been trimmed
        var last = Printed.readOnce(history.reader(), promised - 1, ByteBuffer.allocate(1));
        assertThat(read.kept()).isBetween(512L << 10, 1L << 20);
        assertThat(read.gaps())
            .extracting(ReadResult.Gap::cause)
            .containsExactly(ReadResult.Cause.TRIMMED, ReadResult.Cause.KILL);
        assertThat(last).isEqualTo(new ReadResult.Bytes(1));
        assertThat(start + read.kept()).isGreaterThanOrEqualTo(promised);
      }
    }
  }

  /**
   * Lets a child print so many appends, and until something is promised, kills it with SIGKILL, and
   * returns what it has shown.
   */
  private List<Shown> printAndKill(int appends) throws Exception {
    return printAndKill(appends, "64MiB", 300);
  }

  private List<Shown> printAndKill(int appends, String keep, int most) throws Exception {
    var child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PrintingChild.class.getName(),
                directory.toString(),
                keep,
                Integer.toString(most))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = child.inputReader()) {
      var shown = new ArrayList<Shown>();
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        shown.add(Shown.parse(line));
        if (shown.size() >= appends && isPromised(shown.get(1), shown.getLast())) {
          // Not child.destroyForcibly(), which closes the pipe with what is still in it.
          child.toHandle().destroyForcibly();
          shown.addAll(rest(out));
          break;
        }
      }
      assertThat(child.waitFor()).isEqualTo(128 + 9);
      return shown;
    }
  }

  /** What is left in the pipe. The last line may be cut. */
  private static List<Shown> rest(BufferedReader out) throws Exception {
    var lines = out.readAllLines();
    return lines.stream().limit(Math.max(0, lines.size() - 1)).map(Shown::parse).toList();
  }

  /** Where the newest append ends that was old enough to be safe when the child last spoke. */
  private static long promised(List<Shown> shown) {
    return shown.stream()
        .filter(each -> isPromised(each, shown.getLast()))
        .mapToLong(Shown::offset)
        .max()
        .orElse(0);
  }

  private static boolean isPromised(Shown one, Shown last) {
    return last.nanos - one.nanos >= AT_MOST.plus(BUSY).toNanos();
  }

  private void report(List<Shown> shown, int kill) throws Exception {
    var file = Printed.segment(directory.resolve("vm"), kill * EPOCH);
    long onDisk = kill * EPOCH + Files.size(file);
    long last = shown.getLast().nanos;
    long oldest =
        shown.stream()
            .filter(each -> each.offset > onDisk)
            .mapToLong(Shown::nanos)
            .min()
            .orElse(last);
    System.out.printf(
        "measured: kill %d, oldest lost append %.1f ms before the last%n",
        kill, (last - oldest) / 1e6);
  }

  private Histories open() throws Exception {
    return new Histories(directory, InstantSource.system(), HistoryLimits.standard());
  }
}
