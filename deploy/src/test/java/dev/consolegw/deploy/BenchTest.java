package dev.consolegw.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark runs and leaves nothing behind. What it measures is nobody's business here. */
@Tag("slow")
class BenchTest {
  private static final String[] BESIDE_SSHD = {"bulk", "keys", "connect", "idle", "captured"};
  private static final String FIGURE = "-?[0-9,]+(\\.[0-9]+)?( \\([0-9,.]+\\.\\.[0-9,.]+\\))?";

  @TempDir Path folder;

  @Test
  void everyPartHasFiguresOfBothSides() throws Exception {
    try (var bench = new BenchRun(folder, BESIDE_SSHD)) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying("1 MiB", rows -> assertThat(rows).hasSize(8))
          .hasEntrySatisfying("one key every 20 ms", rows -> assertThat(rows).hasSize(9))
          .hasEntrySatisfying("connect to first byte", rows -> assertThat(rows).hasSize(2))
          .hasEntrySatisfying("5 idle sessions", rows -> assertThat(rows).hasSize(4))
          .hasEntrySatisfying("10 captured consoles", rows -> assertThat(rows).hasSize(3))
          .hasSize(5)
          .allSatisfy((table, rows) -> assertThat(rows).allSatisfy(BenchTest::hasBothFigures));
    }
    assertNothingIsLeft();
  }

  @Test
  void startsAreMeasuredWithHistoriesAndWithout() throws Exception {
    try (var bench = new BenchRun(folder, "start")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying("from the command to listening", rows -> assertThat(rows).hasSize(6))
          .hasSize(1)
          .allSatisfy((_, rows) ->
              assertThat(rows).allSatisfy(cells -> assertThat(cells.get(1)).matches(FIGURE)));
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void theOtherPartsHaveAllTheirFigures() throws Exception {
    try (var bench = new BenchRun(folder, "fanout", "fleet", "export", "log", "cloud", "peers")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying("8 viewers, 500 KB at 1 MB/s", rows -> assertThat(rows).hasSize(6))
          .hasEntrySatisfying(
              "100 captured consoles, 1 % print a line per second",
              rows -> assertThat(rows).hasSize(9))
          .hasEntrySatisfying(
              "100 captured consoles, 1 % print a line per second, with and without a log system",
              rows -> assertThat(rows).hasSize(7))
          .hasEntrySatisfying("16 MiB of history", rows -> assertThat(rows).hasSize(2))
          .hasEntrySatisfying("first line of log on 16 MiB", rows -> assertThat(rows).hasSize(5))
          .hasEntrySatisfying(
              "20 people with 40 keys in 5 projects", rows -> assertThat(rows).hasSize(10))
          .hasEntrySatisfying(
              "connect to first byte of a websocket console", rows -> assertThat(rows).hasSize(1))
          .hasEntrySatisfying("on the same UNIX sockets", rows -> assertThat(rows).hasSize(7))
          .hasSize(8)
          .allSatisfy((_, rows) ->
              assertThat(rows).allSatisfy(cells -> assertThat(cells.get(1)).matches(FIGURE)));
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void aJumpIsComparedWithOpensshsOwnAndWeighed() throws Exception {
    try (var bench = new BenchRun(folder, "jump")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying(
              "by -J; one key every 20 ms, 1 MiB", rows -> assertThat(rows).hasSize(6))
          .hasEntrySatisfying("1 idle sessions", rows -> assertThat(rows).hasSize(1));
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void manyPeopleTypeAndLoseNothing() throws Exception {
    try (var bench = new BenchRun(folder, "load")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .containsOnlyKeys(
              "5 people type 5 keys/s, guests print 2 KB/s, 2 s",
              "10 people type 5 keys/s, guests print 2 KB/s, 2 s")
          .allSatisfy((_, rows) -> assertThat(rows).hasSize(14))
          .allSatisfy((_, rows) -> assertThat(rows.get(1).getLast()).isEqualTo("≤ 0: met"))
          .allSatisfy((_, rows) ->
              assertThat(rows).allSatisfy(cells -> assertThat(cells.get(1)).matches(FIGURE)));
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void aHopIsMeasuredBesideSshJump() throws Exception {
    try (var bench = new BenchRun(folder, "hop")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .containsOnlyKeys("one key every 20 ms", "1 MiB", "200 consoles behind one hop");
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void hostsThatCallAreMeasured() throws Exception {
    try (var bench = new BenchRun(folder, "vspc")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying(
              "50 idle VMs that call one address at once", rows -> assertThat(rows).hasSize(7))
          .hasEntrySatisfying(
              "a key at each of 50 VMs in turn, one every 10 ms",
              rows -> assertThat(rows).hasSize(4))
          .hasEntrySatisfying(
              "the same VMs, one client at each", rows -> assertThat(rows).hasSize(3))
          .hasSize(3);
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void websocketsAreWeighedAndComparedWithSsh() throws Exception {
    try (var bench = new BenchRun(folder, "web")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying("5 idle websockets", rows -> assertThat(rows).hasSize(4))
          .hasEntrySatisfying("1 MiB, ssh with aes128-gcm", rows -> assertThat(rows).hasSize(4))
          .hasEntrySatisfying(
              "one key every 20 ms, in a terminal", rows -> assertThat(rows).hasSize(3))
          .hasSize(3)
          .allSatisfy((_, rows) ->
              assertThat(rows).allSatisfy(cells -> assertThat(cells.get(1)).matches(FIGURE)));
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void commandsInAGuestAreMeasured() throws Exception {
    try (var bench = new BenchRun(folder, "shell")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines))
          .hasEntrySatisfying(
              "`true` in a shell of this machine", rows -> assertThat(rows).hasSize(4))
          .hasEntrySatisfying(
              "1 MiB of random bytes, no bound on the line", rows -> assertThat(rows).hasSize(4))
          .hasEntrySatisfying(
              "at 115,200 baud, 11,520 bytes/s each way", rows -> assertThat(rows).hasSize(8))
          .hasSizeBetween(3, 5); // where there is a Debian, that too
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void whatABystanderPaysIsToldForEachAttack() throws Exception {
    try (var bench = new BenchRun(folder, "isolation")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines)).containsOnlyKeys("attack");
      assertThat(rowsByTable(lines).get("attack"))
          .hasSize(12)
          .allSatisfy(cells -> assertThat(cells).hasSize(6))
          .noneSatisfy(cells -> assertThat(cells.getFirst()).contains("(failed)"));
    }
    assertNothingIsLeft();
  }

  @Test
  @Tag("long")
  void aGatewayIsAfterAllAttacksAsItWasBefore() throws Exception {
    try (var bench = new BenchRun(folder, "soak")) {
      var lines = bench.lines();

      assertThat(bench.exitStatus()).as("%s", String.join("\n", lines)).isZero();
      assertThat(rowsByTable(lines).get("after, s"))
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(cells -> assertThat(cells.getLast()).as("sessions lost").isEqualTo("0"));
      assertThat(rowsByTable(lines).get("more after the last round than after the first"))
          .hasSize(6)
          .as("%s", String.join("\n", lines))
          .noneSatisfy(cells -> assertThat(cells.getLast()).contains("missed"));
    }
    assertNothingIsLeft();
  }

  @Test
  void anInterruptedBenchEndsWhatItStarted() throws Exception {
    try (var bench = new BenchRun(folder, "keys")) {
      bench.awaitLine("bench:   in a terminal");

      bench.interrupt();

      assertThat(bench.exitStatus()).isEqualTo(128 + 15);
    }
    assertNothingIsLeft();
  }

  private static void hasBothFigures(List<String> cells) {
    assertThat(cells).hasSize(5);
    assertThat(cells.get(1)).matches(FIGURE);
    if (!cells.getFirst().startsWith("heap of each")) { // sshd has no such thing
      assertThat(cells.get(2)).matches(FIGURE);
    }
  }

  /** The cells of each row, by the first cell of its table's head: the row above the rule. */
  private static Map<String, List<List<String>>> rowsByTable(List<String> lines) {
    var rows = lines.stream().filter(line -> line.startsWith("| ")).map(BenchTest::cells).toList();
    var tables = new LinkedHashMap<String, List<List<String>>>();
    for (var row = 0; row < rows.size(); row++) {
      if (row + 1 < rows.size() && isRule(rows.get(row + 1))) {
        tables.put(rows.get(row).getFirst(), new ArrayList<>());
      } else if (!isRule(rows.get(row))) {
        tables.lastEntry().getValue().add(rows.get(row));
      }
    }
    return tables;
  }

  private static List<String> cells(String line) {
    return List.of(line.substring(2, line.length() - 2).split(" \\| ", -1));
  }

  private static boolean isRule(List<String> cells) {
    return cells.getFirst().equals("---");
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(folder).isEmptyDirectory();
    assertThat(ProcessHandle.allProcesses().flatMap(BenchTest::commandLine))
        .noneMatch(line -> line.contains(folder.toString()));
  }

  private static Stream<String> commandLine(ProcessHandle process) {
    return process.info().commandLine().stream();
  }
}
