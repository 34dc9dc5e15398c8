package dev.consolegw.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.authz.Person;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void peopleTakeTurnsAndEachHasSoManyUnderWayAndNoMore() {
    var begun = new ArrayDeque<Runnable>();
    var done = new ArrayList<String>();
    var turns = new Turns<String>(2, 3);
    for (int i = 1; i <= 4; i++) {
      var name = "alice" + i;
      turns.run("alice", begun::add, () -> done.add(name));
    }
    turns.run("bob", begun::add, () -> done.add("bob1"));
    turns.run("carol", begun::add, () -> done.add("carol1"));
    assertThat(begun).hasSize(3);

    while (!begun.isEmpty()) {
      begun.remove().run();
    }

    assertThat(done).containsExactly("alice1", "alice2", "bob1", "carol1", "alice3", "alice4");
  }

  @Test
  void somePersonsTurnsAreFewAndOthersDoNotWaitForThem() {
    var turns = Turns.<Set<Person>>ofEach(2);
    var alice = Set.of(new Person("file", "alice"));
    var first = turns.take(alice);
    try (var _ = turns.take(alice)) {
      var third = CompletableFuture.runAsync(() -> turns.take(alice).close());

      turns.take(Set.of(new Person("file", "bob"))).close();
      assertThat(third).isNotDone();
      first.close();
      third.join();
    }
  }

  @Test
  void aTurnThatIsGivenBackTwiceIsOne() {
    var turns = Turns.<String>ofEach(1);
    var first = turns.take("alice");
    first.close();
    try (var _ = turns.take("alice")) {
      first.close();

      var third = CompletableFuture.runAsync(() -> turns.take("alice").close());
      assertThat(third).isNotDone();
    }
  }

  @Test
  void whatNoThreadTakesGivesItsTurnBack() {
    var turns = new Turns<String>(1, 1);

    assertThatThrownBy(() ->
            turns.run(
                "alice",
                _ -> {
                  throw new RejectedExecutionException("closed");
                },
                () -> {}))
        .isInstanceOf(RejectedExecutionException.class);

    turns.take("bob").close();
  }

  @Test
  void whoRestsHoldsAPlaceOfTheirsAndOfNobodyElse() {
    var begun = new ArrayList<String>();
    var turns = new Turns<String>(1, 1);
    var first = turns.take("alice");
    turns.when("alice", _ -> begun.add("alice"));
    turns.when(
        "bob",
        turn -> {
          begun.add("bob");
          turn.close();
        });
    assertThat(begun).isEmpty();

    first.rest();
    first.rest();
    assertThat(begun).containsExactly("bob");

    first.close();
    assertThat(begun).containsExactly("bob", "alice");
    turns.when("bob", _ -> begun.add("bob"));
    assertThat(begun).as("there is one place, and it is taken").hasSize(2);
  }
}
