package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ServerStatus;
import dev.consolegw.gateway.session.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a viewer is told of a line that goes and comes back. */
class ConnectionNoticesTest {
  private static final Reason GONE = Reason.of(Reason.Kind.ENDED, "gone");
  private static final Reason STOPPED = Reason.of(Reason.Kind.STOPPED, "the server is stopped");
  private static final Reason LEAVING = Reason.of(Reason.Kind.LEAVING, "being deleted");
  private static final Reason REFUSED = Reason.of(Reason.Kind.UNREACHABLE, "refused");

  @TempDir private Path folder;
  private Stage stage;
  private ConnectionNotices line;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(folder);
    line = new ConnectionNotices(stage.works(ConsoleLimits.DEFAULT), told::add);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void eachChangeIsOneLine() {
    line.lost(GONE, false);
    for (int i = 0; i < 5; i++) {
      line.unreachable(REFUSED, true);
    }
    line.unreachable(GONE, true);
    line.connected(true);

    assertThat(told)
        .containsExactly(
            "disconnected: gone; trying again",
            "trying again: refused",
            "trying again: gone",
            "connected again");
    assertThat(line.trouble()).isNull();
  }

  @Test
  void aLineThatComesAndGoesIsSummedUpOnceAMinuteAndEndsAsItIs() {
    for (int i = 0; i < 600; i++) {
      line.lost(GONE, false);
      stage.advance(Duration.ofMillis(500));
      line.connected(true);
      stage.advance(Duration.ofMillis(500));
    }
    stage.advance(ConnectionNotices.PERIOD);

    assertThat(told).hasSizeBetween(ConnectionNotices.AT_ONCE + 10, ConnectionNotices.AT_ONCE + 12);
    assertThat(told.get(ConnectionNotices.AT_ONCE))
        .isEqualTo("the line comes and goes; from now on you are told once a minute");
    assertThat(told.getLast()).matches("connected again \\(the last of \\d+ changes\\)");
    told.clear();
    stage.advance(ConnectionNotices.PERIOD.multipliedBy(2));
    line.lost(GONE, false);
    assertThat(told).containsExactly("disconnected: gone; trying again");
  }

  @Test
  void aLineThatStaysAwayIsToldEverMoreRarely() {
    line.lost(GONE, false);
    for (int i = 0; i < 24 * 60; i++) {
      line.unreachable(REFUSED, true);
      stage.advance(Duration.ofMinutes(1));
    }

    assertThat(told)
        .hasSize(11)
        .startsWith("disconnected: gone; trying again", "trying again: refused")
        .contains("still trying after 5 min: refused", "still trying after 10 min: refused")
        .endsWith("still trying after 1280 min: refused");
  }

  @Test
  void whoHasLeftIsToldNothing() {
    for (int i = 0; i < 10; i++) {
      line.lost(GONE, false);
    }
    line.end();
    told.clear();

    stage.advance(ConnectionNotices.PERIOD);
    line.connected(true);

    assertThat(told).isEmpty();
  }

  @Test
  void theEndIsToldWithTheReasonThatTheNextDialFinds() {
    line.lost(GONE, true);
    assertThat(told).isEmpty();
    line.unreachable(STOPPED, true);
    line.unreachable(REFUSED, true);
    line.connected(true);
    line.lost(GONE, true);
    line.unreachable(REFUSED, true);
    stage.advance(ConnectionNotices.EXPLAINED);

    assertThat(told)
        .containsExactly(
            "disconnected: the server is stopped; waiting for it to start",
            "trying again: refused",
            "connected again",
            "disconnected: refused; trying again");
  }

  @Test
  void anEndThatNobodyExplainsIsToldSoonAndBeforeWhatFollows() {
    line.lost(GONE, true);
    stage.advance(ConnectionNotices.EXPLAINED);
    assertThat(told).containsExactly("disconnected: gone; trying again");
    line.connected(true);
    told.clear();
    line.lost(GONE, true);
    line.connected(true);
    stage.advance(ConnectionNotices.PERIOD);

    assertThat(told).containsExactly("disconnected: gone; trying again", "connected again");
  }

  @Test
  void aMachineThatIsTakenAwayIsNoNewsUnlessItTakesLong() {
    line.lost(GONE, true);
    for (int i = 0; i < 29; i++) {
      line.unreachable(LEAVING, true);
      stage.advance(Duration.ofSeconds(1));
    }
    assertThat(told).isEmpty();
    stage.advance(Duration.ofSeconds(1));

    assertThat(told).containsExactly("disconnected: being deleted; trying again");
  }

  @Test
  void aMachineThatIsGoneIsTheEndAndTheOnlyNews() {
    stage.console.know(known());
    var alice = stage.person("alice", WRITE);
    int before = alice.screen().notices().size();
    stage.dialler.fail(Reason.Kind.LEAVING, "the server is being deleted");
    stage.dialler.fail(Reason.Kind.GONE, "the server was deleted");
    stage.line().end("bye");
    stage.advance(Duration.ofSeconds(1));
    stage.advance(Duration.ofSeconds(1));

    assertThat(alice.screen().code()).isEqualTo(ExitCode.NO_CONSOLE);
    assertThat(alice.screen().notices().stream().skip(before))
        .containsExactly("the server was deleted");
  }

  private ConsoleEntry known() {
    var plain = stage.console.entry();
    return new ConsoleEntry(
        plain.id(),
        plain.server(),
        plain.pace(),
        plain.captured(),
        plain.keep(),
        plain.keepFor(),
        new ServerStatus("ACTIVE", ""),
        plain.dialBudget(),
        plain.notes(),
        plain.shell());
  }

  @Test
  void aViewerSeesIt() {
    var alice = stage.person("alice", WRITE);
    stage.line().end("bye");
    stage.advance(Duration.ofMinutes(1));

    assertThat(alice.screen().notices())
        .endsWith("disconnected: bye; trying again", "connected again");
  }
}
