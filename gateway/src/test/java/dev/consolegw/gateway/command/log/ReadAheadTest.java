package dev.consolegw.gateway.command.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.testing.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  @TempDir private Path folder;

  @Test
  void theFirstBlockIsSmallAndTheNextAreLarger() throws Exception {
    try (var histories = new Histories(folder, new ManualClock(), HistoryLimits.standard());
        var history = histories.open("vm", ByteSize.parse("64MiB"))) {
      int size = 4 * ReadAhead.LARGEST;
      history.append(ByteBuffer.wrap(new byte[size]));
      history.reader().written(size).join();
      var ahead = new ReadAhead(new DiskReader(history.reader()), 0, size);

      var counts = new ArrayList<Integer>();
      while (ahead.next() instanceof ReadResult.Bytes(int count)) {
        assertThat(ahead.bytes().remaining()).isEqualTo(count);
        counts.add(count);
      }

      assertThat(counts).startsWith(16 << 10, 32 << 10, 64 << 10, 128 << 10, 256 << 10);
      assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(size);
    }
  }
}
