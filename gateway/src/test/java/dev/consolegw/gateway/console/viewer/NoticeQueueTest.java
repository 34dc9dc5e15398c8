package dev.consolegw.gateway.console.viewer;

import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.Stage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines beside the output, in their places. */
class NoticeQueueTest {
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

  @Test
  void aNoticeStandsWhereItHappened() {
    var alice = stage.person("alice", WRITE);

    stage.line().print("before");
    alice.viewer().notice("now");
    stage.line().print("after");
    stage.tasks.runAll();

    assertThat(alice.screen().shown()).endsWith("before{now}after");
  }

  @Test
  void ofTooManyNoticesTheOldestGiveWay() {
    var alice = stage.person("alice", WRITE);
    alice.screen().room(0);

    for (int i = 0; i < 200; i++) {
      alice.viewer().notice("note " + i);
    }
    alice.screen().room(1 << 20);
    stage.tasks.runAll();

    assertThat(alice.screen().notices())
        .hasSize(NoticeQueue.MOST + 1)
        .endsWith("note 198", "note 199");
  }
}
