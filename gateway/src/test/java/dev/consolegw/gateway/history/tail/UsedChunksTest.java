package dev.consolegw.gateway.history.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Chunks go from one tail to the next, but never out from under somebody who looks at them. */
class UsedChunksTest {
  private final MemoryTail.Totals totals = new MemoryTail.Totals();
  private final TailLimits limits =
      new TailLimits(
          new ByteSize(64 << 20),
          new ByteSize(4 << 20),
          new ByteSize(256 << 10),
          Duration.ofSeconds(5));
  private final int most = (int) limits.unwritten().bytes();

  private MemoryTail tail() {
    return new MemoryTail(0, limits, totals);
  }

  private static void print(MemoryTail tail, char what, int count) {
    tail.append(ByteBuffer.wrap(String.valueOf(what).repeat(count).getBytes(ISO_8859_1)), 0);
  }

  private static String text(MemoryTail.Batch batch) {
    var text = new StringBuilder();
    batch.bytes().forEach(piece -> text.append(ISO_8859_1.decode(piece.duplicate())));
    return text.toString();
  }

  @Test
  void whatTheDiskIsWritingStaysAsItIsWhenItIsGivenUp() {
    var tail = tail();
    print(tail, 'a', most);
    var batch = tail.unwritten(2 * MemoryTail.CHUNK);

    print(tail, 'b', most);
    print(tail(), 'c', most);

    assertThat(text(batch)).isEqualTo("a".repeat(2 * MemoryTail.CHUNK));
  }

  @Test
  void whatIsOnDiskMakesRoomForAnotherConsole() {
    var one = tail();
    print(one, 'a', most);
    one.wrote(most);
    assertThat(one.forget()).isTrue();
    var other = tail();

    print(other, 'b', 3 * MemoryTail.CHUNK);
    print(one, 'c', MemoryTail.CHUNK);

    var shown = ByteBuffer.allocate(3 * MemoryTail.CHUNK);
    assertThat(other.copy(0, shown)).isEqualTo(3 * MemoryTail.CHUNK);
    assertThat(ISO_8859_1.decode(shown.flip()).toString())
        .isEqualTo("b".repeat(3 * MemoryTail.CHUNK));
    assertThat(totals.chunks().get()).isEqualTo(4L * MemoryTail.CHUNK);
  }
}
