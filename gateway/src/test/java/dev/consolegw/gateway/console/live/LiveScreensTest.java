package dev.consolegw.gateway.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.ConsoleStatus.ToldSize;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Screens as they change, with time, disk and background by hand. */
class LiveScreensTest {
  private static final int MANY = 40; // more than one person may have made at a time

  private final ManualClock clock = new ManualClock();
  private final Instant start = clock.instant();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManualTasks background = new ManualTasks();
  private final Screens screens = new Screens(timer);
  private final LiveScreens live =
      new LiveScreens(
          new GuestScreens(screens),
          timer,
          background,
          () -> Duration.between(start, clock.instant()).toNanos());
  private final List<PrintingConsole> consoles = new ArrayList<>();

  /** Somebody, and what they have seen. */
  private final class Person implements ScreenLooker {
    private final Optional<Subscription> looking;
    private final boolean selected;
    private final List<ScreenRows> seen = new ArrayList<>();
    private int refused;

    Person(String name, PrintingConsole console, boolean selected) {
      this.selected = selected;
      looking = live.look(console, Grants.identity(name), this);
    }

    @Override
    public boolean wantsSelected() {
      return selected;
    }

    @Override
    public void see(ScreenRows screen) {
      seen.add(screen);
    }

    @Override
    public void refused() {
      refused++;
    }

    void leaves() {
      looking.orElseThrow().close();
    }

    List<String> firstRows() {
      return seen.stream().map(each -> each.lines().getFirst()).toList();
    }

    int rows() {
      return seen.getLast().lines().size();
    }
  }

  private PrintingConsole console(String name) {
    var console = new PrintingConsole(name);
    consoles.add(console);
    return console;
  }

  private Person looks(String name, PrintingConsole console) {
    return new Person(name, console, false);
  }

  /** Runs everything that may run now. */
  private void settle() {
    do {
      background.runAll();
      consoles.forEach(each -> each.disk.runAll());
    } while (background.waiting() > 0);
  }

  private void pass(Duration time) {
    timer.advance(time);
    settle();
  }

  private Person sees(String name, PrintingConsole console) {
    var person = looks(name, console);
    settle();
    pass(LiveScreen.ROUND);
    return person;
  }

  @Test
  void itIsShownAsItIsAndAsItChanges() {
    var web1 = console("web1").prints("one");
    var alice = sees("alice", web1);
    web1.prints("\r\033[Ktwo");
    pass(LiveScreen.ROUND);

    assertThat(alice.firstRows()).containsExactly("one", "two");
  }

  @Test
  void whoComesIsNotShownWhatHasGoneByThen() {
    var web1 = console("web1").prints("old");
    var alice = sees("alice", web1);
    web1.prints("\033[2J\033[Hnew");
    var bob = looks("bob", web1);
    settle();
    pass(LiveScreen.ROUND);

    assertThat(alice.firstRows()).containsExactly("old", "new");
    assertThat(bob.firstRows()).containsExactly("new");
  }

  @Test
  void whoComesWhileARoundIsUnderWayHearsOfTheNext() {
    var web1 = console("web1").prints("old");
    var alice = sees("alice", web1);
    web1.prints("\033[2J\033[Hnew");
    timer.advance(LiveScreen.ROUND);
    background.runAll(); // reads
    assertThat(web1.disk.waiting()).isEqualTo(1);
    web1.prints("\033[2J\033[Hnewer");
    var bob = looks("bob", web1);
    settle();
    pass(LiveScreen.ROUND);

    assertThat(alice.firstRows()).startsWith("old").endsWith("newer");
    assertThat(bob.firstRows()).containsExactly("newer");
  }

  @Test
  void whoComesIsToldAlsoWhenNothingHasChanged() {
    var web1 = console("web1").prints("same");
    var alice = sees("alice", web1);
    var bob = sees("bob", web1);

    assertThat(alice.firstRows()).containsExactly("same");
    assertThat(bob.firstRows()).containsExactly("same");
  }

