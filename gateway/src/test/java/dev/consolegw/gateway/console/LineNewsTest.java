package dev.consolegw.gateway.console;

import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a viewer is told of a line that goes and comes back. */
class LineNewsTest {
  private static final Reason GONE = Reason.of(Reason.Kind.ENDED, "gone");
  private static final Reason REFUSED = Reason.of(Reason.Kind.UNREACHABLE, "refused");

  @TempDir private Path folder;
  private Stage stage;
  private LineNews line;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(folder);
    line = new LineNews(stage.works(ConsoleLimits.DEFAULT), told::add);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void eachChangeIsOneLine() {
    line.lost(GONE);
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
      line.lost(GONE);
      stage.advance(Duration.ofMillis(500));
      line.connected(true);
      stage.advance(Duration.ofMillis(500));
    }
    stage.advance(LineNews.PERIOD);

    assertThat(told).hasSizeBetween(LineNews.AT_ONCE + 10, LineNews.AT_ONCE + 12);
    assertThat(told.get(LineNews.AT_ONCE))
        .isEqualTo("the line comes and goes; from now on you are told once a minute");
    assertThat(told.getLast()).matches("connected again \\(the last of \\d+ changes\\)");
    told.clear();
    stage.advance(LineNews.PERIOD.multipliedBy(2));
    line.lost(GONE);
    assertThat(told).containsExactly("disconnected: gone; trying again");
  }

  @Test
  void aLineThatStaysAwayIsToldEverMoreRarely() {
    line.lost(GONE);
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
      line.lost(GONE);
    }
    line.end();
    told.clear();

    stage.advance(LineNews.PERIOD);
    line.connected(true);

    assertThat(told).isEmpty();
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
