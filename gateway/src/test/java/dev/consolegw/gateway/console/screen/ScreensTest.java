package dev.consolegw.gateway.console.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.budget.ProcessorTime;
import dev.consolegw.gateway.history.ManualDisk;
import dev.consolegw.gateway.history.Printed;
import dev.consolegw.gateway.history.RememberedOutput;
import dev.consolegw.gateway.history.feed.HistoryFeed;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ScreensTest {
  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final Screens screens = new Screens(timer);

  /** One console's output, whose disk answers when it is told to. */
  private static final class Guest {
    final ManualTasks disk = new ManualTasks();
    final RememberedOutput output = new RememberedOutput();
    final ManualDisk history = new ManualDisk(output, disk);

    Guest prints(int count) {
      output.add(output.end(), Printed.bytes(output.end(), count), Instant.EPOCH);
      return this;
    }

    ScreenRequest by(String person) {
      return ScreenRequest.now(history, Grants.identity(person), 24, 80);
    }
  }

  private static long fed(CompletableFuture<Snapshot> screen) {
    return screen.join().look(ScreenModel::fed);
  }

  @Test
  void aScreenIsMadeOfEverythingUpToNow() {
    var guest = new Guest().prints(1000);
    var screen = screens.rebuild(guest.by("alice"));
    assertThat(screen).isNotDone();
    guest.disk.runAll();

    assertThat(fed(screen)).isEqualTo(1000);
    assertThat(screen.join().offset()).isEqualTo(1000);
    assertThat(screen.join().from()).isZero();
  }

  @Test
  void aScreenOfThePastIsMadeOfWhatWasPrintedByThen() {
    var guest = new Guest().prints(1000);
    var screen = screens.rebuild(guest.by("alice").at(700));
    guest.disk.runAll();

    assertThat(fed(screen)).isEqualTo(700);
    assertThat(screen.join().offset()).isEqualTo(700);
  }

  @Test
  void noMoreIsReadThanMatters() {
    var guest = new Guest().prints(5000);
    var screen = screens.rebuild(guest.by("alice").within(64));
    guest.disk.runAll();

    assertThat(fed(screen)).isEqualTo(64);
    assertThat(screen.join().from()).isEqualTo(4936);
  }

  @Test
  void aConsoleThatHasPrintedNothingHasAScreenToo() {
    var guest = new Guest();
    var screen = screens.rebuild(guest.by("alice"));
    guest.disk.runAll();

    assertThat(fed(screen)).isZero();
    assertThat(screen.join().join()).isZero();
  }

  @Test
  void whatOthersHaveJustHadMadeIsSharedForTwoSeconds() {
    var guest = new Guest().prints(1000);
    var first = screens.rebuild(guest.by("alice"));
    guest.disk.runAll();
    timer.advance(Screens.KEPT.minusMillis(1));

    assertThat(screens.rebuild(guest.by("bob")).join()).isSameAs(first.join());

    timer.advance(Screens.KEPT);
    var later = screens.rebuild(guest.by("bob"));
    assertThat(later).isNotDone();
    guest.disk.runAll();
    assertThat(later.join()).isNotSameAs(first.join());
  }

  @Test
  void afterMoreOutputNobodyIsShownTheOldScreen() {
    var guest = new Guest().prints(1000);
    var first = screens.rebuild(guest.by("alice"));
    guest.disk.runAll();
    guest.prints(1);
    var second = screens.rebuild(guest.by("alice"));
    guest.disk.runAll();

    assertThat(first.join().offset()).isEqualTo(1000);
    assertThat(second.join().offset()).isEqualTo(1001);
  }

  @Test
  void anotherSizeIsAnotherScreen() {
    var guest = new Guest().prints(1000);
    var alice = Grants.identity("alice");
    var small = screens.rebuild(ScreenRequest.now(guest.history, alice, 24, 80));
    var large = screens.rebuild(ScreenRequest.now(guest.history, alice, 50, 120));
    guest.disk.runAll();

    assertThat(small.join().look(ScreenModel::rows)).isEqualTo(24);
    assertThat(large.join().look(ScreenModel::rows)).isEqualTo(50);
  }

  @Test
  void oneConsoleIsReadOnceAtATimeAndAllWhoWaitShareTheNext() {
    long turns = 3;
    var guest = new Guest().prints((int) turns * HistoryFeed.TURN);
    var first = screens.rebuild(guest.by("alice"));
    guest.disk.run(0);
    guest.prints(1);
    List<CompletableFuture<Snapshot>> crowd = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      crowd.add(screens.rebuild(guest.by("person" + i)));
    }
    assertThat(guest.disk.waiting()).isEqualTo(1);
    guest.prints(1);
    guest.disk.runAll();

    assertThat(first.join().offset()).isEqualTo(turns * HistoryFeed.TURN);
    assertThat(crowd).allSatisfy(each -> assertThat(each.join()).isSameAs(crowd.get(0).join()));
    assertThat(crowd.get(0).join().offset()).isEqualTo(turns * HistoryFeed.TURN + 2);
  }

  @Test
  void onePersonHasTwoMadeAtATimeAndAllHaveFour() {
    var guests = new ArrayList<Guest>();
    for (var person : List.of("alice", "alice", "alice", "bob", "bob", "carol")) {
      var guest = new Guest().prints(1000);
      guests.add(guest);
      CompletableFuture<Snapshot> _ = screens.rebuild(guest.by(person));
    }
    assertThat(guests).extracting(each -> each.disk.waiting()).containsExactly(1, 1, 0, 1, 1, 0);

    guests.get(0).disk.runAll();

    assertThat(guests.stream().mapToInt(each -> each.disk.waiting()).sum()).isEqualTo(4);
    for (int i = 0; i < 3; i++) {
      guests.forEach(each -> each.disk.runAll());
    }
    assertThat(guests)
        .allSatisfy(each -> assertThat(screens.rebuild(each.by("dave"))).isCompleted());
  }

  @Test
  void whoeverAsksForTooMuchIsRefused() {
    var answers = new ArrayList<CompletableFuture<Snapshot>>();
    for (int i = 0; i <= Screens.WAITING; i++) {
      answers.add(screens.rebuild(new Guest().prints(10).by("alice")));
    }

    assertThat(answers.getLast().exceptionNow()).isInstanceOf(RejectedExecutionException.class);
    assertThat(answers.get(Screens.WAITING - 1)).isNotDone();
    assertThat(screens.rebuild(new Guest().prints(10).by("bob"))).isNotDone();

    answers.getFirst().cancel(false);

    assertThat(screens.rebuild(new Guest().prints(10).by("alice"))).isNotDone();
  }

  @Test
  void whoeverAsksForMuchOfOneConsoleKeepsAnotherWaitingForOneOfThem() {
    var guest = new Guest().prints(1000);
    var order = new ArrayList<String>();
    for (int i = 1; i <= 5; i++) {
      var name = "alice" + i;
      var _ = screens.rebuild(guest.by("alice").at(i)).thenRun(() -> order.add(name));
    }
    var _ = screens.rebuild(guest.by("bob")).thenRun(() -> order.add("bob"));
    guest.disk.runAll();

    assertThat(order).containsExactly("alice1", "bob", "alice2", "alice3", "alice4", "alice5");
  }

  @Test
  void aDiskThatDoesNotAnswerHoldsNobodyElseUpOnceNobodyWaits() {
    var stalled = new Guest().prints(1000);
    var one = screens.rebuild(stalled.by("alice"));
    var other = screens.rebuild(stalled.by("bob"));
    assertThat(other).isNotDone();
    one.cancel(false);
    other.cancel(false);
    assertThat(screens.histories()).isZero();

    var guests = new ArrayList<Guest>();
    for (int i = 0; i < Screens.IN_ALL; i++) {
      var guest = new Guest().prints(10);
      guests.add(guest);
      CompletableFuture<Snapshot> _ = screens.rebuild(guest.by("person" + i));
    }
    assertThat(guests).allSatisfy(each -> assertThat(each.disk.waiting()).isEqualTo(1));
    stalled.disk.runAll(); // it answers after all, and nobody is there
    assertThat(screens.histories()).isEqualTo(Screens.IN_ALL);
  }

  @Test
  void whoeverLeavesTakesNobodysScreenAway() {
    var guest = new Guest().prints(1000);
    var one = screens.rebuild(guest.by("alice"));
    var other = screens.rebuild(guest.by("bob"));
    one.cancel(false);
    guest.disk.runAll();

    assertThat(other).isCompleted();
  }

  @Test
  void nothingIsKeptOfConsolesThatNobodyAsksFor() {
    for (int i = 0; i < 20; i++) {
      var guest = new Guest().prints(10);
      CompletableFuture<Snapshot> _ = screens.rebuild(guest.by("alice"));
      guest.disk.runAll();
    }
    assertThat(screens.histories()).isEqualTo(20);

    timer.advance(Screens.KEPT);

    assertThat(screens.histories()).isZero();
  }

  @Test
  void whatIsMissingIsPassedOver() {
    var guest = new Guest().prints(1000);
    guest.output.add(3000, Printed.bytes(3000, 10), Instant.EPOCH);
    var screen = screens.rebuild(guest.by("alice"));
    guest.disk.runAll();

    assertThat(fed(screen)).isEqualTo(1010);
    assertThat(screen.join().offset()).isEqualTo(3010);
    assertThat(screen.join().join()).isBetween(3000L, 3010L);
  }

  @Test
  void hugeScreensAreMadeButNotKept() {
    var guest = new Guest().prints(10);
    for (int i = 0; i < 4; i++) {
      var wanted = ScreenRequest.now(guest.history, Grants.identity("alice"), 500, 997 + i);
      var screen = screens.rebuild(wanted);
      guest.disk.runAll();
      assertThat(screen).isCompleted();
      assertThat(screens.rebuild(wanted).isDone()).isEqualTo(i < 2);
      guest.disk.runAll();
    }
  }

  @Test
  void whoPausesLeavesTheirPlaceToOthers() {
    var strict = new Screens(timer, new ProcessorTime<>(1e-6, Duration.ZERO));
    for (var person : List.of("alice", "alice", "bob", "bob")) {
      var guest = new Guest().prints(100_000);
      var _ = strict.rebuild(guest.by(person));
      guest.disk.runAll();
    }
    var hers = new Guest().prints(10);
    var _ = strict.rebuild(hers.by("alice"));
    var another = new Guest().prints(10);
    var _ = strict.rebuild(another.by("carol"));

    assertThat(hers.disk.waiting()).isZero();
    assertThat(another.disk.waiting()).isEqualTo(1);

    timer.advance(Duration.ofSeconds(1));

    assertThat(hers.disk.waiting()).isEqualTo(1);
  }
}
