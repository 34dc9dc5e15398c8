package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import org.junit.jupiter.api.Test;

class DialAttemptTest {
  /** A connection that nobody wants. */
  static Connection connection(ManualScheduler timer) {
    var clock = new ManualClock();
    var tasks = new ManualTasks();
    var dials = new DialLimiter(clock, timer, tasks);
    var services =
        new ConnectionServices(
            ConnectionServices.Limits.DEFAULT,
            clock,
            timer,
            tasks,
            dials,
            new ScriptedDialer(),
            new ConsoleMeters());
    return new Connection(ConnectionTest.ID, services, new ConnectionTest.Notes());
  }

  @Test
  void theEndIsKnownEvenToADialThatIsForgotten() {
    var timer = new ManualScheduler(new ManualClock());
    var dial = new DialAttempt(connection(timer));

    dial.forget();
    dial.accept(new ConsoleOutput.Closed(Reason.of(Reason.Kind.ENDED, "reboot")));

    assertThat(dial.ended()).isEqualTo(Reason.of(Reason.Kind.ENDED, "reboot"));
  }
}
