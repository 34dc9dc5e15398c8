package dev.consolegw.gateway.console.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not go wrong between a picture, its terminal and what is said meanwhile. */
class ScreenFaultsTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder);
    var first = stage.person("earlier", Right.WATCH);
    stage.print("\033[2J\033[Htop");
    stage.settle();
    first.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  private Stage.Visitor sees() throws Exception {
    var visitor = stage.person("alice", Right.WRITE, "replay=screen");
    visitor.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    stage.settle();
    return visitor;
  }

  @Test
  void aKeyBeforeTheSizeIsKnownDoesNotTakeThePlaceOfTheBeginning() throws Exception {
    var alice = stage.person("alice", Right.WRITE, "replay=screen");
    alice.viewer().act(new ViewerAction.Replay(new Replay.Screen()));
    stage.settle();

    stage.advance(ScreenReplay.SIZE_WITHIN);
    stage.settle();
    stage.print("live");

    assertThat(alice.screen().notices()).anyMatch(each -> each.startsWith("attached server="));
    assertThat(alice.screen().shown()).contains("top").endsWith("live");
  }

  @Test
  void aPictureIsAsLargeAsTheTerminalIsByThen() throws Exception {
    var alice = sees();
    alice.viewer().act(new ViewerAction.Replay(new Replay.Screen()));
    alice.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS / 2, 0, 0)));
    int before = alice.screen().shown().length();
    stage.settle();

    assertThat(alice.screen().shown().substring(before)).contains("top");
    stage.print("\033[99;1Hlast");
    var terminal = new ScreenModel(ROWS / 2, COLUMNS);
    var shown = alice.screen().shown().substring(before);
    terminal.feed(ByteBuffer.wrap(shown.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(terminal.lines().getFirst()).isEqualTo("top");
    assertThat(terminal.lines().getLast()).isEqualTo("last");
  }

  @Test
  void whatWasSaidOverAPictureDoesNotBringItBack() throws Exception {
    var alice = sees();
    alice.viewer().notice("somebody asks for the seat");
    stage.tasks.runAll();
    alice.viewer().act(new ViewerAction.RestoreTerminal());
    stage.tasks.runAll();
    int before = alice.screen().shown().length();

    stage.advance(NoticeOverlay.STANDS);
    stage.settle();

    assertThat(alice.screen().shown().substring(before)).doesNotContain("top");
  }

  @Test
  void linesGoOnWrappingUnderWhatIsSaid() throws Exception {
    var alice = sees();
    int before = alice.screen().shown().length();
    alice.viewer().notice("somebody asks for the seat");
    stage.tasks.runAll();

    var terminal = new ScreenModel(ROWS, COLUMNS);
    var said = alice.screen().shown().substring(before) + "x".repeat(COLUMNS + 1);
    terminal.feed(ByteBuffer.wrap(said.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(terminal.lines().get(1)).isEqualTo("x");
  }

  @Test
  void aWatcherCannotTellTheGuestsSize() throws Exception {
    var bob = stage.person("bob", Right.WATCH);
    bob.viewer().act(new ViewerAction.Resize(new WindowChange(200, 100, 0, 0)));
    bob.viewer().act(new ViewerAction.TypeSize());
    stage.settle();

    assertThat(stage.console.status().told()).isEmpty();
  }

  /** Room for the line that says it is attached, and not for the picture. */
  private static final int LITTLE = 90;

  private Stage.Visitor waitsForAPicture(String options) throws Exception {
    var visitor = stage.person("alice", Right.WRITE, options);
    visitor.screen().room(LITTLE);
    visitor.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    stage.settle();
    assertThat(visitor.screen().notices()).anyMatch(each -> each.startsWith("attached server="));
    return visitor;
  }

  @Test
  void aPictureThatIsOnItsWayIsNotSeenYet() throws Exception {
    var alice = waitsForAPicture("replay=screen");
    assertThat(alice.viewer().seenUpTo()).isEmpty();

    alice.screen().room(Integer.MAX_VALUE);
    alice.viewer().signal();
    stage.tasks.runAll();

    assertThat(alice.viewer().seenUpTo()).hasValue(stage.console.history().end());
  }

  @Test
  void whoIsLostBeforeThePictureHasNotSeenItAndOthersGoOn() throws Exception {
    var bob = stage.person("bob", Right.WATCH);
    var lost = waitsForAPicture("replay=screen");
    lost.screen().vanish();
    lost.screen().room(Integer.MAX_VALUE);
    stage.print("\033[2;1Hlive");
    stage.settle();

    assertThat(bob.screen().output()).isEqualTo("\033[2;1Hlive");
    assertThat(stage.console.status().viewers()).hasSize(1);
    var again = stage.person("alice", Right.WRITE, "replay=new");
    again.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    stage.settle();
    assertThat(again.screen().output()).contains("top", "live");
  }
}
