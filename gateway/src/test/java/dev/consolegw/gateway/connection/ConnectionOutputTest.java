package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
              dialler,
              new ConsoleMeters()),
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

  /** Notes what a listener is told. */
  static class Heard implements ConnectionOutput.Listener {
    final List<String> lines = new ArrayList<>();

    @Override
    public void printed(ConsoleOutput.Printed output) {
      lines.add("printed");
    }

    @Override
    public void notice(String line) {
      lines.add("notice: " + line);
    }

    @Override
    public void held(Printable why) {
      lines.add("held: " + why);
    }

    @Override
    public void closed(Reason why) {
      lines.add("closed: " + why.text());
    }
  }

  static ConsoleOutput printed(String text) {
    return new ConsoleOutput.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void whoeverListensIsToldAllButWhatConcernsTheInputAlone() {
    var heard = new Heard();
    var output = new ConnectionOutput(connection.queue(), heard);

    output.accept(new ConsoleOutput.Backlog(ByteBuffer.allocate(1)));
    output.accept(new ConsoleOutput.Notice(Printable.of("an agent's error")));
    output.accept(new ConsoleOutput.Held(Printable.of("moved")));
    output.accept(new ConsoleOutput.Released());
    output.accept(new ConsoleOutput.Closed(Reason.of(Reason.Kind.ENDED, "reboot")));

    assertThat(heard.lines)
        .containsExactly("printed", "notice: an agent's error", "held: moved", "closed: reboot");
  }

  @Test
  void whoIsShownTheFirstOutputMayTypeAtOnce() {
    dialler.next(ScriptedBackend::queueing);
    want();
    var line = dialler.lines().getFirst();
    var heard =
        new Heard() {
          @Override
          public void printed(ConsoleOutput.Printed output) {
            type("x");
            lines.add(line.typed());
          }
        };

    new ConnectionOutput(connection.queue(), heard).accept(printed("$ "));

    assertThat(heard.lines).containsExactly("x");
  }

  @Test
  void itHasShownOutputOnceTheGuestHasPrintedAndNotBefore() {
    var output = new ConnectionOutput(connection.queue(), new Heard());

    output.accept(new ConsoleOutput.Notice(Printable.of("an agent's error")));
    assertThat(output.hasShown()).isFalse();
    output.accept(printed("login: "));

    assertThat(output.hasShown()).isTrue();
  }

  @Test
  void itsInputWaitsFromHeldToReleased() {
    var backend = new ScriptedBackend();
    var output = new ConnectionOutput(connection.queue(), new Heard());
    connection.queue().live(backend, output::hasShown);

    output.accept(new ConsoleOutput.Held(Printable.of("moved")));
    type("wait");
    assertThat(backend.typed()).isEmpty();
    output.accept(new ConsoleOutput.Released());

    assertThat(backend.typed()).isEqualTo("wait");
  }
}
