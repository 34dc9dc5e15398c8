package dev.consolegw.gateway.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.testing.Grants;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a connection may send, when it is read, and when again. */
class FlowTest {
  private static final int KIB = 1024;

  private final Budget budget = new Budget(new Budget.Limits(64 * KIB, 128 * KIB, 1024 * KIB));
  private final List<String> said = new ArrayList<>();

  private Budget.Share share(String person) {
    return budget.share(Grants.identity(person));
  }

  private UnreadInput input(Budget.Share share) {
    return new UnreadInput(share, 64 * KIB, () -> said.add("stop"), () -> said.add("go"));
  }

  @Test
  void aConnectionAtItsBoundSendsNothingUntilWhatIsOnItsWayIsWritten() {
    var output = new OutputInFlight(share("alice"));
    output.sending(40 * KIB);
    output.sending(24 * KIB);

    assertThat(output.room(() -> said.add("room"))).isZero();
    output.sent(24 * KIB);

    assertThat(said).containsExactly("room");
    assertThat(output.room(() -> said.add("again"))).isEqualTo(24 * KIB);
    output.sent(40 * KIB);
    assertThat(said).containsExactly("room");
  }

  @Test
  void whoHasNothingOnItsWayMayAlwaysSendALittle() {
    share("alice").use(500 * KIB);
    var output = new OutputInFlight(share("alice"));

    assertThat(output.room(() -> said.add("room"))).isEqualTo(Budgets.ALWAYS);
    output.sending(Budgets.ALWAYS);
    assertThat(output.room(() -> said.add("room"))).isZero();
    output.sent(Budgets.ALWAYS);

    assertThat(said).containsExactly("room");
  }

  @Test
  void aPauseIsNoRoomAndItsEndWakesWhoWaits() {
    var output = new OutputInFlight(share("alice"));
    output.sending(KIB);

    assertThat(output.pause()).isTrue();
    assertThat(output.pause()).isFalse();
    assertThat(output.room(() -> said.add("room"))).isZero();
    output.sent(KIB);
    assertThat(said).isEmpty();
    output.goOn();

    assertThat(said).containsExactly("room");
    assertThat(output.room(() -> said.add("again"))).isPositive();
  }

  @Test
  void whoHasSentTooMuchIsReadNoFurtherUntilSomeIsTaken() {
    var input = input(share("alice"));
    input.came(60 * KIB);
    input.check();
    assertThat(said).isEmpty();

    input.came(10 * KIB);
    input.check();
    input.check();
    assertThat(said).containsExactly("stop");

    input.taken(10 * KIB);
    assertThat(said).containsExactly("stop", "go");
  }

  @Test
  void whatOthersOfTheSamePersonGiveBackLetsAConnectionGoOn() {
    var other = share("alice");
    other.use(120 * KIB);
    var input = input(share("alice"));
    input.came(20 * KIB);
    input.check();
    assertThat(said).containsExactly("stop");

    other.release(60 * KIB);

    assertThat(said).containsExactly("stop", "go");
  }

  @Test
  void whoHasNextToNothingHereIsAlwaysRead() {
    share("alice").use(500 * KIB);
    var input = input(share("alice"));
    input.came(Budgets.ALWAYS);
    input.check();

    assertThat(said).isEmpty();
  }

  @Test
  void aConnectionIsPromisedNoMoreThanItMayHaveAndTheLastOneGetsSome() {
    var input = input(share("alice"));
    long first = input.promise(48 * KIB);
    long second = input.promise(48 * KIB);
    long third = input.promise(48 * KIB);

    assertThat(first).isEqualTo(32 * KIB);
    assertThat(second).isEqualTo(16 * KIB);
    assertThat(third).isEqualTo(8 * KIB);
    input.unpromise(first + second + third);
    assertThat(input.promise(KIB)).isEqualTo(KIB);
  }
}
