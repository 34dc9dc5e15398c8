package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.screen.Cell;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshTerminal;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who joins a console sees the screen, whatever runs there, and not a byte of what follows less.
 */
@Tag("slow")
class JoinedScreenTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  /** Comes last, so that whoever has it has all. */
  private static final String END = "\033[24;1Hthe end";

  @TempDir private Path folder;
  private FakeGuest vm;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    vm = FakeGuest.unix(folder.resolve("console.sock"));
    gateway = TestGateway.with(console("lab/shared", vm));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private SshTerminal joins() {
    return gateway.ssh(BOB, "shared+ro+replay=screen").terminal(ROWS, COLUMNS);
  }

  private static ScreenModel terminal(String shown) {
    var model = new ScreenModel(ROWS, COLUMNS);
    model.feed(ByteBuffer.wrap(shown.getBytes(StandardCharsets.ISO_8859_1)));
    return model;
  }

  private static List<Cell> cells(ScreenModel model) {
    var cells = new ArrayList<Cell>();
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        cells.add(model.cell(row, column));
      }
    }
    return cells;
  }

  /** A lost byte, or one that is there twice, shifts the row for ever. */
  @Test
  void twelveWhoComeWhileCharactersAreInsertedSeeEveryCellAlike() {
    var printed = new StringBuilder("\033[2J\033[5;1H\033[44m");
    var viewers = new ArrayList<SshTerminal>();
    try (var first = gateway.ssh(ALICE, "shared").terminal().attached()) {
      vm.print(printed.toString());
      int inserted = 0;
      for (int i = 0; i < 12; i++) {
        viewers.add(joins());
        for (int piece = 0; piece < 60; piece++) {
          var insertion =
              "\033[%d;3H\033[@\033[3%dm%c"
                  .formatted(5 + inserted % 7, inserted % 8, 'a' + inserted % 26);
          inserted++;
          // Cut anywhere: what is open when somebody comes is not theirs to see begin.
          int cut = inserted % insertion.length();
          for (var part : List.of(insertion.substring(0, cut), insertion.substring(cut))) {
            vm.print(part);
            printed.append(part);
          }
          first.await(insertion.substring(insertion.length() - 1));
        }
      }
      vm.print(END);
      printed.append(END);
      var guest = terminal(printed.toString());
      for (var viewer : viewers) {
        var seen = terminal(viewer.shown("the end"));
        assertThat(seen.lines()).isEqualTo(guest.lines());
        assertThat(cells(seen)).isEqualTo(cells(guest));
        assertThat(seen.cursor()).isEqualTo(guest.cursor());
        assertThat(seen.modes()).isEqualTo(guest.modes());
      }
    } finally {
      viewers.forEach(SshTerminal::close);
    }
  }

  /** What vim looks like, roughly. */
  private static final String EDITOR =
      "shell$ vi\r\n\033[?1049h\033[?1h\033=\033[?2004h\033[?1002;1006h\033[2J\033[1;1Hline one"
          + "\033[23;1H\033[7mfile.txt\033[m\033[1;5H";

  @Test
  void whoLeavesAnEditorHasTheirTerminalBack() {
    try (var first = gateway.ssh(ALICE, "shared").terminal().attached()) {
      vm.print(EDITOR);
      first.await("\033[1;5H");
    }
    try (var ssh = joins()) {
      String _ = ssh.shown("file.txt");
      ssh.type("\035.");
      assertThat(ssh.exitCode()).isZero();
      var left = terminal(ssh.screen());

      assertThat(left.alternate()).isFalse();
      assertThat(left.modes()).isEqualTo(new ScreenModel(ROWS, COLUMNS).modes());
      assertThat(left.lines()).anyMatch(each -> each.startsWith("shell$ vi"));
    }
  }

  /** Nobody need know an option at three in the morning. */
  @ParameterizedTest
  @ValueSource(strings = {"xterm-256color", "vt100", "dumb"})
  void aTerminalThatCanBeDrawnOnIsShownTheScreenUnasked(String type) {
    boolean draws = type.startsWith("xterm");
    try (var first = gateway.ssh(ALICE, "shared").terminal().attached()) {
      vm.print("login: root\r\n\033[2J\033[H" + EDITOR);
      first.await("\033[1;5H");
    }
    try (var ssh = gateway.ssh(BOB, "shared+ro").terminal(type, ROWS, COLUMNS)) {
      var shown = ssh.shown(draws ? "file.txt" : "live from here");

      assertThat(shown.contains("live from here")).isEqualTo(!draws);
      assertThat(shown.contains("login:")).isEqualTo(!draws);
    }
  }

  @Test
  void whoStaysSeesTheShellAgainWhenTheEditorEnds() {
    try (var first = gateway.ssh(ALICE, "shared").terminal().attached()) {
      vm.print(EDITOR);
      first.await("\033[1;5H");
    }
    try (var ssh = joins()) {
      assertThat(terminal(ssh.shown("file.txt")).alternate()).isTrue();
      var ending = "\033[?1002;1006l\033[?2004l\033[?1l\033>\033[?1049lshell$ the end";
      vm.print(ending);
      var seen = terminal(ssh.shown("the end"));

      assertThat(cells(seen)).isEqualTo(cells(terminal(EDITOR + ending)));
      assertThat(seen.modes()).isEqualTo(terminal(EDITOR + ending).modes());
    }
  }

  @Test
  void oneKeyDrawsTheScreenAnewAndAnotherShowsLines() {
    try (var ssh = gateway.ssh(ALICE, "shared").terminal(ROWS, COLUMNS).attached()) {
      vm.print("first line\r\nsecond line\r\n");
      ssh.await("second line");
      ssh.type("\035l");
      ssh.await("\033[2J");
      ssh.await("second line");
      ssh.type("\035L");
      ssh.await("first line\r\nsecond line");
      ssh.await("live from here");
      ssh.type("x");

      assertThat(vm.typed().awaitWithin("x")).isEqualTo("x");
    }
  }

  @Test
  void withoutATerminalThereIsNothingToDrawOn() {
    try (var first = gateway.ssh(ALICE, "shared").terminal().attached()) {
      vm.print("before");
      first.await("before");
    }
    var result = gateway.ssh(BOB, "shared+replay=screen+eof=close").run();

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
  }
}
