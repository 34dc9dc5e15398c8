package dev.consolegw.gateway.console.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.stay.GrantRenewal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.testing.Grants;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a session may last: its limits, and the right behind it. */
class SessionLeaseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  /** Rights that age after a minute and are worth nothing after ten. */
  private static final class AgeingPolicy implements Policy {
    private final Stage stage;
    private Optional<Settings.Sessions> sessions = Optional.empty();
    private boolean forever;

    AgeingPolicy(Stage stage) {
      this.stage = stage;
    }

    @Override
    public Optional<Right> right(Person person, ConsoleRef console) {
      return Optional.of(Right.WRITE);
    }

    @Override
    public Terms terms(Person person, ConsoleRef console) {
      return Terms.of(sessions.stream().toList());
    }

    @Override
    public Validity validity(Person person, ConsoleRef console) {
      Instant now = stage.clock.instant();
      return forever
          ? Validity.FOREVER
          : new Validity(now.plus(MINUTE), now.plus(MINUTE.multipliedBy(10)));
    }

    Grant grant(Identity who) {
      return new Authorizer(List.of(), List.of(this)).grant(who, Stage.SERVER).orElseThrow();
    }
  }

  private Stage.Visitor visitor(Stage stage, AgeingPolicy policy) {
    return visitor(stage, policy, true);
  }

  private Stage.Visitor visitor(Stage stage, AgeingPolicy policy, boolean pty) {
    var screen = new FakeScreen();
    var who = Grants.identity("alice");
    var session = new Session("s1", who, Grants.from("192.0.2.1"), stage.clock.instant());
    var options = ViewerOptions.of(Map.of("replay", "none"), pty);
    var result =
        stage.console.attach(new AttachRequest(session, policy.grant(who), options, screen));
    stage.tasks.runAll();
    return new Stage.Visitor((LocalViewer) ((AttachResult.Admitted) result).viewer(), screen);
  }

  private static Settings.Sessions limits(@Nullable Duration idle, @Nullable Duration total) {
    return new Settings.Sessions(
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(idle),
        Optional.ofNullable(total),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aRightThatIsGoneEndsTheSessionWithItsSentence() throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = visitor(stage, new AgeingPolicy(stage));
      stage.renewal = _ -> new Renewal.Gone("you may no longer use this console");

      stage.advance(MINUTE.minusSeconds(1));
      assertThat(alice.screen().code()).isNull();
      stage.advance(Duration.ofSeconds(1));

      assertThat(alice.screen().code()).isEqualTo(ExitCode.NOT_ALLOWED);
      assertThat(alice.screen().notices()).contains("you may no longer use this console");
    }
  }

  @Test
  void whileNobodyAnswersTheSessionLastsAsLongAsItsGrant() throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = visitor(stage, new AgeingPolicy(stage));
      stage.renewal = _ -> new Renewal.Unknown("the cloud does not answer");

      for (int i = 0; i < 59; i++) {
        stage.advance(GrantRenewal.AGAIN);
      }
      assertThat(alice.screen().code()).isNull();
      stage.advance(GrantRenewal.AGAIN);

      assertThat(alice.screen().code()).isEqualTo(ExitCode.UNAVAILABLE);
    }
  }

  @Test
  void aRightThatIsConfirmedIsAskedForAgain() throws Exception {
    try (var stage = new Stage(folder)) {
      var policy = new AgeingPolicy(stage);
      var alice = visitor(stage, policy);
      Queue<Grant> asked = new ArrayDeque<>();
      stage.renewal =
          old -> {
            asked.add(old);
            return new Renewal.Renewed(policy.grant(Grants.identity("alice")));
          };

      for (int i = 0; i < 30; i++) {
        stage.advance(MINUTE);
      }

      assertThat(asked).hasSize(30);
      assertThat(alice.screen().code()).isNull();
    }
  }

  @Test
  void aWriterWhoMayOnlyWatchFromNowOnLosesTheSeat() throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = visitor(stage, new AgeingPolicy(stage));
      stage.renewal = _ -> new Renewal.Renewed(Grants.grant("alice", Right.WATCH, Stage.SERVER));

      stage.advance(MINUTE);
      alice.types("rm -rf /");

      assertThat(alice.viewer().role()).isEqualTo(Role.WATCH);
      assertThat(stage.line().typed()).isEmpty();
      assertThat(alice.screen().code()).isNull();
    }
  }

  @Test
  void aScriptThatMayOnlyWatchFromNowOnEnds() throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = visitor(stage, new AgeingPolicy(stage), false);
      stage.renewal = _ -> new Renewal.Renewed(Grants.grant("alice", Right.WATCH, Stage.SERVER));

      stage.advance(MINUTE);

      assertThat(alice.screen().code()).isEqualTo(ExitCode.NOT_ALLOWED);
      assertThat(alice.screen().notices()).endsWith("you may only watch from now on");
    }
  }

  @Test
  void aSessionWithoutAKeyIsWarnedAndEnds() throws Exception {
    try (var stage = new Stage(folder)) {
      var policy = new AgeingPolicy(stage);
      policy.forever = true;
      policy.sessions = Optional.of(limits(Duration.ofMinutes(10), null));
      var alice = visitor(stage, policy);

      stage.advance(Duration.ofMinutes(8));
      alice.types("x");
      stage.advance(Duration.ofMinutes(9));
      assertThat(alice.screen().notices())
          .contains("this session ends in 1 min unless you type: nothing was typed for 9 min");
      stage.advance(MINUTE.minusSeconds(1));
      assertThat(alice.screen().code()).isNull();
      stage.advance(Duration.ofSeconds(1));

      assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
      assertThat(alice.screen().notices())
          .contains("the session is over: nothing was typed for 10 min");
    }
  }

  @Test
  void aKeyAfterTheWarningKeepsTheSession() throws Exception {
    try (var stage = new Stage(folder)) {
      var policy = new AgeingPolicy(stage);
      policy.forever = true;
      policy.sessions = Optional.of(limits(Duration.ofMinutes(10), null));
      var alice = visitor(stage, policy);

      stage.advance(Duration.ofMinutes(9));
      alice.types("x");
      stage.advance(Duration.ofMinutes(9));

      assertThat(alice.screen().code()).isNull();
      assertThat(alice.screen().notices())
          .filteredOn(line -> line.startsWith("this session ends"))
          .hasSize(2);
    }
  }

  @Test
  void aSessionIsOverSoonAfterAMachineWasSuspendedPastItsTime() throws Exception {
    try (var stage = new Stage(folder)) {
      var policy = new AgeingPolicy(stage);
      policy.forever = true;
      policy.sessions = Optional.of(limits(null, Duration.ofHours(8)));
      var alice = visitor(stage, policy);

      stage.clock.advance(Duration.ofHours(8)); // the timer stood still
      stage.advance(MINUTE);

      assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    }
  }

  @Test
  void newTermsCountForASessionThatIsThere() throws Exception {
    try (var stage = new Stage(folder)) {
      var policy = new AgeingPolicy(stage);
      policy.forever = true;
      var alice = visitor(stage, policy);
      stage.advance(Duration.ofMinutes(9));
      policy.sessions = Optional.of(limits(Duration.ofMinutes(10), null));
      stage.renewal = _ -> new Renewal.Renewed(policy.grant(Grants.identity("alice")));

      alice.viewer().recheckGrant();
      stage.tasks.runAll();
      stage.advance(MINUTE);

      assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    }
  }

  @Test
  void aSessionEndsWhenItHasLastedItsTimeHoweverBusy() throws Exception {
    try (var stage = new Stage(folder)) {
      var policy = new AgeingPolicy(stage);
      policy.forever = true;
      policy.sessions = Optional.of(limits(null, Duration.ofHours(8)));
      var alice = visitor(stage, policy);

      stage.advance(Duration.ofHours(8).minus(MINUTE));
      alice.types("x");
      assertThat(alice.screen().notices()).contains("this session ends in 1 min: it may last 8 h");
      assertThat(alice.screen().code()).isNull();
      stage.advance(MINUTE);

      assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    }
  }
}
