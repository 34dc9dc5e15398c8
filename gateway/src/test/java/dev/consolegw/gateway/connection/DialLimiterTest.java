package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.connection.DialLimiter.Urgency;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DialLimiterTest {
  static final long MOST = DialLimiter.PER_SECOND + DialLimiter.BURST;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManualTasks tasks = new ManualTasks();
  private final DialLimiter rate = new DialLimiter(clock, timer, tasks);
  private final List<String> begun = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();

  private DialLimiter.Turn ask(Urgency urgency, String name) {
    return rate.ask(
        urgency,
        () -> {
          begun.add(name);
          times.add(clock.instant());
        });
  }

  private void ask(Urgency urgency, int count) {
    for (int i = 0; i < count; i++) {
      var _ = ask(urgency, urgency.name());
    }
  }

  /** Time passes, and every dial that begins ends at once. */
  private void advance(Duration time) {
    var end = clock.instant().plus(time);
    do {
      tasks.runAll();
      timer.advance(Duration.ofMillis(1));
    } while (clock.instant().isBefore(end));
    tasks.runAll();
  }

  /** The most that began within a second, wherever it starts. */
  static long mostInASecond(List<Instant> times) {
    return times.stream()
        .mapToLong(from ->
            times.stream()
                .filter(time -> !time.isBefore(from) && time.isBefore(from.plus(SECOND)))
                .count())
        .max()
        .orElse(0);
  }

  @Test
  void oneThatIsAskedForAloneBeginsAtOnce() {
    ask(Urgency.CAPTURED, "web1");
    tasks.runAll();

    assertThat(begun).containsExactly("web1");
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aThousandAtOnceAreSpreadOverTime() {
    ask(Urgency.CAPTURED, 1000);
    advance(Duration.ofMillis(2300));

    assertThat(begun).hasSize(1000);
    assertThat(mostInASecond(times)).isBetween(400L, MOST);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void afterARestNoSecondHasMoreEither() {
    ask(Urgency.CAPTURED, 300);
    advance(Duration.ofMinutes(1));
    ask(Urgency.WATCHED, 700);
    advance(Duration.ofSeconds(2));

    assertThat(begun).hasSize(1000);
    assertThat(mostInASecond(times)).isLessThanOrEqualTo(MOST);
  }

  @Test
  void whoHasJustAskedGoesFirstAndWhoLooksBeforeWhatNobodySees() {
    ask(Urgency.CAPTURED, 2000);
    tasks.runAll();
    begun.clear();
    ask(Urgency.WATCHED, "lost while watched");
    ask(Urgency.ASKED, "asked for");

    advance(DialLimiter.TICK);

    assertThat(begun).startsWith("asked for", "lost while watched", "CAPTURED");
  }

  @Test
  void somebodyWhoComesBringsTheDialThatWaitsForward() {
    ask(Urgency.CAPTURED, 2000);
    var turn = ask(Urgency.CAPTURED, "web1");
    tasks.runAll();

    turn.hurry();
    advance(DialLimiter.TICK);

    assertThat(begun).contains("web1");
    turn.hurry();
    advance(Duration.ofSeconds(5));
    assertThat(begun).hasSize(2001).containsOnlyOnce("web1");
  }

  @Test
  void whatIsCalledOffTakesNobodysTurn() {
    ask(Urgency.CAPTURED, DialLimiter.BURST);
    var turn = ask(Urgency.CAPTURED, "called off");
    ask(Urgency.CAPTURED, "next");
    tasks.runAll();

    turn.cancel();
    advance(DialLimiter.TICK);

    assertThat(begun).hasSize(DialLimiter.BURST + 1).endsWith("next").doesNotContain("called off");
  }

  @Test
  void dialsThatHangLeaveRoomForPeople() {
    ask(Urgency.CAPTURED, 2000);
    timer.advance(Duration.ofSeconds(10));
    assertThat(tasks.waiting()).isEqualTo(DialLimiter.REDIALS);

    ask(Urgency.ASKED, 2000);
    timer.advance(Duration.ofSeconds(10));
    assertThat(tasks.waiting()).isEqualTo(DialLimiter.DIALS);

    advance(Duration.ofSeconds(10));
    assertThat(begun).hasSize(4000);
  }

  @Test
  void aDialThatFailsByAFaultOfOursGivesItsPlaceBack() {
    for (int i = 0; i < DialLimiter.DIALS; i++) {
      var _ =
          rate.ask(
              Urgency.ASKED,
              () -> {
                throw new IllegalStateException("a fault");
              });
    }
    for (int i = 0; i < DialLimiter.DIALS; i++) {
      timer.advance(DialLimiter.TICK);
      while (tasks.waiting() > 0) {
        assertThatThrownBy(() -> tasks.run(0)).hasMessage("a fault");
      }
    }

    ask(Urgency.CAPTURED, "web1");
    advance(DialLimiter.TICK);

    assertThat(begun).containsExactly("web1");
  }

  @Test
  void aClockThatJumpsNeitherStopsDialsNorLetsThemAllGo() {
    var jump = new AtomicReference<>(Duration.ZERO);
    var jumpy = new DialLimiter(() -> clock.instant().plus(jump.get()), timer, tasks);
    for (int i = 0; i < 2000; i++) {
      var _ = jumpy.ask(Urgency.CAPTURED, () -> begun.add("web"));
    }
    advance(DialLimiter.TICK);
    int before = begun.size();

    jump.set(Duration.ofHours(-1));
    advance(SECOND);
    assertThat(begun.size() - before).isBetween(400, (int) MOST);

    before = begun.size();
    jump.set(Duration.ofHours(1));
    advance(DialLimiter.TICK);
    assertThat(begun.size() - before).isLessThanOrEqualTo(2 * DialLimiter.BURST);
  }
}
