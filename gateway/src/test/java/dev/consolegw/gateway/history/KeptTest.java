package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.store.Recovery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a history says that it keeps. */
class KeptTest {
  @TempDir Path directory;

  private Histories open() throws Exception {
    return new Histories(directory, InstantSource.system(), HistoryLimits.standard());
  }

  @Test
  void diskAndMemoryAreOneStretch() throws Exception {
    try (var histories = open()) {
      var history = histories.open("vm", ByteSize.parse("64MiB"));

      assertThat(history.reader().kept()).isEmpty();
      Printed.print(history, 1_000_000);
      assertThat(history.reader().kept()).containsExactly(new OffsetRange(0, 1_000_000));
      Printed.onDisk(history);
      Printed.print(history, 10);

      assertThat(history.reader().kept()).containsExactly(new OffsetRange(0, 1_000_010));
    }
  }

  @Test
  void aGapPartsTwoStretches() throws Exception {
    try (var histories = open()) {
      Printed.print(histories.open("vm", ByteSize.parse("64MiB")), 1000);
    }
    Files.delete(directory.resolve("vm").resolve("index")); // as after a kill: no clean end

    try (var histories = open()) {
      var history = histories.open("vm", ByteSize.parse("64MiB"));
      Printed.print(history, 500);

      assertThat(history.reader().kept())
          .containsExactly(
              new OffsetRange(0, 1000), new OffsetRange(Recovery.EPOCH, Recovery.EPOCH + 500));
    }
  }
}
