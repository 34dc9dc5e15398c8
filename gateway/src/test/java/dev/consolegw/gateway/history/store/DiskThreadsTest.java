package dev.consolegw.gateway.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiskThreadsTest {
  private final List<Duration> asked = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final DiskThreads threads = new DiskThreads(2, 4, this::in);
  private final CountDownLatch disk = new CountDownLatch(1);

  @SuppressWarnings("FutureReturnValueIgnored")
  private void in(Duration delay, Runnable task) {
    asked.add(delay);
    clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @AfterEach
  void close() {
    disk.countDown();
    threads.close();
    clock.shutdownNow();
  }

  @Test
  void tasksThatAreSoonDoneHaveTheTimerWokenOnceASecond() throws Exception {
    var many = new DiskThreads(16, 0, this::in); // none of its tasks ever waits for a thread
    for (int i = 0; i < 500; i++) {
      CompletableFuture.runAsync(() -> {}, many).get();
    }
    many.close();

    assertThat(asked).isNotEmpty().allMatch(delay -> delay.compareTo(Duration.ofMillis(500)) > 0);
  }

  @Test
  void whileAllThreadsHangASpareOneTakesTheNext() throws Exception {
    for (int i = 0; i < 4; i++) {
      threads.execute(this::hang);
    }

    var next = CompletableFuture.runAsync(() -> {}, threads);

    assertThat(next).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void whatHangsIsToldSoOnceThoughNothingElseComes() throws Exception {
    var told = new CopyOnWriteArrayList<String>();
    var first = new CompletableFuture<Void>();
    threads.execute(
        new DiskThreads.Task() {
          @Override
          public void run() {
            hang();
          }

          @Override
          public void stalled() {
            told.add("told");
            first.complete(null);
          }
        });

    assertThat(first).succeedsWithin(Duration.ofSeconds(20));
    assertThat(told).hasSize(1);
  }

  private void hang() {
    try {
      disk.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