  @Test
  void anOpenSequenceIsNotWaitedForLong() {
    var web1 = console("web1").prints("open");
    var alice = sees("alice", web1);
    web1.prints("\r\033[Know\033[");
    pass(LiveScreen.ROUND);
    assertThat(alice.firstRows()).containsExactly("open");

    pass(LiveScreen.STILL);

    assertThat(alice.firstRows()).containsExactly("open", "now");
  }

  @Test
  void nothingIsDrawnWhileNobodyLooks() {
    var web1 = console("web1").prints("before");
    sees("alice", web1).leaves();
    int reads = web1.reads();
    web1.prints("\r\033[Kmeanwhile");
    pass(LiveScreen.STILL);
    assertThat(web1.reads()).isEqualTo(reads);
    assertThat(live.size()).isEqualTo(1);

    assertThat(sees("bob", web1).firstRows()).containsExactly("meanwhile");
  }

  @Test
  void itIsLetGoOfInTheEnd() {
    var web1 = console("web1").prints("before");
    sees("alice", web1).leaves();
    pass(LiveScreens.LINGER);

    assertThat(live.size()).isZero();
    assertThat(sees("bob", web1).firstRows()).containsExactly("before");
  }

  @Test
  void whatIsSelectedIsLookedForOnlyWhenSomebodyWantsIt() {
    var web1 = console("web1").prints("\r\n one\r\n\033[7m two \033[0m\r\n three");
    var alice = sees("alice", web1);
    assertThat(alice.seen.getLast().selected()).isEmpty();

    var bob = new Person("bob", web1, true);
    settle();
    pass(LiveScreen.ROUND);

    assertThat(bob.seen)
        .singleElement()
        .extracting(each -> each.selected().get(2))
        .isEqualTo(List.of("two"));
  }

  @Test
  void theCursorsRowKeepsItsBlanks() {
    var alice = sees("alice", console("web1").prints("login: "));

    assertThat(alice.seen.getLast().lines().getFirst()).isEqualTo("login:");
    assertThat(alice.seen.getLast().cursor()).isEqualTo(new ScreenRows.CursorRow(0, "login: "));
  }

  @Test
  void aDiskThatHasTooMuchToDoIsAskedAgainLater() {
    var web1 = console("web1").prints("before");
    var alice = sees("alice", web1);
    web1.crowded = true;
    web1.prints("\r\033[Kafter");
    pass(LiveScreen.ROUND);
    assertThat(alice.firstRows()).containsExactly("before");

    web1.crowded = false;
    pass(LiveScreen.AGAIN);

    assertThat(alice.firstRows()).containsExactly("before", "after");
    assertThat(alice.refused).isZero();
  }

  // --- sizes ------------------------------------------------------------------------------------

  @Test
  void aWideScreenIsNotMadeAgainForEachOutput() {
    var web1 = console("web1").prints("\033[30;110Hwide\033[H");
    var alice = sees("alice", web1);
    assertThat(alice.rows()).isEqualTo(30);

    for (int i = 0; i < 5; i++) {
      int reads = web1.reads();
      web1.prints("\033[H" + i);
      pass(LiveScreen.RESIZED);
      assertThat(alice.seen.getLast().lines().getFirst()).isEqualTo("" + i);
      assertThat(web1.reads()).as("one for what it draws").isEqualTo(reads + 1);
    }
  }

  @Test
  void aLargerOneIsMadeOfTheHistoryAndThePresentOneShownMeanwhile() {
    var web1 = console("web1").prints("small");
    var alice = sees("alice", web1);
    web1.prints("\r\033[Klarge\033[40;1Hx");
    timer.advance(LiveScreen.ROUND);
    background.runAll();
    web1.disk.run(0); // what it draws; the picture waits for the disk
    background.runAll();
    assertThat(alice.firstRows()).endsWith("large");
    assertThat(alice.rows()).isEqualTo(24);
    settle();
    pass(LiveScreen.ROUND);
    assertThat(alice.rows()).isEqualTo(40);

    web1.prints("\033[50;1Hy");
    pass(LiveScreen.ROUND);
    assertThat(alice.rows()).as("not so soon again").isEqualTo(40);
    pass(LiveScreen.RESIZED);
    pass(LiveScreen.ROUND);
    assertThat(alice.rows()).isEqualTo(50);
  }

