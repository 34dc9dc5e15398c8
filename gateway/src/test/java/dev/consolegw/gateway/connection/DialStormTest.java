package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A host that carries many consoles goes away and comes back. */
class DialStormTest {
  private static final int CONSOLES = 1000;
  private static final Duration STEP = Duration.ofMillis(2);

  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManualTasks tasks = new ManualTasks();
  private final List<ScriptedBackend> lines = new ArrayList<>();
  private final List<Instant> dials = new ArrayList<>();
  private final ConnectionServices services =
      new ConnectionServices(
          ConnectionServices.Limits.DEFAULT,
          clock,
          timer,
          tasks,
          new DialLimiter(clock, timer, tasks),
          (_, sink, _) -> {
            dials.add(clock.instant());
            var line = new ScriptedBackend(sink);
            lines.add(line);
            return line;
          },
          new ConsoleMeters());
  private final List<Connection> captured =
      IntStream.range(0, CONSOLES).mapToObj(_ -> connection()).toList();

  /** Keeps its connection, and shows nobody. */
  private static final class Captured implements Connection.Owner {
    @Override
    public boolean wantsConnection() {
      return true;
    }

    @Override
    public boolean isWatched() {
      return false;
    }

    @Override
    public void connected() {}

    @Override
    public void unreachable(Reason why, int attempt) {}

    @Override
    public void disconnected(Reason why, int unsent) {}

    @Override
    public void hungUp(Reason why) {}

    @Override
    public void stillSilent() {}

    @Override
    public void printed(ConsoleOutput.Printed output) {}

    @Override
    public void notice(String line) {}
  }

  private Connection connection() {
    return new Connection(ConnectionTest.ID, services, new Captured());
  }

  private void advance(Duration time) {
    for (var end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
      timer.advance(STEP);
      tasks.runAll();
    }
  }

  private long live() {
    return captured.stream().filter(Connection::isLive).count();
  }

  @Test
  void aThousandLinesLostAtOnceComeBackWithoutAStorm() {
    captured.forEach(connection -> connection.want(DialLimiter.Urgency.CAPTURED));
    advance(Duration.ofSeconds(3));
    assertThat(live()).isEqualTo(CONSOLES);
    dials.clear();

    List.copyOf(lines).forEach(line -> line.end("the host is restarted"));
    assertThat(live()).isZero();
    advance(Duration.ofMillis(500));
    assertThat(live()).isLessThan(CONSOLES / 2);
    advance(Duration.ofMillis(2200));

    assertThat(live()).isEqualTo(CONSOLES);
    assertThat(dials).hasSize(CONSOLES);
    assertThat(DialLimiterTest.mostInASecond(dials)).isLessThanOrEqualTo(DialLimiterTest.MOST);
  }

  @Test
  void whoComesMeanwhileIsConnectedBeforeThem() {
    captured.forEach(connection -> connection.want(DialLimiter.Urgency.CAPTURED));
    advance(Duration.ofMillis(20));
    var last = captured.getLast();
    var fresh = connection();
    assertThat(last.isLive()).isFalse();

    last.want(DialLimiter.Urgency.ASKED);
    fresh.want(DialLimiter.Urgency.ASKED);
    advance(DialLimiter.TICK.multipliedBy(2));

    assertThat(last.isLive()).isTrue();
    assertThat(fresh.isLive()).isTrue();
    assertThat(live()).isLessThan(CONSOLES / 10);
  }

  @Test
  void whatNobodyWantsAnyMoreLeavesItsPlaceToOthers() {
    captured.forEach(connection -> connection.want(DialLimiter.Urgency.CAPTURED));
    advance(STEP);

    captured.subList(0, CONSOLES - 1).forEach(Connection::close);
    advance(DialLimiter.TICK.multipliedBy(2));

    assertThat(captured.getLast().isLive()).isTrue();
    assertThat(dials).hasSizeLessThan(CONSOLES / 10);
  }
}
