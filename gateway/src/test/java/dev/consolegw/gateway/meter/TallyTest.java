package dev.consolegw.gateway.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final int MANY = 1_000_000;

  private final Tally tally = new Tally();

  @Test
  void whatManyThreadsAddIsAllThere() throws InterruptedException {
    var threads =
        IntStream.range(0, 8)
            .mapToObj(_ ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 10_000; i++) {
                        tally.add(3);
                        tally.one();
                      }
                    }))
            .toList();
    for (var thread : threads) {
      thread.join();
    }

    assertThat(tally.sum()).isEqualTo(8 * 10_000 * 4L);
  }

  @Test
  void toAddAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    addMany();
    long before = threads.getCurrentThreadAllocatedBytes();

    addMany();

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(MANY / 100); // what measuring itself takes
    assertThat(tally.sum()).isEqualTo(2L * MANY * 5);
  }

  private void addMany() {
    for (int i = 0; i < MANY; i++) {
      tally.add(5);
    }
  }
}