  @Test
  void aSizeThatTheGuestIsToldCountsAtTheNextOutput() {
    var web1 = console("web1").prints("small");
    var alice = sees("alice", web1);
    web1.told = Optional.of(new ToldSize(33, 99, false));
    web1.prints("\r\n");
    pass(LiveScreen.ROUND);
    pass(LiveScreen.ROUND);

    assertThat(alice.rows()).isEqualTo(33);
  }

  // --- who pays ---------------------------------------------------------------------------------

  @Test
  void ofEachPersonOneIsDrawnAtATime() {
    for (var person : List.of("alice", "alice", "alice", "bob")) {
      looks(person, console("web" + consoles.size()));
    }

    assertThat(background.waiting()).isEqualTo(2);
  }

  @Test
  void whoeverLeavesHasNothingMadeAnyMore() {
    var people = new ArrayList<Person>();
    for (int i = 0; i < MANY; i++) {
      people.add(looks("alice", console("web" + i)));
      background.runAll(); // and the disk does not answer
    }
    people.forEach(Person::leaves);

    var last = console("last").prints("here");
    looks("alice", last);
    background.runAll();
    assertThat(last.disk.waiting()).isEqualTo(1);
  }

  @Test
  void whoeverHasTooMuchMadeIsToldSoAndOthersAreNot() {
    for (int i = 0; i < MANY; i++) {
      var other = console("other" + i);
      var _ = screens.rebuild(ScreenRequest.now(other.history(), Grants.identity("alice"), 24, 80));
    }
    var web1 = new PrintingConsole("web1").prints("here");
    var alice = looks("alice", web1);
    var bob = looks("bob", web1);
    background.runAll();
    timer.advance(LiveScreen.ROUND);
    background.runAll();
    web1.disk.runAll();
    background.runAll();

    assertThat(alice.refused).isEqualTo(1);
    assertThat(alice.seen).isEmpty();
    assertThat(bob.refused).isZero();
    assertThat(bob.firstRows()).containsExactly("here");
  }

  @Test
  void noMoreCellsAreKeptThanMayBe() {
    long largest = (long) GuestScreens.MOST_ROWS * GuestScreens.MOST_COLUMNS;
    int fit = (int) (LiveScreens.CELLS / largest);
    var people = new ArrayList<Person>();
    for (int i = 0; i < fit; i++) {
      people.add(sees("person" + i, console("web" + i).prints("\033[8;200;500tlarge")));
    }
    assertThat(people).allSatisfy(each -> assertThat(each.rows()).isEqualTo(200));

    var oneMore = console("more").prints("\033[8;200;500tlarge");
    assertThat(sees("alice", oneMore).refused).isEqualTo(1);

    people.getFirst().leaves();
    assertThat(sees("bob", oneMore).rows()).as("in place of one that is idle").isEqualTo(200);
    assertThat(live.size()).isEqualTo(fit);
  }

  @Test
  void onePersonLeavesRoomForOthers() {
    long largest = (long) GuestScreens.MOST_ROWS * GuestScreens.MOST_COLUMNS;
    int fit = (int) (LiveScreens.PER_PERSON / largest);
    for (int i = 0; i < fit; i++) {
      var each = sees("alice", console("web" + i).prints("\033[8;200;500tlarge"));
      assertThat(each.rows()).isEqualTo(200);
    }
    var oneMore = console("more").prints("\033[8;200;500tlarge");
    var alice = sees("alice", oneMore);
    assertThat(alice.refused).isEqualTo(1);
    assertThat(alice.seen).isEmpty();
    alice.leaves();

    assertThat(sees("bob", oneMore).rows()).isEqualTo(200);
    assertThat(sees("alice", oneMore).rows()).as("it is there, and his").isEqualTo(200);
  }
}
