package dev.consolegw.gateway.history;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A history behaves like a list of bytes that loses its oldest part, whatever happens to it. */
class HistoryPropertiesTest {
  private static final int KEEP = 400_000;

  /** So little memory that reads come from the disk, too. */
  private static final HistoryLimits SMALL =
      new HistoryLimits(
          2,
          2,
          2,
          new ByteSize(1 << 20),
          new ByteSize(512 << 10),
          new ByteSize(32 << 10),
          Duration.ofMillis(1),
          HistoryLimits.standard().comparison(),
          HistoryLimits.standard().rule(),
          HistoryLimits.standard().all());

  /** What can happen. Sizes and places are given in parts of what there is. */
  sealed interface Step {
    record Append(String text, int repeat) implements Step {}

    record Look(double where, int count) implements Step {}

    record Settle() implements Step {}

    record Reopen() implements Step {}
  }

  /** The model: all that was ever printed. */
  private static final class All {
    private byte[] bytes = new byte[1 << 16];
    private int size;

    void add(byte[] more) {
      while (size + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      System.arraycopy(more, 0, bytes, size, more.length);
      size += more.length;
    }

    byte[] at(long from, int count) {
      return Arrays.copyOfRange(bytes, (int) from, (int) from + count);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> append =
        Arbitraries.strings()
            .withCharRange('\0', 'ÿ')
            .ofMaxLength(300)
            .flatMap(bytes ->
                Arbitraries.integers().between(1, 300).map(n -> new Step.Append(bytes, n)));
    Arbitrary<Step> look =
        Arbitraries.doubles()
            .between(0, 1)
            .flatMap(
                at -> Arbitraries.integers().between(1, 99_999).map(n -> new Step.Look(at, n)));
    Arbitrary<Step> settle = Arbitraries.just(new Step.Settle());
    Arbitrary<Step> reopen = Arbitraries.just(new Step.Reopen());
    return Arbitraries.frequencyOf(
            Tuple.of(8, append), Tuple.of(8, look), Tuple.of(2, settle), Tuple.of(1, reopen))
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 150)
  void aHistoryIsAListOfBytesThatLosesItsOldestPart(@ForAll("steps") List<Step> steps)
      throws Exception {
    var directory = Files.createTempDirectory("history");
    var all = new All();
    var histories = open(directory);
    try {
      var history = histories.open("vm", new ByteSize(KEEP));
      for (var step : steps) {
        switch (step) {
          case Step.Append(String text, int repeat) ->
              append(history, all, text.getBytes(ISO_8859_1), repeat);
          case Step.Look(double where, int count) -> look(history, all, where, count);
          case Step.Settle _ -> Printed.onDisk(history);
          case Step.Reopen _ -> {
            histories.close();
            histories = open(directory);
            history = histories.open("vm", new ByteSize(KEEP));
          }
        }
        assertThat(history.reader().end()).isEqualTo(all.size);
      }
      readAll(history, all);
    } finally {
      histories.close();
      delete(directory);
    }
  }

  private static void append(History history, All all, byte[] bytes, int repeat) throws Exception {
    for (int i = 0; i < repeat; i++) {
      history.append(ByteBuffer.wrap(bytes));
      all.add(bytes);
    }
    if (history.reader().unwritten() > 200_000) {
      Printed.onDisk(history);
    }
  }

  private static void look(History history, All all, double where, int count) throws Exception {
    long from = Math.round(where * all.size);
    long start = history.reader().start();
    var into = ByteBuffer.allocate(count);
    switch (Printed.readOnce(history.reader(), from, into)) {
      case ReadResult.Bytes(int n) ->
          assertThat(Arrays.copyOf(into.array(), n)).isEqualTo(all.at(from, n));
      case ReadResult.Nothing _ -> assertThat(from).isEqualTo(all.size);
      case ReadResult.Gap gap -> {
        assertThat(from).isLessThan(history.reader().start());
        assertThat(gap.cause()).isEqualTo(ReadResult.Cause.TRIMMED);
        assertThat(gap.resumesAt()).isBetween(start, history.reader().start());
      }
      case ReadResult.OnDisk _ -> throw new AssertionError("sent to the disk twice");
    }
  }

  private static void readAll(History history, All all) throws Exception {
    Printed.onDisk(history);
    var into = ByteBuffer.allocate(all.size + 1);
    long start = history.reader().start();
    for (long at = start; at < all.size; ) {
      at += ((ReadResult.Bytes) Printed.readOnce(history.reader(), at, into)).count();
    }
    assertThat(into.position()).isEqualTo(all.size - (int) start);
    assertThat(Arrays.copyOf(into.array(), into.position()))
        .isEqualTo(all.at(start, into.position()));
    assertThat(into.position()).isGreaterThanOrEqualTo(Math.min(all.size, KEEP - 70_000));
  }

  private static Histories open(Path directory) throws IOException {
    return new Histories(directory, InstantSource.system(), SMALL);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
