package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.terminal.screen.ScreenModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stage with people at small terminals who are shown the screen, and what they then see. */
abstract class PictureStage {
  static final int ROWS = 12;
  static final int COLUMNS = 40;

  @TempDir private Path folder;
  Stage stage;

  /** Longer than any number of rows stands. */
  static final Duration READ =
      NoticeOverlay.STANDS.plus(NoticeOverlay.EACH_MORE.multipliedBy(NoticeOverlay.MOST));

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder);
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  Stage.Visitor sees(String person, String... options) throws Exception {
    var wanted = new String[options.length + 1];
    System.arraycopy(options, 0, wanted, 1, options.length);
    wanted[0] = "replay=screen";
    var visitor = stage.person(person, Right.WRITE, wanted);
    visitor.viewer().act(new ViewerAction.Resize(new WindowChange(COLUMNS, ROWS, 0, 0)));
    stage.settle();
    return visitor;
  }

  /** A console whose guest has printed this before somebody comes. */
  void printed(String text) throws Exception {
    var first = stage.person("earlier", Right.WATCH);
    stage.print(text);
    stage.settle();
    first.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
  }

  /** What a terminal shows that has obeyed all that a client was sent. */
  static List<String> terminal(String shown) {
    return model(shown.replaceAll("\\{([^}]*)\\}", "console: $1\r\n")).lines();
  }

  static ScreenModel model(String bytes) {
    var model = new ScreenModel(ROWS, COLUMNS);
    model.feed(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    return model;
  }

  static List<String> row(List<String> lines, int... rows) {
    return Arrays.stream(rows).mapToObj(lines::get).toList();
  }
}
