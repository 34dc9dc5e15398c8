package dev.consolegw.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Test output whose every byte follows from its offset, and what a reader gets to see of it.
 *
 * @param kept how many bytes were read, each of them the right one
 */
public record Printed(long kept, List<ReadResult.Gap> gaps, long end) {

  /** The byte that stands at an offset; lines of about 32 characters. */
  static byte at(long offset) {
    long mixed = offset * 0x9E3779B97F4A7C15L;
    int drawn = (int) ((mixed ^ (mixed >>> 29)) >>> 40) & 0xFF;
    return drawn < 8 ? (byte) '\n' : (byte) drawn;
  }

  public static byte[] bytes(long from, int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at(from + i);
    }
    return bytes;
  }

  /** The file that begins with an offset, in the directory of a history. */
  static Path segment(Path directory, long start) {
    return directory.resolve("%019d.log".formatted(start));
  }

  /** Appends what belongs at the end. */
  public static long print(History history, int count) {
    return history.append(ByteBuffer.wrap(bytes(history.reader().end(), count)));
  }

  public static void onDisk(History history) throws Exception {
    history.reader().written(history.reader().end()).get(20, TimeUnit.SECONDS);
  }

  /** Everything from an offset to the end, read as a viewer does. A wrong byte fails the test. */
  public static Printed read(HistoryReader history, long from) throws Exception {
    long kept = 0;
    var gaps = new ArrayList<ReadResult.Gap>();
    var buffer = ByteBuffer.allocate(50_000);
    long at = from;
    while (true) {
      switch (readOnce(history, at, buffer.clear())) {
        case ReadResult.Bytes(int count) -> {
          assertThat(buffer.position()).isEqualTo(count);
          assertThat(Arrays.copyOf(buffer.array(), count)).isEqualTo(bytes(at, count));
          at += count;
          kept += count;
        }
        case ReadResult.Gap gap -> {
          assertThat(gap.resumesAt()).isGreaterThan(at);
          gaps.add(gap);
          at = gap.resumesAt();
        }
        case ReadResult.Nothing _ -> {
          return new Printed(kept, gaps, at);
        }
        case ReadResult.OnDisk _ -> throw new AssertionError("sent to the disk twice");
      }
    }
  }

  static ReadResult readOnce(HistoryReader history, long at, ByteBuffer into) throws Exception {
    var inMemory = history.read(at, into, HistoryReader.Access.MEMORY);
    if (!(inMemory instanceof ReadResult.OnDisk)) {
      return inMemory;
    }
    return CompletableFuture.supplyAsync(
            () -> history.read(at, into, HistoryReader.Access.DISK), history.diskThreads())
        .get(20, TimeUnit.SECONDS);
  }
}
