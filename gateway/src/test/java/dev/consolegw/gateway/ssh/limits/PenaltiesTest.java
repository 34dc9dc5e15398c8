package dev.consolegw.gateway.ssh.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.Settings;
import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.gateway.testing.ManualClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is penalised, for how long, and who never is. */
class PenaltiesTest {
  private static final Duration LASTING = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private final Penalties penalties =
      new Penalties(
          new Settings.Penalties(10, LASTING, List.of(Located.built(Cidr.parse("192.0.2.0/24")))),
          clock);

  static Network network(String address) {
    return Network.of(new InetSocketAddress(InetAddress.ofLiteral(address), 1));
  }

  private void fail(Network from, int times) {
    for (int i = 0; i < times; i++) {
      penalties.failed(from);
    }
  }

  @Test
  void theTenthFailureWithinAMinuteBeginsAPenalty() {
    var from = network("127.0.0.7");
    fail(from, 9);
    assertThat(penalties.left(from)).isEmpty();

    assertThat(penalties.failed(from)).isTrue();

    assertThat(penalties.left(from)).contains(LASTING);
    assertThat(penalties.left(network("127.0.0.8"))).isEmpty();
  }

  @Test
  void itEndsAndWhatWasBeforeIsForgotten() {
    var from = network("127.0.0.7");
    fail(from, 10);

    clock.advance(LASTING);

    assertThat(penalties.left(from)).isEmpty();
    fail(from, 9);
    assertThat(penalties.left(from)).isEmpty();
  }

  @Test
  void soManyLooksAMinuteAreAllRight() {
    var from = network("127.0.0.7");
    for (int i = 0; i < Penalties.LOOKS; i++) {
      assertThat(penalties.looked(from)).isTrue();
    }

    assertThat(penalties.looked(from)).isFalse();

    assertThat(penalties.looked(network("127.0.0.8"))).isTrue();
    clock.advance(Penalties.WITHIN);
    assertThat(penalties.looked(from)).isTrue();
  }

  @Test
  void failuresThatAreSpreadOutAreNone() {
    var from = network("127.0.0.7");
    for (int i = 0; i < 100; i++) {
      assertThat(penalties.failed(from)).isFalse();
      clock.advance(Duration.ofSeconds(7));
    }
  }

  @Test
  void allAddressesOfASlash64AreOne() {
    for (int i = 0; i < 10; i++) {
      penalties.failed(network("2001:db8::" + (i + 1)));
    }

    assertThat(penalties.left(network("2001:db8::ffff"))).isPresent();
    assertThat(penalties.left(network("2001:db8:0:1::1"))).isEmpty();
  }

  @Test
  void theExemptNeverHaveOne() {
    fail(network("192.0.2.9"), 1000);

    assertThat(penalties.left(network("192.0.2.9"))).isEmpty();
  }

  @Test
  void whoeverSignedInIsKnownWhileHereAndForAnHourAfter() {
    var from = network("127.0.0.7");
    assertThat(penalties.isKnown(from)).isFalse();

    penalties.signedIn(from);
    clock.advance(Penalties.KNOWN_FOR.multipliedBy(5));
    assertThat(penalties.isKnown(from)).isTrue();
    penalties.gone(from);
    clock.advance(Penalties.KNOWN_FOR.minusSeconds(1));
    assertThat(penalties.isKnown(from)).isTrue();
    clock.advance(Duration.ofSeconds(1));

    assertThat(penalties.isKnown(from)).isFalse();
  }

  @Test
  void noNumberOfStrangersMakesItForgetWhoSignedInOrWhoHasAPenalty() {
    var good = network("127.0.0.7");
    penalties.signedIn(good);
    penalties.gone(good);
    var bad = network("127.0.0.8");
    fail(bad, 10);

    for (int i = 0; i < 2 * Penalties.REMEMBERED; i++) {
      penalties.failed(network("10.%d.%d.1".formatted(i >> 8, i & 255)));
    }

    assertThat(penalties.isKnown(good)).isTrue();
    assertThat(penalties.left(bad)).isPresent();
  }
}
