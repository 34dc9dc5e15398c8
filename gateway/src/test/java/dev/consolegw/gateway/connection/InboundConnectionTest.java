package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of a machine that calls: a dial takes its call. */
class InboundConnectionTest {
  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManualTasks tasks = new ManualTasks();
  private final ScriptedDialer dialler = new ScriptedDialer();
  private final Connection connection =
      new Connection(
          ConnectionTest.ID,
          new ConnectionServices(
              ConnectionServices.Limits.DEFAULT,
              clock,
              timer,
              tasks,
              new DialLimiter(clock, timer, tasks),
              dialler,
              new ConsoleMeters()),
          new ConnectionTest.Notes());

  private void want() {
    connection.want(DialLimiter.Urgency.CAPTURED);
    tasks.runAll();
  }

  private void advance(Duration time) {
    timer.advance(time);
    tasks.runAll();
  }

  @Test
  void aMachineThatCallsByItselfIsNotDialledUntilItHas() {
    dialler.fail(Reason.Kind.AWAY, "not connected");
    want();

    assertThat(connection.state().word()).isEqualTo("waiting");
    advance(Duration.ofDays(1));
    assertThat(dialler.dials()).isOne();
    assertThat(timer.waiting()).isZero();

    connection.hurry();
    tasks.runAll();
    assertThat(connection.isLive()).isTrue();
  }

  @Test
  void newsThatComeWhileItDialsAreNotForgotten() {
    dialler.next(_ -> {
      connection.hurry();
      throw new DialException(Reason.of(Reason.Kind.AWAY, "not connected"));
    });
    want();

    advance(Backoff.FIRST);

    assertThat(connection.isLive()).isTrue();
  }

  @Test
  void newsThatComeWhileItIsConnectedAreThoseOfItsSuccessor() {
    want();
    connection.hurry();

    dialler.line().end(Reason.Kind.AWAY, "connected anew");
    advance(Backoff.FIRST);

    assertThat(dialler.dials()).isEqualTo(2);
    dialler.fail(Reason.Kind.AWAY, "not connected");
    dialler.line().end(Reason.Kind.AWAY, "gone");
    advance(Duration.ofDays(1));
    assertThat(dialler.dials()).isEqualTo(2);
  }
}
