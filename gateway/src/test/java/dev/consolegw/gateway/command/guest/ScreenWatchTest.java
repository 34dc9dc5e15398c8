package dev.consolegw.gateway.command.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.console.live.ScreenRows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pattern on a screen as it changes. */
class ScreenWatchTest {
  private static final ScreenWatch.Where ANYWHERE = new ScreenWatch.Where(0, false);

  private final AtomicInteger found = new AtomicInteger();
  private long now;
  private final Deque<Runnable> looks = new ArrayDeque<>();
  private final Deque<Runnable> still = new ArrayDeque<>();

  private ScreenWatch watch(String pattern, ScreenWatch.Where where, Duration stable) {
    var threads = new ScreenWatch.Threads(looks::add, still::add, () -> now);
    return new ScreenWatch(
        Pattern.compile(pattern), where, stable, threads, found::incrementAndGet);
  }

  private static ScreenRows rows(String... lines) {
    return new ScreenRows(
        List.of(lines), List.of(lines).stream().map(_ -> List.<String>of()).toList());
  }

  private void look() {
    while (!looks.isEmpty()) {
      looks.remove().run();
    }
  }

  private void standStill() {
    now += 10;
    var due = List.copyOf(still);
    still.clear();
    due.forEach(Runnable::run);
    look();
  }

  @Test
  void itIsFoundInAnyRowOrInTheOneThatIsMeant() {
    var screen = rows("one", "two", "three");

    var any = watch("^two$", ANYWHERE, Duration.ZERO);
    any.accept(screen);
    look();
    assertThat(found).hasValue(1);

    for (int row = 1; row <= 4; row++) {
      found.set(0);
      watch("two", new ScreenWatch.Where(row, false), Duration.ZERO).accept(screen);
      look();
      assertThat(found).hasValue(row == 2 ? 1 : 0);
    }
  }

  @Test
  void aPatternDoesNotReachIntoTheNextRow() {
    watch("one.*two", ANYWHERE, Duration.ZERO).accept(rows("one", "two"));
    look();

    assertThat(found).hasValue(0);
  }

  @Test
  void whatIsSelectedIsLookedAtAloneAndPieceByPiece() {
    var screen =
        new ScreenRows(
            List.of("Menu", " one  two", " three"),
            List.of(List.of(), List.of("one", "two"), List.of()));
    var selected = new ScreenWatch.Where(0, true);

    watch("three|Menu|one.*two", selected, Duration.ZERO).accept(screen);
    look();
    assertThat(found).hasValue(0);

    watch("^two$", selected, Duration.ZERO).accept(screen);
    look();
    assertThat(found).hasValue(1);
  }

  @Test
  void whatComesWhileItLooksIsLookedAtOnceTheNewestOfIt() {
    var watch = watch("third", ANYWHERE, Duration.ZERO);

    watch.accept(rows("first"));
    watch.accept(rows("second"));
    watch.accept(rows("third"));

    assertThat(looks).hasSize(1);
    look();
    assertThat(found).hasValue(1);
    assertThat(watch.looked()).isDone();
  }

  @Test
  void itMustStandForAsLongAsIsAsked() {
    var watch = watch("done", ANYWHERE, Duration.ofNanos(10));

    watch.accept(rows("done 1"));
    look();
    assertThat(still).hasSize(1);
    assertThat(found).as("it has not stood yet").hasValue(0);

    watch.accept(rows("not yet"));
    look();
    standStill();
    assertThat(found).as("it has gone").hasValue(0);

    watch.accept(rows("done 2", "clock 1"));
    look();
    watch.accept(rows("done 2", "clock 2"));
    look();
    standStill();
    assertThat(found).as("another row may change").hasValue(1);
  }

  @Test
  void whatChangesBeginsAnew() {
    var watch = watch("done", ANYWHERE, Duration.ofNanos(11));

    for (int i = 0; i < 10; i++) {
      watch.accept(rows("done " + i));
      look();
      standStill();
    }

    assertThat(found).hasValue(0);
  }
}
