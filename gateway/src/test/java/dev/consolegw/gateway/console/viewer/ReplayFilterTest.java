package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.Replay;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The past is made safe for a terminal; what is live is not touched. */
class ReplayFilterTest {
  private static final String QUERIES = "a\033[6nb\033]0;title\007c\033[31md\033[2;3He\n";

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
    stage.script("first", WRITE);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void aTerminalIsNotAskedWhatThePastAsked() throws Exception {
    stage.print(QUERIES);

    var alice = stage.person("alice", WATCH, "ro", "replay=@0");
    stage.settle();

    assertThat(alice.screen().output()).isEqualTo("abc\033[31md\033[2;3He\n");
  }

  @Test
  void aTerminalIsToldWhereTheReplayEndsAndNothingMoreOfWhatIsNoText() throws Exception {
    stage.print("login: \r\n\0\1\2\376\377\nold login: ");

    var alice = stage.person("alice", WATCH, "ro", "replay=@0");
    stage.settle();

    assertThat(alice.screen().output()).isEqualTo("login: \r\nold login: ");
    assertThat(alice.screen().notices())
        .hasSize(3)
        .first()
        .asString()
        .endsWith(" others=1 live=26 offset=0");
    assertThat(alice.screen().notices())
        .endsWith(
            "lines left out, since they are no text: 1; `log --raw` has them",
            "live from here, offset=26");
  }

  @Test
  void aScriptIsToldInTheAttachLineAndGetsEveryByte() throws Exception {
    stage.print("login: \0\1\2\376\377\n");

    var script = stage.script("bob", WATCH, "ro", "replay=@0");
    stage.settle();

    assertThat(script.screen().output()).isEqualTo("login: \0\1\2\376\377\n");
    assertThat(script.screen().notices()).singleElement().asString().endsWith(" live=13 offset=0");
  }

  @Test
  void whatIsLiveIsNotTouched() throws Exception {
    stage.print(QUERIES);

    var alice = stage.person("alice", WATCH, "ro", "replay=@0");
    stage.settle();
    stage.print("live " + QUERIES);

    assertThat(alice.screen().output()).endsWith("He\nlive " + QUERIES);
  }

  @Test
  void whatIsLiveButShownLateIsNotTouched() throws Exception {
    stage.print(QUERIES);
    var alice = stage.person("alice", WATCH, "ro", "replay=@0");
    alice.screen().room(0);
    stage.settle();

    stage.print(QUERIES);
    alice.screen().room(1 << 20);
    alice.viewer().signal();
    stage.settle();

    assertThat(alice.screen().output()).isEqualTo("abc\033[31md\033[2;3He\n" + QUERIES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\033", "\033[", "\033[3", "\033]0;tit", "\033Pq", "\033(", "\033[?2"})
  void aSequenceThatBeginsInThePastAndEndsLiveIsNotBegun(String begun) throws Exception {
    stage.print("past" + begun);

    var alice = stage.person("alice", WATCH, "ro", "replay=@0");
    stage.settle();
    assertThat(alice.screen().output()).isEqualTo("past");
    stage.print("5mlive\033[6n");

    assertThat(alice.screen().output()).isEqualTo("past5mlive\033[6n");
  }

  @Test
  void aClientWithHardlyAnyRoomIsShownTheSame() throws Exception {
    stage.print(QUERIES + "\033[" + "1;".repeat(30) + "1mlong\033[?1049h\n");
    var alice = stage.person("alice", WATCH, "ro", "replay=@0");
    alice.screen().packet(1);
    alice.viewer().signal();
    stage.settle();

    assertThat(alice.screen().output())
        .isEqualTo("abc\033[31md\033[2;3He\n\033[" + "1;".repeat(30) + "1mlong\033[?1049h\n");
  }

  @Test
  void withoutATerminalAndUnderRawAllGoesAsItIs() throws Exception {
    stage.print(QUERIES);

    var script = stage.script("bob", WATCH, "ro", "replay=@0");
    var raw = stage.person("alice", WATCH, "ro", "raw", "replay=@0");
    stage.settle();

    assertThat(script.screen().output()).isEqualTo(QUERIES);
    assertThat(raw.screen().output()).isEqualTo(QUERIES);
    assertThat(raw.screen().notices()).isEmpty();
  }

  @Test
  void whatIsShownOnceMoreIsPastThen() throws Exception {
    var alice = stage.person("alice", WATCH, "ro");
    stage.print(QUERIES);

    alice.viewer().act(new ViewerAction.Replay(new Replay.Lines(9)));
    stage.settle();
    stage.print(QUERIES);

    assertThat(alice.screen().output()).isEqualTo(QUERIES + "abc\033[31md\033[2;3He\n" + QUERIES);
  }
}
