package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.meter.Tally;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilentConnectionGuardTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final List<String> told = new ArrayList<>();
  private final InputQueue queue =
      new InputQueue(
          timer,
          new SilentConnectionGuard(PATIENCE, timer, () -> told.add("still silent")),
          new Tally());
  private final ScriptedBackend line = new ScriptedBackend().queueing();
  private final ConnectionOutput output =
      new ConnectionOutput(queue, new ConnectionOutputTest.Heard());

  private void connect() {
    queue.live(line, output::hasShown);
    queue.send();
  }

  private void type(String text) {
    queue.keys(
        ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)),
        null,
        false,
        (count, sent) -> told.add((sent ? "sent " : "thrown ") + count));
  }

  @Test
  void oneCarriageReturnGoesOutAndTheRestWaits() {
    connect();

    type("\r\r\rroot\r");

    assertThat(line.typed()).isEqualTo("\r");
    assertThat(told).containsExactly("sent 1");
  }

  @Test
  void keysThatAreNoCarriageReturnWait() {
    connect();

    type("root\r");

    assertThat(line.typed()).isEmpty();
  }

  @Test
  void theFirstOutputOpensTheLine() {
    connect();
    type("\rroot\r");

    output.accept(ConnectionOutputTest.printed("login: "));

    assertThat(line.typed()).isEqualTo("\rroot\r");
    assertThat(timer.waiting()).isOne(); // the alarm, which finds the line open
    timer.advance(PATIENCE);
    assertThat(told).containsExactly("sent 1", "sent 5");
  }

  @Test
  void outputThatCameBeforeTheDialReturnedCounts() {
    output.accept(ConnectionOutputTest.printed("login: "));

    connect();
    type("root\r");

    assertThat(line.typed()).isEqualTo("root\r");
  }

  @Test
  void somebodyIsToldAfterTenSilentSeconds() {
    connect();

    type("root\r");
    timer.advance(PATIENCE.minusMillis(1));
    assertThat(told).isEmpty();
    timer.advance(Duration.ofMillis(1));

    assertThat(told).containsExactly("still silent");
  }

  @Test
  void whoTypesAgainAfterThatIsToldAgain() {
    connect();
    type("root\r");
    timer.advance(PATIENCE);
    queue.discard();

    type("root\r");
    timer.advance(PATIENCE);

    assertThat(told).containsExactly("still silent", "thrown 5", "still silent");
  }

  @Test
  void theAlarmOfALineThatIsGoneDoesNotRing() {
    connect();
    type("root\r");

    queue.down().tell();
    timer.advance(PATIENCE);

    assertThat(told).containsExactly("thrown 5");
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void theOneCarriageReturnIsNotSpentOnAPieceThatHasToWait() {
    var slow = new Pace(1, Duration.ofMillis(20));
    var open = new ScriptedBackend();
    queue.live(open, output::hasShown);
    queue.keys(ByteBuffer.wrap(new byte[] {'x'}), slow, false, (_, _) -> {});
    queue.down().tell();

    connect();
    queue.keys(ByteBuffer.wrap(new byte[] {'\r'}), slow, false, (_, _) -> {});
    timer.advance(Duration.ofMillis(20));

    assertThat(line.typed()).isEqualTo("\r");
  }

  @Test
  void aLineThatCannotBeQueuedIsOpenFromTheStart() {
    var other = new ScriptedBackend();
    queue.live(other, output::hasShown);

    type("root\r");

    assertThat(other.typed()).isEqualTo("root\r");
  }
}
