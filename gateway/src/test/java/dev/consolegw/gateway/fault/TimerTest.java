package dev.consolegw.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a timer when a task of it fails. */
class TimerTest {
  @Test
  void aRepeatedTaskThatThrowsComesAgain() throws Exception {
    var third = new CountDownLatch(3);
    try (var timer = new Timer("test-timer", new ThreadPoolExecutor.DiscardPolicy())) {
      var task =
          timer.scheduleWithFixedDelay(
              () -> {
                third.countDown();
                throw new IllegalStateException("a bug");
              },
              0,
              1,
              TimeUnit.MILLISECONDS);

      assertThat(third.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(task.isDone()).isFalse();
      timer.shutdownNow();
    }
  }
}
