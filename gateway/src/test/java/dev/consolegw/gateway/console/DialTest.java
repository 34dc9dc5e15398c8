package dev.consolegw.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import org.junit.jupiter.api.Test;

class DialTest {
  /** A connection that nobody wants. */
  static Connection connection(ManualScheduler timer, Typing typing) {
    var works =
        new Works(
            ConsoleLimits.DEFAULT,
            new ManualClock(),
            timer,
            new ManualTasks(),
            new ScriptedDialler(),
            _ -> {});
    return new Connection(Stage.ID, works, new ConnectionTest.Notes(), typing);
  }

  @Test
  void theEndIsKnownEvenToADialThatIsForgotten() {
    var timer = new ManualScheduler(new ManualClock());
    var silence = new SilentLine(ConsoleLimits.DEFAULT.silentFor(), timer, () -> {});
    var dial = new Dial(connection(timer, new Typing(timer, silence)));

    dial.forget();
    dial.accept(new ConsoleOutput.Closed(Reason.of(Reason.Kind.ENDED, "reboot")));

    assertThat(dial.ended()).isEqualTo(Reason.of(Reason.Kind.ENDED, "reboot"));
  }
}
