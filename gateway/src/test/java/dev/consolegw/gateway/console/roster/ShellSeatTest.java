package dev.consolegw.gateway.console.roster;

import static dev.consolegw.authz.Right.MANAGE;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seat of a console, while commands run in its guest. */
class ShellSeatTest {
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
  void whatRunsInTheGuestHoldsTheSeatInARoleOfItsOwn() {
    var link = stage.script("alice", WRITE, "shell");
    var bob = stage.person("bob", WRITE);

    link.types("x");

    assertThat(link.viewer().role()).isEqualTo(Role.SHELL).hasToString("shell");
    assertThat(link.viewer().role().writes()).isTrue();
    assertThat(link.viewer().role().holdsSeat()).isTrue();
    assertThat(stage.line().typed()).isEqualTo("x");
    assertThat(bob.viewer().role()).isEqualTo(Role.WATCH);
    assertThat(bob.screen().notices())
        .anyMatch(line -> line.startsWith("alice from 192.0.2.1 runs commands in the guest"));
    var script = (AttachResult.Refused) stage.ask("bob", WRITE, false, new FakeScreen(), "shell");
    assertThat(script.ending().code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(script.ending().text())
        .startsWith("alice from 192.0.2.1 runs commands in the guest; try again later");
  }

  @Test
  void aLookAtTheConsoleDoesNotEndOnesOwnCommandsAndAskingForTheSeatDoes() {
    var link = stage.script("alice", WRITE, "shell");

    var looks = stage.person("alice", WRITE);
    assertThat(link.viewer().role()).isEqualTo(Role.SHELL);
    assertThat(looks.viewer().role()).isEqualTo(Role.WATCH);
    looks.viewer().act(new ViewerAction.TakeSeat());

    assertThat(looks.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(link.viewer().role()).isEqualTo(Role.WATCH);
  }

  @Test
  void anotherWhoAsksIsToldThatNobodyIsThereToAskAndAManagerGetsIt() {
    var link = stage.script("alice", WRITE, "shell");
    var bob = stage.person("bob", WRITE);
    bob.viewer().act(new ViewerAction.TakeSeat());
    stage.tasks.runAll();
    assertThat(bob.screen().notices())
        .last()
        .asString()
        .endsWith("nobody is there to ask for the seat");

    var boss = stage.person("max", MANAGE, "force");

    assertThat(boss.viewer().role()).isEqualTo(Role.WRITE);
    assertThat(link.viewer().role()).isEqualTo(Role.WATCH);
  }
}
