package dev.consolegw.gateway.console.stay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.testing.Grants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A right in use is asked for again, and ends in time whatever becomes of the question. */
class GrantRenewalTest {
  private static final Duration RECHECK = Duration.ofMinutes(1);
  private static final Duration LIFE = Duration.ofMinutes(10);

  @TempDir private Path folder;
  private Stage stage;
  private final List<SessionEnd> ends = new ArrayList<>();
  private final List<Grant> renewals = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(folder);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  /** A grant that is due after {@link #RECHECK} and worth nothing after {@link #LIFE}. */
  private Grant ageing() {
    var policy =
        new Policy() {
          @Override
          public Optional<Right> right(Person person, ConsoleRef console) {
            return Optional.of(Right.WRITE);
          }

          @Override
          public Validity validity(Person person, ConsoleRef console) {
            var now = stage.clock.instant();
            return new Validity(now.plus(RECHECK), now.plus(LIFE));
          }
        };
    return new Authorizer(List.of(), List.of(policy))
        .grant(Grants.identity("alice"), Stage.SERVER)
        .orElseThrow();
  }

  private GrantRenewal watch(Grant grant) {
    return new GrantRenewal(stage.works(ConsoleLimits.DEFAULT), grant, renewals::add, ends::add);
  }

  @Test
  void afterAFaultOfOurOwnTheRightIsAskedForAgain() {
    var asked = new AtomicInteger();
    stage.renewal =
        old -> {
          if (asked.incrementAndGet() < 3) {
            throw new IllegalStateException("a bug");
          }
          return new Renewal.Renewed(ageing());
        };
    watch(ageing());

    stage.advance(RECHECK);
    stage.advance(GrantRenewal.AGAIN);
    stage.advance(GrantRenewal.AGAIN);

    assertThat(asked).hasValue(3);
    assertThat(renewals).hasSize(1);
    assertThat(ends).isEmpty();
  }

  @Test
  void aRightWhoseQuestionAlwaysFailsEndsWhenItExpires() {
    stage.renewal =
        old -> {
          throw new IllegalStateException("a bug");
        };
    watch(ageing());

    stage.advance(LIFE.minusSeconds(1));
    assertThat(ends).isEmpty();
    stage.advance(Duration.ofSeconds(1));

    assertThat(ends).extracting(SessionEnd::code).containsExactly(ExitCode.UNAVAILABLE);
  }

  @Test
  void aRightWhoseQuestionIsNeverAnsweredEndsWhenItExpires() {
    watch(ageing());

    stage.timer.advance(LIFE); // and its task, which asks, never gets to run

    assertThat(ends).extracting(SessionEnd::code).containsExactly(ExitCode.UNAVAILABLE);
  }

  @Test
  void aRightIsOverSoonAfterAMachineWasSuspendedPastItsEnd() {
    stage.renewal = old -> new Renewal.Unknown("nobody answers");
    watch(ageing());

    stage.clock.advance(LIFE); // the timer stood still
    stage.advance(GrantRenewal.LOOK);

    assertThat(ends).hasSize(1);
  }

  @Test
  void aRightThatNobodyEndsIsAskedForWhenThatIsWanted() {
    stage.renewal = old -> new Renewal.Gone("you may no longer use this console");
    var watch = watch(Grants.grant("alice", Right.WRITE, Stage.SERVER));
    stage.advance(LIFE);
    assertThat(ends).isEmpty();

    watch.askNow();
    stage.tasks.runAll();

    assertThat(ends).extracting(SessionEnd::code).containsExactly(ExitCode.NOT_ALLOWED);
  }

  @Test
  void aQuestionUnderWayIsAskedOnceMoreAfterIt() {
    var watch = watch(Grants.grant("alice", Right.WRITE, Stage.SERVER));
    var asked = new AtomicInteger();
    stage.renewal =
        old -> {
          if (asked.incrementAndGet() == 1) {
            watch.askNow(); // the answer to the first may be of before
          }
          return new Renewal.Renewed(old);
        };

    watch.askNow();
    stage.tasks.runAll();

    assertThat(asked).hasValue(2);
  }
}
