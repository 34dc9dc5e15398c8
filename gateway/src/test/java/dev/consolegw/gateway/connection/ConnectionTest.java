package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.meter.ConsoleMeters;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  static final ConsoleId ID = new ConsoleId("file", "lab/web1", "0");
  private static final ConnectionServices.Limits LIMITS = ConnectionServices.Limits.DEFAULT;

  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManualTasks tasks = new ManualTasks();
  private final ScriptedDialer dialler = new ScriptedDialer();
  private final Notes notes = new Notes();
  private final DialLimiter limiter = new DialLimiter(clock, timer, tasks);
  private final Connection connection =
      new Connection(
          ID,
          new ConnectionServices(
              LIMITS, clock, timer, tasks, limiter, dialler, new ConsoleMeters()),
          notes);
  private final InputQueue queue = connection.queue();

  /** An owner that notes what it hears. */
  static final class Notes implements Connection.Owner {
    final List<String> heard = new ArrayList<>();
    private boolean wants = true;
    private Runnable meanwhile = () -> {};

    private void hear(String what) {
      heard.add(what);
      meanwhile.run();
    }

    @Override
    public boolean wantsConnection() {
      return wants;
    }

    @Override
    public boolean isWatched() {
      return wants;
    }

    @Override
    public void connected() {
      hear("connected");
    }

    @Override
    public void unreachable(Reason why, int attempt) {
      hear("unreachable: " + why.text() + " " + attempt);
    }

    @Override
    public void disconnected(Reason why, int unsent) {
      hear("disconnected: " + why.text() + ", unsent " + unsent);
    }

    @Override
    public void hungUp(Reason why) {
      hear("hung up");
    }

    @Override
    public void stillSilent() {}

    @Override
    public void printed(ConsoleOutput.Printed output) {}

    @Override
    public void notice(String line) {
      hear("notice: " + line);
    }
  }

  private void want() {
    connection.want(DialLimiter.Urgency.ASKED);
    tasks.runAll();
  }

  private void advance(Duration time) {
    timer.advance(time);
    tasks.runAll();
  }

  private void unwanted() {
    notes.wants = false;
    connection.linger();
  }

  private void type(String text) {
    queue.keys(
        ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
        null,
        false,
        (_, _) -> {});
  }

  @Test
  void itDialsWhenSomebodyWantsIt() {
    assertThat(connection.state().word()).isEqualTo("idle");

    connection.want(DialLimiter.Urgency.ASKED);
    assertThat(connection.state().word()).isEqualTo("connecting");
    connection.want(DialLimiter.Urgency.ASKED);
    tasks.runAll();

    assertThat(connection.isLive()).isTrue();
    assertThat(dialler.dials()).isOne();
    assertThat(notes.heard).containsExactly("connected");
  }

  @Test
  void aDialThatFailsIsTriedAgainLaterAndLater() {
    for (int i = 0; i < 6; i++) {
      dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    }
    want();
    assertThat(connection.state().word()).isEqualTo("waiting");

    for (int attempt = 1; attempt <= 5; attempt++) {
      assertThat(dialler.dials()).isEqualTo(attempt);
      var longest = Backoff.FIRST.multipliedBy(1L << (attempt - 1));
      advance(longest.dividedBy(2).minusMillis(1));
      assertThat(dialler.dials()).isEqualTo(attempt);
      advance(longest.dividedBy(2).plusMillis(1));
    }

    assertThat(dialler.dials()).isEqualTo(6);
    assertThat(notes.heard)
        .containsExactly(
            IntStream.rangeClosed(1, 6)
                .mapToObj(attempt -> "unreachable: nothing listens " + attempt)
                .toArray(String[]::new));
  }

  @Test
  void somebodyNewMakesItDialAtOnce() {
    dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    want();

    want();

    assertThat(connection.isLive()).isTrue();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aLostLineIsDialledAgain() {
    want();

    dialler.line().end("reboot");
    assertThat(connection.state().word()).isEqualTo("waiting");
    advance(Backoff.FIRST);

    assertThat(connection.isLive()).isTrue();
    assertThat(notes.heard)
        .containsExactly("connected", "disconnected: reboot, unsent 0", "connected");
  }

  @Test
  void aLineThatEndsAtOnceCountsAsAFailure() {
    for (int i = 0; i < 4; i++) {
      dialler.next(line -> line.end("no guest"));
    }
    want();

    advance(Backoff.FIRST);
    advance(Backoff.FIRST.multipliedBy(2).dividedBy(2).minusMillis(1));

    assertThat(dialler.dials()).isEqualTo(2);
  }

  @Test
  void aDialThatTookLongIsNoLineThatLastedLong() {
    dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    dialler.next(line -> {
      clock.advance(LIMITS.settle().plusSeconds(1));
      line.end("no guest");
    });
    want();
    advance(Backoff.FIRST);
    advance(Backoff.FIRST.multipliedBy(2));
    assertThat(dialler.dials()).isEqualTo(3);

    advance(Backoff.FIRST);

    assertThat(dialler.dials()).isEqualTo(3);
  }

  @Test
  void aLineThatShowedSomethingOrLastedStartsTheCountAnew() {
    dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    want();
    advance(Backoff.FIRST);
    advance(Backoff.FIRST.multipliedBy(2));
    assertThat(connection.isLive()).isTrue();

    dialler.line().print("hello");
    dialler.line().end("reboot");
    advance(Backoff.FIRST);
    assertThat(dialler.dials()).isEqualTo(4);
    advance(LIMITS.settle());
    dialler.line().end("reboot");
    advance(Backoff.FIRST);

    assertThat(dialler.dials()).isEqualTo(5);
  }

  @Test
  void theEndOfALineThatComesBeforeItsDialReturnsIsNotForgotten() {
    dialler.next(line -> line.end("no guest"));

    want();

    assertThat(connection.state().word()).isEqualTo("waiting");
    assertThat(notes.heard).containsExactly("connected", "disconnected: no guest, unsent 0");
  }

  @Test
  void theEndOfALineIsNotToldBeforeItsBeginning() {
    var ends = new ArrayDeque<Runnable>(List.of(() -> dialler.line().end("no guest")));
    notes.meanwhile = () -> Optional.ofNullable(ends.poll()).ifPresent(Runnable::run);

    want();

    assertThat(notes.heard).containsExactly("connected", "disconnected: no guest, unsent 0");
  }

  @Test
  void itOutlivesItsLastViewerForAWhile() {
    want();

    unwanted();
    advance(LIMITS.linger().minusMillis(1));
    assertThat(dialler.line().isOpen()).isTrue();
    advance(Duration.ofMillis(1));

    assertThat(dialler.line().isOpen()).isFalse();
    assertThat(connection.state().word()).isEqualTo("idle");
    assertThat(notes.heard).endsWith("hung up");
  }

  @Test
  void somebodyWhoComesBackInTimeKeepsIt() {
    want();
    unwanted();
    advance(LIMITS.linger().minusMillis(1));

    notes.wants = true;
    want();
    advance(LIMITS.linger().multipliedBy(2));

    assertThat(dialler.line().isOpen()).isTrue();
    assertThat(dialler.dials()).isOne();
  }

  @Test
  void whoLeavesTwiceIsGivenTheWholeTimeTwice() {
    want();
    unwanted();
    connection.linger();
    advance(LIMITS.linger().minusMillis(1));
    notes.wants = true;
    want();

    unwanted();
    advance(Duration.ofMillis(1));

    assertThat(dialler.line().isOpen()).isTrue();
  }

  @Test
  void nobodyDialsAgainWhenNobodyLooks() {
    want();
    notes.wants = false;

    dialler.line().end("reboot");
    advance(Duration.ofMinutes(1));

    assertThat(connection.state().word()).isEqualTo("idle");
    assertThat(dialler.dials()).isOne();
  }

  @Test
  void aDialThatNobodyWaitsForAnyMoreIsHungUp() {
    connection.want(DialLimiter.Urgency.ASKED);
    unwanted();
    timer.advance(LIMITS.linger());
    tasks.run(1); // the end of lingering overtakes the dial

    tasks.runAll();

    assertThat(dialler.lines()).hasSize(1);
    assertThat(dialler.line().isOpen()).isFalse();
    assertThat(notes.heard).isEmpty();
  }

  @Test
  void aDialThatComesTooLateDoesNotDisturbTheLineThatCameAfterIt() {
    connection.want(DialLimiter.Urgency.ASKED);
    unwanted();
    timer.advance(LIMITS.linger());
    tasks.run(1);
    notes.wants = true;
    connection.want(DialLimiter.Urgency.ASKED);
    tasks.run(1);
    var second = dialler.line();

    tasks.runAll();
    type("ls\r");

    assertThat(dialler.lines()).hasSize(2);
    assertThat(dialler.line().isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
    assertThat(second.typed()).isEqualTo("ls\r");
  }

  @Test
  void closingEndsWhateverItDoes() {
    want();
    connection.close();
    assertThat(dialler.line().isOpen()).isFalse();
    assertThat(connection.state().word()).isEqualTo("gone");

    want();
    advance(Duration.ofMinutes(1));

    assertThat(dialler.dials()).isOne();
  }

  @Test
  void closingWhileItDialsHangsUpWhatComesOfIt() {
    dialler.next(_ -> connection.close());

    want();

    assertThat(dialler.line().isOpen()).isFalse();
    assertThat(connection.state().word()).isEqualTo("gone");
  }

  @Test
  void closingWhileItWaitsCallsTheNextDialOff() {
    dialler.fail(Reason.Kind.UNREACHABLE, "nothing listens");
    want();

    connection.close();

    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aDiallerThatFailsIsAFailedDial() {
    dialler.next(_ -> {
      throw new IllegalStateException("a fault of ours");
    });

    want();
    advance(Backoff.FIRST);

    assertThat(connection.isLive()).isTrue();
    assertThat(notes.heard).startsWith("unreachable: the gateway failed; its log says how 1");
  }

  @Test
  void outputOfALineThatWasHungUpGoesNowhere() {
    want();
    var old = dialler.line();
    unwanted();
    advance(LIMITS.linger());
    int before = notes.heard.size();

    old.print("ghost");
    old.end("late");

    assertThat(notes.heard).hasSize(before);
    assertThat(connection.state().word()).isEqualTo("idle");
  }
}
