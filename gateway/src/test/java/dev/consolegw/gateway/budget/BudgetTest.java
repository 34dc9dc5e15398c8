package dev.consolegw.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Grants;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who finds room, and when those who found none are woken. */
class BudgetTest {
  private final Budget budget = new Budget(new Budget.Limits(100, 800, 6_400));
  private final List<String> woken = new ArrayList<>();

  private Budget.Share share(String person) {
    return budget.share(Grants.identity(person));
  }

  @Test
  void aShareIsBoundedAndSoAreAllSharesOfOnePerson() {
    var shares = new ArrayList<Budget.Share>();
    for (int i = 0; i < 20; i++) {
      var share = share("alice");
      share.use(share.room());
      shares.add(share);
    }

    assertThat(shares).allMatch(share -> share.used() <= 100);
    assertThat(shares.getFirst().used()).isEqualTo(100);
    assertThat(budget.used()).isLessThanOrEqualTo(800);
  }

  @Test
  void whateverAFewGreedyPeopleTakeThereIsRoomForOthers() {
    for (int person = 0; person < 12; person++) {
      for (int i = 0; i < 40; i++) {
        var share = share("greedy" + person);
        share.use(share.room());
      }
    }

    assertThat(budget.used()).isLessThan(6_400);
    assertThat(share("late").room()).isPositive();
  }

  @Test
  void oneOfATooGreedyPersonsConnectionsFindsRoomToo() {
    for (int i = 0; i < 9; i++) {
      var share = share("alice");
      share.use(share.room());
    }

    assertThat(share("alice").room()).isPositive();
  }

  @Test
  void whatIsUsedAnywayCountsAndLeavesNoRoomUntilItIsGivenBack() {
    var share = share("alice");
    share.use(150);

    assertThat(share.room()).isZero();
    assertThat(share.tryUse(1)).isFalse();
    share.release(51);
    assertThat(share.tryUse(1)).isTrue();
  }

  @Test
  void whoClosesGivesAllBackOnce() {
    var share = share("alice");
    share.use(70);
    share.close();
    share.release(70);
    share.close();
    share.use(5);

    assertThat(budget.used()).isZero();
  }

  @Test
  void whoWaitsIsWokenOnceWhenOthersHaveGivenEnoughBack() {
    var others = new ArrayList<Budget.Share>();
    for (int i = 0; i < 8; i++) {
      var share = share("alice");
      share.use(100);
      others.add(share);
    }
    var waiting = share("alice");
    waiting.whenRoom(() -> woken.add("alice"));

    others.getFirst().release(49);
    assertThat(woken).isEmpty();
    others.getFirst().release(51);
    assertThat(woken).containsExactly("alice");
    others.getLast().release(100);
    assertThat(woken).containsExactly("alice");
  }

  @Test
  void oneKeyIsOnePersonAndAnotherKeyOfTheirsIsTheSame() {
    var one = new Budget(new Budget.Limits(1, 2, Budget.Limits.NONE));
    assertThat(one.share(Grants.identity("alice")).tryUse(1)).isTrue();
    assertThat(one.share(Grants.identity("alice")).tryUse(1)).isTrue();
    assertThat(one.share(Grants.identity("alice")).tryUse(1)).isFalse();
    assertThat(one.share(Grants.identity("bob")).tryUse(1)).isTrue();
  }
}
