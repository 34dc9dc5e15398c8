package dev.consolegw.gateway.console;

import static dev.consolegw.authz.Right.MANAGE;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.session.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two people who press the same key in the same moment, on threads of their own. */
class TakingAtOnceTest {
  private static final int ROUNDS = 200;

  @TempDir private Path folder;

  private static void together(Runnable one, Runnable other) throws Exception {
    var barrier = new CyclicBarrier(2);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var running =
          List.of(one, other).stream()
              .map(what ->
                  threads.submit(() -> {
                    barrier.await(20, TimeUnit.SECONDS);
                    what.run();
                    return what;
                  }))
              .toList();
      for (var each : running) {
        each.get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static void act(Stage.Visitor who, ViewerAction what) {
    who.viewer().act(what);
  }

  @ParameterizedTest
  @EnumSource(
      value = Right.class,
      names = {"WRITE", "MANAGE"})
  void ofTwoWhoTakeTheSeatOneHasItAndTheOtherIsTold(Right right) throws Exception {
    try (var stage = new Stage(folder)) {
      var alice = stage.person("alice", right);
      var bob = stage.person("bob", right);
      for (int i = 0; i < ROUNDS; i++) {
        act(alice, new ViewerAction.GiveSeat());
        act(bob, new ViewerAction.GiveSeat());
        stage.tasks.runAll();
        int told = alice.screen().notices().size() + bob.screen().notices().size();

        together(
            () -> act(alice, new ViewerAction.TakeSeat()),
            () -> act(bob, new ViewerAction.TakeSeat()));
        stage.tasks.runAll();

        boolean first = alice.viewer().role() == Role.WRITE;
        var winner = first ? alice : bob;
        var loser = first ? bob : alice;
        assertThat(winner.viewer().role()).isEqualTo(Role.WRITE);
        assertThat(loser.viewer().role()).isEqualTo(Role.WATCH);
        assertThat(loser.screen().notices())
            .anyMatch(line ->
                line.startsWith(winner.viewer().title() + " took the seat")
                    || line.startsWith(winner.viewer().title() + " is writing"));
        assertThat(alice.screen().notices().size() + bob.screen().notices().size())
            .isGreaterThanOrEqualTo(told + 2);
      }
    }
  }

  @Test
  void whoTakesItWhileTheHolderLeavesHasIt() throws Exception {
    try (var stage = new Stage(folder)) {
      for (int i = 0; i < ROUNDS; i++) {
        var alice = stage.person("alice", WRITE);
        var max = stage.person("max", MANAGE);

        together(
            () -> act(alice, new ViewerAction.GiveSeat()),
            () -> act(max, new ViewerAction.TakeSeat()));

        assertThat(max.viewer().role()).isEqualTo(Role.WRITE);
        assertThat(alice.viewer().role()).isEqualTo(Role.WATCH);
        act(alice, new ViewerAction.Leave());
        act(max, new ViewerAction.Leave());
        stage.tasks.runAll();
      }
    }
  }
}
