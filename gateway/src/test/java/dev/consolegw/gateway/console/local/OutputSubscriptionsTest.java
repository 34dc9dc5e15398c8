package dev.consolegw.gateway.console.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.ViewerAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputSubscriptionsTest {
  private final OutputSubscriptions subscriptions = new OutputSubscriptions();
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void whoClosesIsToldNoMoreAndTheOthersAre() {
    Runnable more = told::incrementAndGet;
    var first = subscriptions.join(more);
    var second = subscriptions.join(more);
    subscriptions.more();
    first.close();
    first.close();
    subscriptions.more();

    assertThat(told).hasValue(3);
    second.close();
    subscriptions.more();
    assertThat(told).hasValue(3);
  }

  @Test
  void followersAreCountedAndViewersAreNot() {
    var followers = new ArrayList<Subscription>();
    for (int i = 0; i < OutputSubscriptions.FOLLOWERS; i++) {
      followers.add(subscriptions.follow(told::incrementAndGet).orElseThrow());
    }

    assertThat(subscriptions.follow(told::incrementAndGet)).isEmpty();
    subscriptions.join(told::incrementAndGet);
    subscriptions.more();
    assertThat(told).hasValue(OutputSubscriptions.FOLLOWERS + 1);

    followers.getFirst().close();
    followers.getFirst().close(); // frees one place, not two
    assertThat(subscriptions.follow(told::incrementAndGet)).isPresent();
    assertThat(subscriptions.follow(told::incrementAndGet)).isEmpty();
  }

  @Test
  void whoHasLeftIsNotWokenByOutput(@TempDir Path folder) throws Exception {
    try (var stage = new Stage(folder)) {
      var bob = stage.person("bob", Right.WATCH);
      stage.print("before");
      bob.viewer().act(new ViewerAction.Leave());
      stage.tasks.runAll();

      stage.line().print("after");

      assertThat(stage.tasks.waiting()).isZero();
      assertThat(bob.screen().output()).isEqualTo("before");
    }
  }
}
