package dev.consolegw.gateway.e2e.soak;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People come and go for {@code soak.minutes}, settings and rights change under them, guests die:
 * nothing grows. How it goes is written to the file {@code soak.report}, if there is one.
 */
@Tag("long")
@Tag("beside")
class SoakTest {
  private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("soak.minutes", 3));

  /** Until everything that is made once is there, as far as it can be told. */
  private static final Duration WARM_UP = TIME.dividedBy(3);

  /** In pieces, between which it is said how it goes. */
  private static final Duration PIECE = Duration.ofMinutes(1);

  /** More than the settings keep recordings for. */
  private static final Duration OLD = Duration.ofSeconds(2);

  /** Recordings, of sessions that have only just ended. */
  private static final int FEW = 3;

  @TempDir private Path folder;

  @Test
  void nothingGrowsHoweverLongPeopleComeAndGo() throws Exception {
    try (var clock = Executors.newScheduledThreadPool(2);
        var gateway = new SoakGateway(folder, clock)) {
      var people = new SoakPeople(gateway);
      var began = System.nanoTime();
      var samples = new ArrayList<SoakSample>();
      for (int third = 0; third < 3; third++) {
        for (var left = WARM_UP; left.isPositive(); left = left.minus(PIECE)) {
          people.work(left.compareTo(PIECE) < 0 ? left : PIECE);
          say(people.done() + " clients, settings read " + people.rounds() * 2 + " times");
        }
        samples.add(atRest(gateway));
        long after = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        say("after %d s: %s".formatted(after, samples.getLast()));
      }
      clock.shutdownNow();

      assertThat(SoakSample.grown(samples.get(0), samples.get(1), samples.get(2))).isEmpty();
      var end = gateway.stop();
      assertThat(end.exitCode()).isEqualTo(143);
      assertThat(end.err()).doesNotContain("OutOfMemory", " | at ", "level=ERROR");
    }
  }

  /**
   * Some more come and go, until no recording but theirs is left: with the end of a session it is
   * looked which ones are too old.
   */
  private static SoakSample atRest(SoakGateway gateway) throws IOException {
    gateway.quiet(true);
    gateway.awaitNobody();
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    do {
      LockSupport.parkNanos(OLD.toNanos()); // by then all that are there are too old
      var last = gateway.ssh(ALICE, "vm0+eof=close").run("the last\n");
      assertThat(last.exitCode()).as(last.err()).isZero();
      assertThat(System.nanoTime()).as("recordings stay").isLessThan(end);
    } while (gateway.recordings() > FEW);
    gateway.awaitNobody();
    var sample = SoakSample.of(gateway.pid(), gateway.state());
    gateway.quiet(false);
    return sample;
  }

  private static void say(String line) throws IOException {
    var report = System.getProperty("soak.report");
    if (report != null) {
      Files.writeString(
          Path.of(report), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
