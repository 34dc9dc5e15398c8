package dev.consolegw.gateway.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import dev.consolegw.gateway.testing.ManualTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final ManualTasks background = new ManualTasks();
  private final Rounds rounds = new Rounds(timer, background);
  private final List<String> done = new ArrayList<>();

  private void runs(String name) {
    Identity who = Grants.identity(name);
    rounds.run(who, () -> done.add(name));
  }

  @Test
  void eachPersonHasOneAtATime() {
    runs("alice");
    runs("alice");
    runs("bob");
    assertThat(background.waiting()).isEqualTo(2);

    background.runAll();

    assertThat(done).containsExactly("alice", "bob", "alice");
  }

  @Test
  void whoHasKeptAProcessorBusyPausesAndOthersDoNot() {
    var _ = rounds.used(Grants.identity("alice"), Duration.ofMinutes(1));
    runs("alice");
    runs("alice");
    background.runAll();
    runs("bob");
    runs("bob");
    background.runAll();
    assertThat(done).containsExactly("alice", "bob", "bob");

    timer.advance(Duration.ofSeconds(1));
    background.runAll();

    assertThat(done).containsExactly("alice", "bob", "bob", "alice");
  }
}
