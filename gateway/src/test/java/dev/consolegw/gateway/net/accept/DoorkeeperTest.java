package dev.consolegw.gateway.net.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DoorkeeperTest {
  private static InetAddress at(String address) {
    return InetAddress.ofLiteral(address);
  }

  @Test
  void aStrangerHasAllAddressesOfANetworkOfIpv6() {
    var door = Doorkeeper.ofNetworks(2, 10);
    var first = door.enter(at("2001:db8:0:1::1"));
    assertThat(door.enter(at("2001:db8:0:1:ffff::2"))).isPresent();

    assertThat(door.enter(at("2001:db8:0:1::3"))).isEmpty();
    assertThat(door.enter(at("2001:db8:0:2::1"))).isPresent();
    assertThat(door.enter(at("192.0.2.1"))).isPresent();
    assertThat(door.enter(at("192.0.2.2"))).isPresent();
    first.orElseThrow().end();
    assertThat(door.enter(at("2001:db8:0:1::3"))).isPresent();
  }

  @Test
  void whoIsOneStrangerIsOneWhileItAgreesOnTlsToo() {
    var agreeing = Doorkeeper.ofNetworks(2, 10).alike(1, 5);
    assertThat(agreeing.enter(at("2001:db8:0:1::1"))).isPresent();

    assertThat(agreeing.enter(at("2001:db8:0:1::2"))).isEmpty();
    assertThat(agreeing.enter(at("2001:db8:0:2::1"))).isPresent();
  }

  @Test
  void whoIsTurnedAwayFromManyAddressesOfANetworkIsToldOfAsOne() {
    var door = new Doorkeeper(_ -> false, 2, 10);
    var told = new AtomicInteger();
    door.tell((_, _, _, _) -> told.incrementAndGet());

    for (int i = 1; i <= 20; i++) {
      var from = new InetSocketAddress(at("2001:db8:0:1::" + i), 4000);
      door.turnedAway("client", from, "not-allowed");
    }

    assertThat(told).hasValue(3);
  }
}
