package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a line says beside its bytes is acted on here, and people hear of it. */
class ConnectionOutputTest {
  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManualTasks tasks = new ManualTasks();
  private final ScriptedDialer dialler = new ScriptedDialer();
  private final ConnectionTest.Notes notes = new ConnectionTest.Notes();
  private final Connection connection =
      new Connection(
          ConnectionTest.ID,
          new ConnectionServices(
              ConnectionServices.Limits.DEFAULT,
              clock,
              timer,
              tasks,
              new DialLimiter(clock, timer, tasks),
              dialler),
          notes);

  private void want() {
    connection.want(DialLimiter.Urgency.ASKED);
    tasks.runAll();
  }

  private void type(String text) {
    connection
        .queue()
        .keys(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), null, false, (_, _) -> {});
  }

  @Test
  void whatALineHoldsBackWaitsAndEverybodyIsTold() {
    want();
    var line = dialler.lines().getFirst();

    line.hold("the VM is being moved");
    type("wait");
    assertThat(line.typed()).isEmpty();
    line.release();

    assertThat(line.typed()).isEqualTo("wait");
    assertThat(notes.heard)
        .containsExactly("connected", "notice: input is held back: the VM is being moved");
  }

  @Test
  void aLineThatPrintsIsOursAndGetsItsKeys() {
    dialler.next(ScriptedBackend::queueing);
    want();
    var line = dialler.lines().getFirst();

    type("wait");
    assertThat(line.typed()).isEmpty();
    line.print("login: ");

    assertThat(line.typed()).isEqualTo("wait");
  }
}
