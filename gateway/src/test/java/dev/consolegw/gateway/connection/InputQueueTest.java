package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.meter.Tally;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputQueueTest {
  private static final Pace SLOW = new Pace(4, Duration.ofMillis(20));
  private static final ConsoleInput BREAK = new ConsoleInput.Break(Duration.ZERO);

  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final InputQueue queue =
      new InputQueue(
          timer, new SilentConnectionGuard(Duration.ofSeconds(10), timer, () -> {}), new Tally());
  private final ScriptedBackend line = new ScriptedBackend();

  /** Whose bytes were sent, and whose were thrown away, such as {@code a+5} and {@code a-2}. */
  private final List<String> told = new ArrayList<>();

  private final InputAck a = sender("a");
  private final InputAck b = sender("b");

  private InputAck sender(String name) {
    return (count, sent) -> told.add(name + (sent ? '+' : '-') + count);
  }

  private void type(String text, InputAck ack, @Nullable Pace pace) {
    queue.keys(ByteBuffer.wrap(bytes(text)), pace, false, ack);
  }

  private void type(String text, InputAck ack) {
    type(text, ack, null);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void connect(ScriptedBackend to) {
    queue.live(to, new DialAttempt(DialAttemptTest.connection(timer))::hasShown);
    queue.send();
  }

  @Test
  void keysGoOutAtOnceAndInOrder() {
    connect(line);

    type("one", a);
    type("two", b);

    assertThat(line.inputs()).containsExactly("one", "two");
    assertThat(told).containsExactly("a+3", "b+3");
  }

  @Test
  void whatIsTypedBeforeTheConnectionStandsWaitsForIt() {
    type("early", a);
    assertThat(told).isEmpty();

    connect(line);

    assertThat(line.typed()).isEqualTo("early");
    assertThat(told).containsExactly("a+5");
  }

  @Test
  void whoWantsALiveConnectionIsToldWhenThereIsNone() {
    queue.keys(ByteBuffer.wrap(bytes("late")), null, true, a);
    connect(line);

    assertThat(line.typed()).isEmpty();
    assertThat(told).containsExactly("a-4");
  }

  @Test
  void whatTheBackendKeepsIsTakenWhenItLetsGoOfIt() {
    connect(line.holding());

    type("one", a);
    type("two", b);
    assertThat(line.typed()).isEqualTo("one");
    assertThat(told).isEmpty();
    line.answering(_ -> SendResult.DONE);
    queue.released();

    assertThat(line.typed()).isEqualTo("onetwo");
    assertThat(told).containsExactly("a+3", "b+3");
  }

  @Test
  void aReleaseThatComesBeforeTheSendReturnsCounts() {
    connect(
        line.answering(_ -> {
          queue.released();
          return SendResult.HELD;
        }));

    type("one", a);
    type("two", b);

    assertThat(line.typed()).isEqualTo("onetwo");
    assertThat(told).containsExactly("a+3", "b+3");
  }

  @Test
  void whatALineKeptThatIsGoneHoldsNoOtherLineUp() {
    var second = new ScriptedBackend();
    connect(
        line.answering(_ -> {
          queue.down().tell();
          queue.live(second, new DialAttempt(DialAttemptTest.connection(timer))::hasShown);
          return SendResult.HELD;
        }));

    type("one", a);
    type("two", b);

    assertThat(second.typed()).isEqualTo("two");
    assertThat(told).containsExactly("a-3", "b+3");
  }

  @Test
  void aWireThatTakesNothingForNowIsLeftAlone() {
    connect(line);

    queue.hold();
    type("wait", a);
    assertThat(line.inputs()).isEmpty();
    queue.released();

    assertThat(line.typed()).isEqualTo("wait");
  }

  @Test
  void aPasteKeepsToItsPace() {
    connect(line);

    type("0123456789", a, SLOW);
    assertThat(line.inputs()).containsExactly("0123");
    timer.advance(Duration.ofMillis(19));
    assertThat(line.inputs()).containsExactly("0123");
    timer.advance(Duration.ofMillis(1));
    assertThat(line.inputs()).containsExactly("0123", "4567");
    timer.advance(Duration.ofMillis(20));

    assertThat(line.inputs()).containsExactly("0123", "4567", "89");
    assertThat(told).containsExactly("a+4", "a+4", "a+2");
  }

  @Test
  void breaksAndSizesOvertakeAPacedPaste() {
    connect(line);

    type("01234567", a, SLOW);
    queue.control(BREAK, what -> told.add("break " + what));
    queue.control(new ConsoleInput.WindowChange(80, 24, 0, 0), _ -> {});
    timer.advance(Duration.ofMillis(20));

    assertThat(line.inputs()).containsExactly("0123", "<break>", "<80x24>", "4567");
    assertThat(told).containsExactly("a+4", "break SENT", "a+4");
  }

  @Test
  void aBreakReachesAGuestThatReadsNoKeys() {
    connect(
        line.answering(
            input -> input instanceof ConsoleInput.Keys ? SendResult.HELD : SendResult.DONE));

    type("stuck", a);
    queue.control(new ConsoleInput.Reset(), _ -> {});
    queue.control(BREAK, what -> told.add("break " + what));

    assertThat(line.inputs()).containsExactly("stuck", "<break>");
    assertThat(told).containsExactly("break SENT");
  }

  @Test
  void onlyTheNewestSizeWaits() {
    connect(line);

    line.answering(input -> {
      for (int width = 1; width <= 50; width++) {
        if (input instanceof ConsoleInput.Keys) {
          queue.control(new ConsoleInput.WindowChange(width, 24, 0, 0), _ -> {});
        }
      }
      return SendResult.DONE;
    });
    type("x", a);

    assertThat(line.inputs()).containsExactly("x", "<50x24>");
  }

  @Test
  void everyControlIsAnsweredAlsoOneThatIsLost() {
    queue.control(BREAK, what -> told.add("unconnected " + what));
    connect(line.holding());
    type("x", a);
    for (int i = 0; i <= ControlQueue.MOST; i++) {
      queue.control(new ConsoleInput.Reset(), what -> told.add("reset " + what));
    }
    assertThat(told).containsExactly("unconnected LOST", "reset LOST");

    int lost = queue.down().tell();

    assertThat(lost).isZero();
    assertThat(told).hasSize(3 + ControlQueue.MOST).contains("a-1").doesNotContain("reset SENT");
  }

  @Test
  void aLostConnectionTakesWhatIsUnsentWithIt() {
    connect(line.holding());
    type("sent", a);
    type("waits", a);
    type("too", b);

    int lost = queue.down().tell();
    connect(new ScriptedBackend());

    assertThat(lost).isEqualTo(8);
    assertThat(told).containsExactly("a-4", "a-5", "b-3");
  }

  @Test
  void whatALineRefusedIsNeverTypedAgain() {
    connect(
        line.answering(_ -> {
          throw new IOException("gone");
        }));
    type("rm -rf /\r", a);
    var second = new ScriptedBackend();

    queue.down().tell();
    connect(second);
    type("ls\r", a);

    assertThat(second.typed()).isEqualTo("ls\r");
    assertThat(told).containsExactly("a-9", "a+3");
  }

  @Test
  void oneSendersBytesCanBeThrownAwayAlone() {
    connect(line.holding());
    type("x", a);
    type("of a", a);
    type("of b", b);

    int thrown = queue.discard(a);
    line.answering(_ -> SendResult.DONE);
    queue.released();

    assertThat(thrown).isEqualTo(4);
    assertThat(line.typed()).isEqualTo("xof b");
    assertThat(told).containsExactly("a-4", "a+1", "b+4");
  }

  @Test
  void theCallersBufferIsNotReadLater() {
    connect(line.holding());
    var buffer = ByteBuffer.allocate(3);
    queue.keys(buffer.put(bytes("one")).flip(), null, false, a);
    queue.keys(buffer.clear().put(bytes("two")).flip(), null, false, b);

    buffer.clear().put(bytes("???"));
    line.answering(_ -> SendResult.DONE);
    queue.released();

    assertThat(line.typed()).isEqualTo("onetwo");
  }

  @Test
  void singleKeysThatWaitBecomeOnePiece() {
    connect(line.holding());
    type("x", a);
    for (int i = 0; i < 100_000; i++) {
      type(String.valueOf(i % 10), a);
    }

    line.answering(_ -> SendResult.DONE);
    queue.released();

    assertThat(line.inputs()).hasSize(2);
    assertThat(line.typed()).hasSize(100_001).startsWith("x0123456789012").endsWith("789");
    assertThat(told).containsExactly("a+1", "a+100000");
  }

  @Test
  void aSenderThatFailsDoesNotStopTheOthers() {
    connect(line);

    type(
        "bad",
        (_, _) -> {
          throw new IllegalStateException("a fault of the sender");
        });
    type("good", a);

    assertThat(line.typed()).isEqualTo("badgood");
    assertThat(told).containsExactly("a+4");
  }

  @Test
  void aBackendThatFailsDoesNotStopTheNext() {
    connect(
        line.answering(_ -> {
          throw new IllegalStateException("a fault of the wire");
        }));
    type("bad", a);

    line.answering(_ -> SendResult.DONE);
    type("good", a);

    assertThat(told).containsExactly("a-3", "a+4");
  }
}
