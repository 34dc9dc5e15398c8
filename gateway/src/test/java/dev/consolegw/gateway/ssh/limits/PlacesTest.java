package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.Settings;
import dev.consolegw.gateway.ssh.limits.Places.Place;
import dev.consolegw.gateway.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is let in to the door: 10 places for an address, 100 in all, 1,000 connections. */
class PlacesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Settings.Ssh SETTINGS =
      new Settings.Ssh(
          List.of(),
          Settings.Algorithms.MODERN,
          Optional.empty(),
          SECOND,
          10,
          100,
          1000,
          1,
          SECOND,
          SECOND,
          new Settings.Penalties(10, SECOND, List.of()));

  private final Penalties penalties = new Penalties(SETTINGS.penalties(), new ManualClock());
  private double chance = 0.999;
  private final Places places = new Places(SETTINGS, penalties, () -> chance);

  private final List<String> turns = new ArrayList<>();
  private final List<Place> entered = new ArrayList<>();

  private Admission admit(String from) {
    return places.admit(PenaltiesTest.network(from));
  }

  private List<Place> admitted(String from, int times) {
    var admitted = new ArrayList<Place>();
    for (int i = 0; i < times; i++) {
      if (admit(from) instanceof Admission.Admitted(var place, _)) {
        admitted.add(place);
      }
    }
    return admitted;
  }

  private int crowd(int addresses) {
    int admitted = 0;
    for (int i = 0; i < addresses; i++) {
      admitted += admitted("10.0.0." + i, 1).size();
    }
    return admitted;
  }

  private void signInAndLeave(String from) {
    var place = admitted(from, 1).getFirst();
    places.signedIn(place);
    assertThat(places.leave(place)).isTrue();
  }

  @Test
  void anAddressHasTenPlacesUntilSomeoneSignsInFromThereAndThenFifty() {
    assertThat(admitted("127.0.0.7", 20)).hasSize(10);
    assertThat(admit("127.0.0.7"))
        .isEqualTo(
            new Admission.Refused(
                "strangers-per-address",
                "too many connections from 127.0.0.7 are signing in; try again in a moment",
                true));

    signInAndLeave("127.0.0.8");

    assertThat(admitted("127.0.0.8", 60)).hasSize(50);
  }

  @Test
  void placesAreGivenBackOnce() {
    var all = admitted("127.0.0.7", 10);
    places.leave(all.getFirst());
    places.leave(all.getFirst());

    assertThat(admitted("127.0.0.7", 5)).hasSize(1);
  }

  @Test
  void strangersNeverTakeThePlacesThatAreKept() {
    signInAndLeave("127.0.0.8");

    assertThat(crowd(200)).isEqualTo(80);

    assertThat(admitted("127.0.0.8", 60)).hasSize(20);
  }

  @Test
  void fromThreeTenthsOnStrangersAreDroppedAtRandom() {
    chance = 0;

    assertThat(crowd(200)).isEqualTo(31);

    chance = 0.5;
    assertThat(crowd(200)).isEqualTo(56 - 31);
  }

  @Test
  void whoeverHasAPenaltyIsRefusedButAKnownOneIsSlowed() {
    signInAndLeave("127.0.0.8");
    for (var from : List.of("127.0.0.7", "127.0.0.8")) {
      for (int i = 0; i < 10; i++) {
        penalties.failed(PenaltiesTest.network(from));
      }
    }

    assertThat(admit("127.0.0.7"))
        .isEqualTo(
            new Admission.Refused(
                "penalty",
                "too many connections from 127.0.0.7 have failed to sign in; try again in 1 s",
                false));
    assertThat(admit("127.0.0.8"))
        .isInstanceOfSatisfying(
            Admission.Admitted.class, admitted -> assertThat(admitted.slowed()).isTrue());
  }

  /** Notes who gets their turn, in order. */
  private WaitingLine.Waiter waiter(String from) {
    return new WaitingLine.Waiter(
        PenaltiesTest.network(from),
        admitted -> {
          turns.add(from);
          entered.add(admitted.place());
        });
  }

  private boolean await(String from) {
    return places.await(waiter(from));
  }

  @Test
  void whoeverIsOneTooManyOfAnAddressGetsThePlaceOfOneThatLeaves() {
    var all = admitted("127.0.0.7", 10);
    assertThat(await("127.0.0.7")).isTrue();
    assertThat(await("127.0.0.7")).isTrue();
    assertThat(turns).isEmpty();

    places.leave(all.getFirst());
    assertThat(turns).hasSize(1);

    places.leave(all.getFirst());
    assertThat(turns).hasSize(1);
  }

  @Test
  void theFirstSignInOfAnAddressLetsAllItsOthersIn() {
    var all = admitted("127.0.0.7", 10);
    for (int i = 0; i < 30; i++) {
      assertThat(await("127.0.0.7")).isTrue();
    }

    places.signedIn(all.getFirst());

    assertThat(turns).hasSize(30);
  }

  @Test
  void addressesTakeTurnsSoThatNobodyWaitsBehindACrowd() {
    var crowd = admitted("127.0.0.7", 10);
    for (int i = 0; i < 5; i++) {
      assertThat(await("127.0.0.7")).isTrue();
    }
    var others = crowd(200);
    assertThat(others).isEqualTo(70);
    assertThat(await("127.0.0.9")).isTrue();

    places.leave(crowd.getFirst());
    places.leave(crowd.get(1));

    assertThat(turns).containsExactly("127.0.0.7", "127.0.0.9");
  }

  @Test
  void anAddressMayHaveFortyWaitingAndLessWhenManyOthersDo() {
    admitted("127.0.0.7", 10);
    assertThat(waiting("127.0.0.7")).isEqualTo(40);
    for (int i = 0; i < 100; i++) {
      admitted("127.0.1." + i, 10);
    }

    int all = 40;
    for (int i = 0; i < 100; i++) {
      all += waiting("127.0.1." + i);
    }

    assertThat(all).isEqualTo(200);
    assertThat(waiting("127.0.1.99")).isZero();
    assertThat(turns).isEmpty();
  }

  private int waiting(String from) {
    int waiting = 0;
    while (await(from)) {
      waiting++;
    }
    return waiting;
  }

  @Test
  void whoGivesUpGetsNoTurnAndWhoHasAPenaltyNeither() {
    var all = admitted("127.0.0.7", 10);
    var leaves = waiter("127.0.0.7");
    assertThat(places.await(leaves)).isTrue();
    assertThat(places.giveUp(leaves)).isTrue();
    assertThat(places.giveUp(leaves)).isFalse();
    assertThat(await("127.0.0.7")).isTrue();
    for (int i = 0; i < 10; i++) {
      penalties.failed(PenaltiesTest.network("127.0.0.7"));
    }

    places.leave(all.getFirst());

    assertThat(turns).isEmpty();
  }

  @Test
  void whoGetsATurnHasAPlaceLikeAnybody() {
    var all = admitted("127.0.0.7", 10);
    assertThat(await("127.0.0.7")).isTrue();
    places.leave(all.getFirst());

    assertThat(admitted("127.0.0.7", 1)).isEmpty();
    places.leave(entered.getFirst());
    assertThat(admitted("127.0.0.7", 2)).hasSize(1);
  }
}
