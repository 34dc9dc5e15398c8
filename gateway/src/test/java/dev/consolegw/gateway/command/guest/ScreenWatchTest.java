package dev.consolegw.gateway.command.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.console.live.ScreenRows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pattern on a screen as it changes. */
class ScreenWatchTest {
  private static final ScreenWatch.Where ANYWHERE = new ScreenWatch.Where(0, false);

  private static final ScreenRows.CursorRow NOWHERE = new ScreenRows.CursorRow(-1, "");

  private final AtomicInteger found = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private long now;
  private final Deque<Runnable> looks = new ArrayDeque<>();
  private final List<Due> still = new ArrayList<>();

  private record Due(long at, Runnable what) {}

  private void later(Duration after, Runnable what) {
    still.add(new Due(now + after.toNanos(), what));
  }

  private ScreenWatch watch(String pattern, ScreenWatch.Where where, Duration stable) {
    var threads = new ScreenWatch.Threads(looks::add, this::later, () -> now);
    var outcome = new ScreenWatch.Outcome(found::incrementAndGet, refused::incrementAndGet);
    return new ScreenWatch(Pattern.compile(pattern), where, stable, threads, outcome);
  }

  private static ScreenRows rows(String... lines) {
    return new ScreenRows(List.of(lines), List.of(), NOWHERE);
  }

  private void look() {
    while (!looks.isEmpty()) {
      looks.remove().run();
    }
  }

  private void standStill() {
    now += 10;
    var due = still.stream().filter(each -> each.at <= now).toList();
    still.removeAll(due);
    due.forEach(each -> each.what.run());
    look();
  }

  @Test
  void itIsFoundInAnyRowOrInTheOneThatIsMeant() {
    var screen = rows("one", "two", "three");

    var any = watch("^two$", ANYWHERE, Duration.ZERO);
    any.see(screen);
    look();
    assertThat(found).hasValue(1);

    for (int row = 1; row <= 4; row++) {
      found.set(0);
      watch("two", new ScreenWatch.Where(row, false), Duration.ZERO).see(screen);
      look();
      assertThat(found).hasValue(row == 2 ? 1 : 0);
    }
  }

  @Test
  void aPatternDoesNotReachIntoTheNextRow() {
    watch("one.*two", ANYWHERE, Duration.ZERO).see(rows("one", "two"));
    look();

    assertThat(found).hasValue(0);
  }

  @Test
  void whatIsSelectedIsLookedAtAloneAndPieceByPiece() {
    var screen =
        new ScreenRows(
            List.of("Menu", " one  two", " three"),
            List.of(List.of(), List.of("one", "two"), List.of()),
            NOWHERE);
    var selected = new ScreenWatch.Where(0, true);

    watch("three|Menu|one.*two", selected, Duration.ZERO).see(screen);
    look();
    assertThat(found).hasValue(0);

    watch("^two$", selected, Duration.ZERO).see(screen);
    look();
    assertThat(found).hasValue(1);
  }

  @Test
  void whatComesWhileItLooksIsLookedAtOnceTheNewestOfIt() {
    var watch = watch("third", ANYWHERE, Duration.ZERO);

    watch.see(rows("first"));
    watch.see(rows("second"));
    watch.see(rows("third"));

    assertThat(looks).hasSize(1);
    look();
    assertThat(found).hasValue(1);
    assertThat(watch.looked()).isDone();
  }

  @Test
  void itMustStandForAsLongAsIsAsked() {
    var watch = watch("done", ANYWHERE, Duration.ofNanos(10));

    watch.see(rows("done 1"));
    look();
    assertThat(still).hasSize(1);
    assertThat(found).as("it has not stood yet").hasValue(0);

    watch.see(rows("not yet"));
    look();
    standStill();
    assertThat(found).as("it has gone").hasValue(0);

    watch.see(rows("done 2", "clock 1"));
    look();
    watch.see(rows("done 2", "clock 2"));
    look();
    standStill();
    assertThat(found).as("another row may change").hasValue(1);
  }

  @Test
  void whatChangesBeginsAnew() {
    var watch = watch("done", ANYWHERE, Duration.ofNanos(11));

    for (int i = 0; i < 10; i++) {
      watch.see(rows("done " + i));
      look();
      standStill();
    }

    assertThat(found).hasValue(0);
  }

  @Test
  void aRowThatChangesHidesNoneThatStandsStill() {
    var watch = watch("\\d", ANYWHERE, Duration.ofNanos(25));

    for (int i = 0; i < 3; i++) {
      watch.see(rows("clock " + i, "line 10"));
      look();
      assertThat(still).as("one look is to come").hasSize(1);
      assertThat(found).hasValue(0);
      standStill();
    }

    assertThat(found).hasValue(1);
  }

  @Test
  void whatComesLaterStandsFromThenOn() {
    var watch = watch("done", ANYWHERE, Duration.ofNanos(20));
    watch.see(rows("done", ""));
    look();
    standStill();
    watch.see(rows("", "done"));
    look();
    standStill();
    assertThat(found).hasValue(0);

    standStill();

    assertThat(found).hasValue(1);
  }

  @Test
  void afterAPromptTheBlanksUpToTheCursorCount() {
    var screen =
        new ScreenRows(
            List.of("login:", "login:"), List.of(), new ScreenRows.CursorRow(1, "login: "));

    for (var pattern : List.of("login: $", "login:$", "^login:\\s*$")) {
      found.set(0);
      watch(pattern, new ScreenWatch.Where(2, false), Duration.ZERO).see(screen);
      look();
      assertThat(found).as(pattern).hasValue(1);
    }
    found.set(0);
    watch("login: $", new ScreenWatch.Where(1, false), Duration.ZERO).see(screen);
    look();
    assertThat(found).hasValue(0);
  }

  @Test
  void whatStandsIsNotMissedUntilItGoes() {
    var watch = watch("done", ANYWHERE, Duration.ofNanos(100));
    watch.see(rows("done"));
    look();
    assertThat(watch.looked()).isCompletedWithValue(true);
    assertThat(watch.missed()).isNotDone();

    watch.see(rows(""));
    look();
    assertThat(watch.missed()).isDone();
  }

  @Test
  void anEndOfTheDrawingIsPassedOn() {
    watch("done", ANYWHERE, Duration.ZERO).refused();

    assertThat(refused).hasValue(1);
  }
}
