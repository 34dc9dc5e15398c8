package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.Settings;
import dev.consolegw.gateway.ssh.limits.Places.Place;
import dev.consolegw.gateway.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in to the door: 10 places for an address, 100 in all, 1,000 connections. */
class PlacesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Settings.Ssh SETTINGS =
      new Settings.Ssh(
          List.of(),
          Settings.Algorithms.MODERN,
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
                "too many connections from 127.0.0.7 are signing in; try again in a moment"));

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
                "too many connections from 127.0.0.7 have failed to sign in; try again in 1 s"));
    assertThat(admit("127.0.0.8"))
        .isInstanceOfSatisfying(
            Admission.Admitted.class, admitted -> assertThat(admitted.slowed()).isTrue());
  }
}
