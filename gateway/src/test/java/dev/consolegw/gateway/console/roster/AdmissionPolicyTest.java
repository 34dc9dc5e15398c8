package dev.consolegw.gateway.console.roster;

import static dev.consolegw.authz.Right.MANAGE;
import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.testing.Grants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and who is sent away. */
class AdmissionPolicyTest {
  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private String refused(String person, Right right, String... options) {
    var answer = stage.ask(person, right, true, new FakeScreen(), options);
    var why = ((AttachResult.Refused) answer).ending();
    assertThat(why.code()).isEqualTo(ExitCode.TRY_AGAIN);
    return why.text();
  }

  @Test
  void aSecondJobOfOnePersonThatDisplacesNobodyIsSentAway() {
    var first = stage.script("alice", WRITE);

    var second = stage.ask("alice", WRITE, false, new FakeScreen(), "nodisplace");
    stage.tasks.runAll();

    var why = ((AttachResult.Refused) second).ending();
    assertThat(why.code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(why.text()).startsWith("alice from 192.0.2.1 is writing on this console");
    assertThat(first.screen().code()).isNull();
    assertThat(first.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void onATerminalWhoDisplacesNobodyWatchesUntilTheyAskForTheSeat() {
    var first = stage.person("alice", WRITE);
    var second = stage.person("alice", WRITE, "nodisplace");
    assertThat(second.viewer().role()).isEqualTo(Role.WATCH);

    second.viewer().act(new ViewerAction.TakeSeat());

    assertThat(second.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(first.viewer().role()).isEqualTo(Role.WATCH);
  }

  @Test
  void aSeatWhoseClientIsGoneIsTakenByWhoDisplacesNobodyToo() {
    var first = stage.script("alice", WRITE);
    first.screen().silentFor(ConsoleLimits.DEFAULT.silentSeat());

    var second = stage.script("alice", WRITE, "nodisplace");

    assertThat(second.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void whoIsAloneIsNotEvenWatched() {
    stage.on(Sharing.EXCLUSIVE);
    stage.person("alice", WRITE);

    var bobs = refused("bob", WRITE);
    stage.on(Sharing.ONE_WRITER);
    var wendys = refused("wendy", WATCH, "ro");
    var managers = refused("max", MANAGE);

    assertThat(bobs).isEqualTo("alice from 192.0.2.1 has this console alone; try again later");
    assertThat(wendys).isEqualTo(bobs);
    assertThat(managers).isEqualTo(bobs + ", or insist with +force");
  }

  @Test
  void whoWouldBeAloneIsNotLetInWhileOthersLook() {
    stage.person("wendy", WATCH);

    stage.on(Sharing.EXCLUSIVE);

    assertThat(refused("alice", WRITE, "force"))
        .isEqualTo(
            "you are let in when nobody else is here, and wendy from 192.0.2.1 is;"
                + " try again later");
  }

  @Test
  void aManagerEndsTheSessionOfWhoIsAloneByForce() {
    stage.on(Sharing.EXCLUSIVE);
    var alice = stage.person("alice", WRITE);
    alice.screen().room(0);

    stage.on(Sharing.ONE_WRITER);
    var max = stage.person("max", MANAGE, "force");

    assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(max.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(stage.console.status().viewers()).hasSize(1);
    assertThat(stage.events).anyMatch(SessionEvent.SentAway.class::isInstance);
    assertThat(stage.events).anyMatch(SessionEvent.Detached.class::isInstance);
  }

  @Test
  void aManagerWhoWouldBeAloneEndsAllOtherSessionsByForce() {
    var bob = stage.person("bob", WRITE);
    var wendy = stage.person("wendy", WATCH);

    stage.on(Sharing.EXCLUSIVE);
    var max = stage.person("max", MANAGE, "force");

    assertThat(bob.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(wendy.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(wendy.screen().notices()).contains("max from 192.0.2.1 has taken this console");
    assertThat(max.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void onesOwnSessionIsReplacedAndOnesOwnLookIsNot() {
    stage.on(Sharing.EXCLUSIVE);
    var first = stage.person("alice", WRITE);
    var look = stage.script("alice", WRITE, "ro");

    var second = stage.person("alice", WRITE);

    assertThat(first.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(look.screen().code()).isNull();
    assertThat(second.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void whoOnlyLooksDoesNotGetToWriteBesideOthers() {
    stage.on(Sharing.EXCLUSIVE);
    var look = stage.person("alice", WRITE, "ro");
    stage.person("wendy", WATCH);

    look.viewer().act(new ViewerAction.TakeSeat());
    stage.tasks.runAll();

    assertThat(look.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(look.screen().notices())
        .anyMatch(line -> line.startsWith("you write alone here, so come without +ro"));
  }

  @Test
  void theLogOfAConsoleThatSomebodyHasAloneIsClosedToo() {
    stage.on(Sharing.EXCLUSIVE);
    stage.person("alice", WRITE);
    var options = ViewerOptions.of(Map.of(), false);
    var force = ViewerOptions.of(Map.of("force", ""), false);
    var max = Grants.grant("max", MANAGE, Stage.SERVER);
    var bob = Grants.grant("bob", WRITE, Stage.SERVER);

    assertThat(stage.console.closedTo(bob, force))
        .map(SessionEnd::code)
        .contains(ExitCode.TRY_AGAIN);
    assertThat(stage.console.closedTo(max, options)).isPresent();
    assertThat(stage.console.closedTo(max, force)).isEmpty();
    assertThat(stage.console.closedTo(Grants.grant("alice", WATCH, Stage.SERVER), options))
        .isEmpty();
  }

  @Test
  void aClientThatAnswersNothingKeepsNobodyOut() {
    stage.on(Sharing.EXCLUSIVE);
    var alice = stage.person("alice", WRITE);
    alice.screen().silentFor(ConsoleLimits.DEFAULT.silentSeat());

    assertThat(refused("wendy", WATCH)).contains("alice");
    var bob = stage.person("bob", WRITE);

    assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(bob.viewer().role()).isEqualTo(Role.WRITE);
  }

  @Test
  void whoHasBeenSentAwayCannotTakeTheSeatBack() {
    stage.on(Sharing.EXCLUSIVE);
    var alice = stage.person("alice", MANAGE);
    var max =
        ((AttachResult.Admitted) stage.ask("max", MANAGE, true, new FakeScreen(), "force"))
            .viewer();

    alice.viewer().act(new ViewerAction.TakeSeat());

    assertThat(max.info().role()).isEqualTo(Role.WRITE);
    assertThat(alice.viewer().role()).isEqualTo(Role.WATCH);
  }

  @Test
  void whereAllWatchNobodyTypes() {
    stage.on(Sharing.WATCH);
    var max = stage.person("max", MANAGE, "force");
    var script = (AttachResult.Refused) stage.ask("max", MANAGE, false, new FakeScreen());

    max.viewer().act(new ViewerAction.TakeSeat());
    max.types("no");
    stage.tasks.runAll();

    assertThat(stage.line().typed()).isEmpty();
    assertThat(max.screen().notices()).contains("nobody writes on this console; you are watching");
    assertThat(script.ending())
        .isEqualTo(
            SessionEnd.now(
                ExitCode.NOT_ALLOWED, "nobody writes on this console; watch it with +ro"));
    assertThat(stage.typesPastSeat("max", MANAGE, "join"))
        .map(SessionEnd::code)
        .contains(ExitCode.NOT_ALLOWED);
  }

  @Test
  void eachPersonsTermsSayHowManyMayLook() {
    stage.on(Sharing.ONE_WRITER, Leaving.WARN, 2);
    stage.person("alice", WRITE);
    stage.person("bob", WRITE);

    assertThat(refused("carol", WRITE))
        .isEqualTo("2 people look at this console already, more are not let in; try again later");
    stage.on(Sharing.ONE_WRITER);

    assertThat(stage.terms().viewers()).isEqualTo(Terms.DEFAULT.viewers());
    assertThat(stage.person("carol", WRITE).viewer().role()).isEqualTo(Role.WATCH);
  }

  @Test
  void aManagerSendsOneOrAllAway() {
    var alice = stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE);
    var carol = stage.person("carol", WATCH);
    var max =
        new Session("m1", Grants.identity("max"), Grants.from("192.0.2.9"), stage.clock.instant());
    var grant = Grants.grant("max", MANAGE, Stage.SERVER);

    assertThat(stage.console.kick("nobody", max, grant)).isEmpty();
    assertThat(stage.console.kick(bob.viewer().session().id(), max, grant))
        .map(ViewerInfo::role)
        .contains(Role.WATCH);
    stage.tasks.runAll();
    assertThat(bob.screen().notices()).contains("max from 192.0.2.9 ended your session");
    assertThat(bob.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(alice.screen().code()).isNull();
    assertThat(stage.console.clear(max, grant)).isEqualTo(2);
    stage.tasks.runAll();

    assertThat(alice.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(carol.screen().notices()).contains("max from 192.0.2.9 ended all sessions here");
    assertThat(stage.console.status().viewers()).isEmpty();
  }

  @Test
  void aDisplacedWriterIsToldBeforeWhatItHasStillToRead() {
    var alice = stage.person("alice", WRITE);
    alice.screen().room(0);
    stage.print("far behind".repeat(1000));
    var max = stage.person("max", MANAGE);

    max.viewer().act(new ViewerAction.TakeSeat());
    alice.screen().room(200);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(alice.screen().shown())
        .contains(
            "{max from 192.0.2.1 took the seat; you are watching, Ctrl-] t asks for it back}far");
  }

  @Test
  void hintsNameTheEscapeKeyThatWasChosen() {
    stage.person("alice", WRITE);
    var bob = stage.person("bob", WRITE, "escape=^A");

    bob.types("x");
    stage.tasks.runAll();

    assertThat(bob.screen().notices())
        .contains(
            "alice from 192.0.2.1 is writing; you are watching, Ctrl-A t asks for the seat",
            "you are watching; Ctrl-A t asks for the seat");
  }

  private void on(int viewers) {
    stage.on(Sharing.ONE_WRITER, Leaving.WARN, viewers);
  }

  @Test
  void onePersonHasSoManyPlacesAndOthersStillGetIn() {
    for (int i = 0; i < ConsoleLimits.DEFAULT.viewersPerPerson(); i++) {
      stage.person("wendy", WATCH);
    }

    assertThat(refused("wendy", WATCH))
        .isEqualTo(
            "you look at this console 16 times already; end one of these sessions, and try again");
    assertThat(stage.events).anyMatch(SessionEvent.Refused.class::isInstance);
    assertThat(stage.person("walter", WATCH).screen().code()).isNull();
  }

  @Test
  void whoMayWriteIsLetInForTheWatcherWhoCameFirstAndNobodyElse() {
    on(3);
    var alice = stage.person("alice", WRITE);
    var first = stage.person("wendy", WATCH);
    var second = stage.person("walter", WATCH);

    assertThat(refused("will", WATCH)).startsWith("3 people look at this console already");
    var max = stage.person("max", MANAGE, "force");

    assertThat(max.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(first.screen().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(first.screen().notices())
        .contains(
            "max from 192.0.2.1 needs a place here, no more than 3 people may look,"
                + " and you have watched for longest; try again later");
    assertThat(second.screen().code()).isNull();
    assertThat(alice.screen().code()).isNull();
    assertThat(stage.console.status().viewers()).hasSize(3);
  }

  @Test
  void whoIsNotLetInAfterAllCrowdsNobodyOut() {
    on(2);
    stage.person("alice", WRITE);
    var wendy = stage.person("wendy", WATCH);

    var script = (AttachResult.Refused) stage.ask("bob", WRITE, false, new FakeScreen());

    assertThat(script.ending().text()).contains("alice from 192.0.2.1 is writing");
    assertThat(wendy.screen().code()).isNull();
  }

  @Test
  void whoOnlyLooksCrowdsOutNobodyOfTheirOwnRight() {
    on(2);
    stage.person("alice", WRITE, "ro");
    stage.person("bob", WRITE, "ro");

    assertThat(refused("carol", WRITE, "ro")).startsWith("2 people look at this console already");
    assertThat(stage.person("carol", WRITE).viewer().role()).isEqualTo(Role.WRITE);
  }
}
