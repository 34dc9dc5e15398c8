package dev.consolegw.gateway.console.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import org.junit.jupiter.api.Test;

/** What somebody is shown who wants to see what is new: lines, or the screen. */
class UnseenScreenTest extends PictureStage {
  /** Somebody who has been here, and has missed this. */
  private Stage.Visitor back(String missed, String terminal) throws Exception {
    var before = stage.person("alice", Right.WATCH);
    stage.print("\033[2J\033[Hseen\r\n");
    before.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
    printed(missed);
    var alice = stage.person("alice", Right.WATCH, "replay=new", "term=" + terminal);
    alice.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    stage.settle();
    return alice;
  }

  @Test
  void aFewNewLinesAreLines() throws Exception {
    var alice = back("\033[32mone\033[m\r\ntwo\033[K\r\n", "xterm");

    assertThat(alice.screen().output()).isEqualTo("\033[32mone\033[m\r\ntwo\033[K\r\n");
  }

  @Test
  void newOutputThatDrawsIsTheScreen() throws Exception {
    var alice = back("\033[4;3Hdrawn", "xterm");

    assertThat(row(terminal(alice.screen().shown()), 0, 3)).containsExactly("seen", "  drawn");
    assertThat(alice.screen().notices())
        .contains("11 bytes are new; here is the screen, they are in the log from offset=13");
    stage.advance(READ);
    stage.settle();
    stage.print("!");
    assertThat(alice.screen().shown()).endsWith("!");
    assertThat(alice.viewer().cursor()).isEqualTo(25);
  }

  @Test
  void moreThanTheTerminalHoldsIsTheScreen() throws Exception {
    var alice = back("line\r\n".repeat(ROWS) + "last", "xterm-256color");

    var lines = terminal(alice.screen().shown());
    assertThat(lines).anyMatch(each -> each.startsWith("console: 76 bytes are new"));
    stage.advance(READ);
    stage.settle();
    assertThat(terminal(alice.screen().shown()).getLast()).isEqualTo("last");
  }

  @Test
  void whereNothingIsToBeDrawnNewOutputIsWhatWasPrinted() throws Exception {
    var alice = back("\033[4;3Hdrawn", "vt100");

    assertThat(alice.screen().output()).isEqualTo("\033[4;3Hdrawn");
  }

  @Test
  void whoWasNeverHereIsShownTheScreen() throws Exception {
    printed("\033[2J\033[2;2Hthere");
    var bob = stage.person("bob", Right.WATCH, "replay=new", "term=xterm");
    bob.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    stage.settle();

    assertThat(terminal(bob.screen().shown()).get(1)).isEqualTo(" there");
    assertThat(bob.screen().notices()).noneMatch(each -> each.contains("are new"));
  }
}
