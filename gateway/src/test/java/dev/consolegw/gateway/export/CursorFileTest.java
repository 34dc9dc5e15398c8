package dev.consolegw.gateway.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.export.CursorFile.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of a log system, whatever became of whoever wrote it. */
class CursorFileTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Cursor WEB1 = web1(123);
  private static final Cursor WEB2 =
      new Cursor("file/lab/w\u00e4b2:0", 4, "", "w\n2", 0, List.of(5L, 7L, 9L));

  @TempDir Path folder;

  private static Cursor web1(long offset) {
    return new Cursor("file/lab/web 1:0", offset, "lab", "web 1", 0, List.of());
  }

  private CursorFile.Read open() throws IOException {
    return open(BEGIN);
  }

  private CursorFile.Read open(Instant now) throws IOException {
    return CursorFile.open(
        folder.resolve("logs"), WantedConsoles.of(List.of("lab/*")), InstantSource.fixed(now));
  }

  @Test
  void theLastStepOfEachConsoleCounts() throws IOException {
    try (var file = open().file()) {
      assertThat(file.hasBegun(file.epochs().newest())).isTrue();
      file.append(List.of(WEB1, WEB2));
      file.append(List.of(web1(456)));
    }
    var read = open(BEGIN.plusSeconds(60));
    assertThat(read.file().hasBegun(read.file().epochs().newest())).isFalse();
    assertThat(read.file().epochs().newest().since()).isEqualTo(BEGIN);
    assertThat(read.cursors()).isEqualTo(Map.of(WEB1.key(), web1(456), WEB2.key(), WEB2));
  }

  /** Of web1; -1 if nothing is noted. */
  private static long offset(CursorFile.Read read) {
    return Optional.ofNullable(read.cursors().get(WEB1.key())).map(Cursor::offset).orElse(-1L);
  }

  @Test
  void halfAStepCountsForNothing() throws IOException {
    try (var file = open().file()) {
      file.append(List.of(WEB1, web1(98765)));
    }
    var path = folder.resolve("logs");
    var whole = Files.readAllBytes(path);
    var offsets = new HashMap<Long, Integer>();
    for (int length = 0; length <= whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      var read = open();
      offsets.merge(offset(read), 1, Integer::sum);
      read.file().append(List.of(web1(100_000)));
      read.file().close();
      assertThat(offset(open())).isEqualTo(100_000);
    }
    assertThat(offsets.keySet()).containsExactlyInAnyOrder(-1L, 123L, 98765L);
  }

  @Test
  void aLongOneIsWrittenAnew() throws IOException {
    try (var file = open().file()) {
      long offset = 0;
      while (!file.isLong()) {
        offset++;
        file.append(List.of(web1(offset)));
      }
      assertThat(Files.size(folder.resolve("logs"))).isGreaterThan(CursorFile.SPARE);
      file.rewrite(List.of(web1(offset)));
      assertThat(Files.size(folder.resolve("logs"))).isLessThan(200);
      file.append(List.of(WEB2));
      assertThat(open().cursors()).hasSize(2);
    }
  }
}
