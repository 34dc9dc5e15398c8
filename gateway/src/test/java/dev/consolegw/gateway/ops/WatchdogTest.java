package dev.consolegw.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a process counts as alive. */
class WatchdogTest {
  private final Queue<Runnable> stuck = new ArrayDeque<>();
  private final AtomicInteger pings = new AtomicInteger();
  private final Watchdog watchdog =
      new Watchdog(Map.of("quick", Runnable::run, "slow", stuck::add), pings::incrementAndGet);

  @Test
  void aPartThatDoesNotAnswerKeepsThePingBackAndIsNamed() {
    try (var logged = LoggedLines.of(Watchdog.class.getName())) {
      for (int i = 0; i < 3; i++) {
        watchdog.ask();
      }

      assertThat(pings).hasValue(0);
      assertThat(stuck).as("it is asked once, however often it is due").hasSize(1);
      assertThat(logged.lines())
          .containsExactly("event=not-alive silent=\"slow\"", "event=not-alive silent=\"slow\"");
    }
  }

  @Test
  void onceItAnswersThereIsAPingAndTheNextRoundBegins() {
    watchdog.ask();
    watchdog.ask();
    stuck.remove().run();
    assertThat(pings).hasValue(1);

    watchdog.ask();
    assertThat(pings).hasValue(1);
    stuck.remove().run();
    assertThat(pings).hasValue(2);
  }
}
