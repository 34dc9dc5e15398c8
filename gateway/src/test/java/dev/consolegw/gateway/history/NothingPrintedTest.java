package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that has printed nothing has no files, and no offset is used twice for all that. */
class NothingPrintedTest {
  private static final long EPOCH = 1L << 32;
  private static final ByteSize KEEP = ByteSize.parse("64MiB");

  @TempDir private Path directory;
  @TempDir private Path after;

  private static Histories open(Path directory) throws IOException {
    return new Histories(directory, InstantSource.system(), HistoryLimits.standard());
  }

  /** A disk that has something else to do until this is closed. */
  private static final class BusyDisk implements AutoCloseable {
    private final CountDownLatch free = new CountDownLatch(1);

    BusyDisk(History history) throws InterruptedException {
      var busy = new CountDownLatch(1);
      history
          .reader()
          .diskThreads()
          .execute(() -> {
            busy.countDown();
            try {
              free.await();
            } catch (InterruptedException stop) {
              Thread.currentThread().interrupt();
            }
          });
      busy.await();
    }

    @Override
    public void close() {
      free.countDown();
    }
  }

  /** One disk thread, and no other when that hangs. */
  private Histories withOneThread() throws IOException {
    var standard = HistoryLimits.standard();
    var limits =
        new HistoryLimits(
            1,
            0,
            standard.openFiles(),
            standard.memory(),
            standard.unwritten(),
            standard.recent(),
            standard.idle(),
            standard.comparison(),
            standard.rule(),
            standard.all());
    return new Histories(directory, InstantSource.system(), limits);
  }

  /** What a kill at this moment leaves. */
  private Path killed() throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.skip(1).toList()) {
        Files.copy(file, after.resolve(directory.relativize(file)));
      }
    }
    return after;
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static long begin(Histories histories, String key) throws IOException {
    return histories.open(key, KEEP).reader().end();
  }

  @Test
  void nothingIsMadeForItBeforeItsFirstByteNorByItsEnd() throws Exception {
    try (var histories = open(directory)) {
      for (int i = 0; i < 20; i++) {
        var history = histories.open("vm" + i, KEEP);
        history.connectionBack();
        history.connectionLost();
      }
      assertThat(names()).containsExactly(".lock", ".running");
      assertThat(histories.known()).isEmpty();
    }

    assertThat(names()).containsExactly(".lock");
    try (var histories = open(directory)) {
      assertThat(begin(histories, "vm0")).isZero();
    }
  }

  @Test
  void itsFirstByteMakesAllFilesWithWhatIsKnownByThen() throws Exception {
    try (var histories = open(directory)) {
      var history = histories.open("vm", KEEP, Optional.empty(), Map.of("name", "web1"));
      history.note(Map.of("name", "web2"));
      history.keep(ByteSize.parse("1MiB"), Optional.empty());

      Printed.print(history, 10);
      history.close();

      assertThat(histories.known()).containsExactly(Map.entry("vm", Map.of("name", "web2")));
      assertThat(directory.resolve("vm").resolve("about")).content().contains("keep 1048576\n");
      assertThat(Printed.segment(directory.resolve("vm"), 0)).hasSize(10);
    }
    try (var histories = open(directory)) {
      assertThat(begin(histories, "vm")).isEqualTo(10);
      assertThat(begin(histories, "other")).isZero();
    }
  }

  @Test
  void firstOutputThatAKillTookIsNotTheOffsetsOfAnother() throws Exception {
    try (var histories = withOneThread()) {
      var shown = histories.open("vm", KEEP);
      try (var _ = new BusyDisk(shown)) {
        Printed.print(shown, 1000);
        assertThat(Printed.read(shown.reader(), 0).kept()).isEqualTo(1000);
        var _ = killed();
      }

      try (var next = open(after)) {
        assertThat(begin(next, "vm")).isEqualTo(EPOCH);
        assertThat(begin(next, "new")).isEqualTo(EPOCH);
      }
      try (var last = open(after)) {
        assertThat(begin(last, "another")).as("closed in order before").isEqualTo(EPOCH);
      }
    }
  }

  @Test
  void aSecondKillAtOnceIsSeen() throws Exception {
    Files.createFile(directory.resolve(".running"));
    try (var histories = withOneThread()) {
      var history = histories.open("vm", KEEP);
      try (var _ = new BusyDisk(history)) {
        assertThat(Printed.print(history, 5)).isEqualTo(EPOCH + 5);
        var _ = killed();
      }

      try (var next = open(after)) {
        assertThat(begin(next, "vm")).isEqualTo(2 * EPOCH);
      }
    }
  }

  @Test
  void beforeItsFirstByteThereIsNoOutage() throws Exception {
    Files.createFile(directory.resolve(".running"));
    try (var histories = open(directory)) {
      var history = histories.open("vm", KEEP);
      history.connectionLost();
      history.connectionBack();
      Printed.print(history, 5);
      Printed.onDisk(history);

      assertThat(history.reader().lastOutages(0, Long.MAX_VALUE, 10)).isEmpty();
    }
  }

  @Test
  void whatTheDiskRefusedToTheEndIsRememberedToHaveBeenShown() throws Exception {
    try (var histories = open(directory)) {
      var history = histories.open("vm", KEEP);
      Files.writeString(directory.resolve("vm"), "a file in the way");
      Printed.print(history, 1000);
    }
    Files.delete(directory.resolve("vm"));

    try (var histories = open(directory)) {
      assertThat(begin(histories, "vm")).isEqualTo(EPOCH);
    }
  }

  @Test
  void whereTheMarkCannotBeMadeFilesAreMadeAtOnce() throws Exception {
    Files.createDirectories(directory.resolve(".running.new").resolve("in the way"));
    try (var histories = open(directory)) {
      var _ = histories.open("vm", KEEP);

      assertThat(Printed.segment(directory.resolve("vm"), 0)).isEmptyFile();
      assertThat(histories.known()).containsKey("vm");
    }
  }

  @Test
  void whatIsRecordedOfItLeavesItKnown() throws Exception {
    try (var histories = open(directory)) {
      var history = histories.open("vm", KEEP);
      try (var pin = history.reader().pin(0)) {
        pin.extend(0);
      }
      history.close();

      assertThat(histories.known()).containsKey("vm");
    }
    try (var histories = open(directory)) {
      assertThat(begin(histories, "vm")).isZero();
    }
  }

  @Test
  void oneThatCannotBeOpenedHoldsNobodyUpWhoCloses() throws Exception {
    long begun = System.nanoTime();
    try (var histories = open(directory)) {
      var tooMany = new HashMap<String, String>();
      for (int i = 0; i < 17; i++) {
        tooMany.put("note" + i, "");
      }
      assertThatThrownBy(() -> histories.open("vm", KEEP, Optional.empty(), tooMany))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(begin(histories, "vm")).isZero();
    }
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(9));
  }
}
