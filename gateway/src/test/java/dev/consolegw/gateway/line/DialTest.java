package dev.consolegw.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import org.junit.jupiter.api.Test;

class DialTest {
  /** A connection that nobody wants. */
  static Connection connection(ManualScheduler timer) {
    var clock = new ManualClock();
    var tasks = new ManualTasks();
    var dials = new DialRate(clock, timer, tasks);
    var means = new Means(Means.Limits.DEFAULT, clock, timer, tasks, dials, new ScriptedDialler());
    return new Connection(ConnectionTest.ID, means, new ConnectionTest.Notes());
  }

  @Test
  void theEndIsKnownEvenToADialThatIsForgotten() {
    var timer = new ManualScheduler(new ManualClock());
    var dial = new Dial(connection(timer));

    dial.forget();
    dial.accept(new ConsoleOutput.Closed(Reason.of(Reason.Kind.ENDED, "reboot")));

    assertThat(dial.ended()).isEqualTo(Reason.of(Reason.Kind.ENDED, "reboot"));
  }
}
