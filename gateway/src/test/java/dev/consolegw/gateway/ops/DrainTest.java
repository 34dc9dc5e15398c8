package dev.consolegw.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.ops.SessionRegistry.ClientSession;
import dev.consolegw.gateway.ops.SessionRegistry.Kind;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time between the wish to end a gateway and its end. */
class DrainTest {
  private static final Duration FOREVER = Duration.ofDays(1);

  private final SessionRegistry sessions = new SessionRegistry();
  private final List<Duration> told = new ArrayList<>();

  /** One that stays. */
  private static final class Somebody implements ClientSession {
    @Override
    public Kind kind() {
      return Kind.CONSOLE;
    }

    @Override
    public Session session() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void end(SessionEnd why) {
      throw new AssertionError("nobody is ended while they may stay");
    }
  }

  @Test
  void withNobodyHereItIsOverAtOnceAndNobodyComesIn() throws InterruptedException {
    new Drain(sessions, FOREVER, (_, left) -> told.add(left)).run(FOREVER);

    assertThat(told).isEmpty();
    assertThat(sessions.add(new Somebody())).isFalse();
    assertThat(sessions.isDraining()).isTrue();
  }

  @Test
  void whoIsHereIsToldAtOnceAndAgainUntilTheyLeave() throws InterruptedException {
    var one = new Somebody();
    assertThat(sessions.add(one)).isTrue();
    var drain =
        new Drain(
            sessions,
            Duration.ofMillis(20),
            (count, left) -> {
              assertThat(count).isEqualTo(1);
              told.add(left);
              if (told.size() == 3) {
                sessions.remove(one);
              }
            });

    drain.run(FOREVER);

    assertThat(told).hasSize(3).startsWith(FOREVER).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void whoStaysIsStillHereWhenTheTimeIsOver() throws InterruptedException {
    assertThat(sessions.add(new Somebody())).isTrue();

    new Drain(sessions, FOREVER, (_, left) -> told.add(left)).run(Duration.ofMillis(50));

    assertThat(told).containsExactly(Duration.ofMillis(50));
    assertThat(sessions.sessions()).isEqualTo(1);
  }

  @Test
  void withoutTimeNobodyIsTold() throws InterruptedException {
    assertThat(sessions.add(new Somebody())).isTrue();

    new Drain(sessions, FOREVER, (_, left) -> told.add(left)).run(Duration.ZERO);

    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"600000, 10 min", "60000, 1 min", "59999, 1 min", "45000, 45 s", "1, 1 s"})
  void timeIsSaidAsPeopleSayIt(long millis, String words) {
    assertThat(Drain.inWords(Duration.ofMillis(millis))).isEqualTo(words);
  }
}
