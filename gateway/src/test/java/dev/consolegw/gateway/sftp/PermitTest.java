package dev.consolegw.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.UnansweredException;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A right that is to be asked for again after a minute, and is worth nothing after two. */
class PermitTest {
  private static final ConsoleRef WEB1 = new ConsoleRef("file", "lab", "id", "web1", Map.of());
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final Cloud cloud = new Cloud();
  private Permit permit;

  /** Who decides, and whether they answer. */
  private final class Cloud implements Policy {
    private Optional<Right> right = Optional.of(Right.WATCH);
    private boolean answers = true;

    @Override
    public Optional<Right> right(Person person, ConsoleRef console) {
      return right;
    }

    @Override
    public Validity validity(Person person, ConsoleRef console) {
      var now = clock.instant();
      return new Validity(now.plus(MINUTE), now.plus(MINUTE.multipliedBy(2)));
    }

    @Override
    public Optional<Right> ask(Identity identity, Person person, ConsoleRef console)
        throws UnansweredException {
      if (!answers) {
        throw new UnansweredException("the cloud is away", new java.io.IOException());
      }
      return right;
    }
  }

  @BeforeEach
  void grant() {
    var authorizer = new Authorizer(List.of(), List.of(cloud));
    var grant = authorizer.grant(Grants.identity("alice"), WEB1).orElseThrow();
    permit = new Permit(authorizer::renew, clock, grant);
  }

  @Test
  void aRightThatIsGoneEndsTheSessionWhenItIsDue() throws Refusal {
    cloud.right = Optional.empty();
    permit.check();

    clock.advance(MINUTE);

    assertThatExceptionOfType(Refusal.class).isThrownBy(permit::check);
  }

  @Test
  void aRightThatIsStillThereGoesOn() throws Refusal {
    for (int i = 0; i < 5; i++) {
      clock.advance(MINUTE);
      permit.check();
    }
  }

  @Test
  void withoutAnAnswerItGoesOnUntilTheRightExpires() {
    cloud.answers = false;

    clock.advance(MINUTE.plusSeconds(59));
    assertThatCode(permit::check).doesNotThrowAnyException();
    clock.advance(Duration.ofSeconds(11));

    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(permit::check)
        .withMessageContaining("could not be confirmed in time");
  }
}
