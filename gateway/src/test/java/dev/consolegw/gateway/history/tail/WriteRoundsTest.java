package dev.consolegw.gateway.history.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.history.store.DiskThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteRoundsTest {
  private final List<String> written = new ArrayList<>();
  private final List<Duration> asked = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // a nanoTime may overflow
  private final DiskThreads.Timer timer =
      (delay, task) -> {
        asked.add(delay);
        tasks.add(task);
      };
  private final WriteRounds rounds = new WriteRounds(timer, () -> now);

  private boolean print(String console) {
    return rounds.isNow(() -> written.add(console));
  }

  private void passMicros(long count) {
    now += TimeUnit.MICROSECONDS.toNanos(count);
  }

  private void fire() {
    var due = List.copyOf(tasks);
    tasks.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void aKeyThatComesBackIsWrittenAtOnceAndWakesNoTimer() {
    for (int i = 0; i < 50; i++) {
      assertThat(print("vm")).isTrue();
      passMicros(20_000);
    }

    assertThat(asked).isEmpty();
  }

  @Test
  void whatAllConsolesPrintWithinARoundHasOneTimer() {
    assertThat(print("first")).isTrue();
    passMicros(3_000);
    var names = new ArrayList<String>();
    for (int i = 0; i < 1000; i++) {
      names.add("vm" + i);
      assertThat(print("vm" + i)).isFalse();
      passMicros(4);
    }

    assertThat(asked).containsExactly(Duration.ofMillis(5));
    fire();
    assertThat(written).isEqualTo(names);
  }

  @Test
  void aRoundIsCountedFromTheOneBeforeIt() {
    assertThat(print("a")).isTrue();
    passMicros(1_000);
    print("b");
    passMicros(7_000);
    fire();
    passMicros(2_000);
    print("c");

    assertThat(asked).containsExactly(Duration.ofMillis(7), Duration.ofMillis(6));
    fire();
    assertThat(written).containsExactly("b", "c");
    passMicros(8_000);
    assertThat(print("d")).isTrue();
  }

  @Test
  void nobodyOvertakesARoundThatIsLate() {
    print("a");
    passMicros(1_000);
    print("b");
    passMicros(20_000);

    assertThat(print("c")).isFalse();
    fire();
    assertThat(written).containsExactly("b", "c");
    assertThat(asked).hasSize(1);
  }
}
