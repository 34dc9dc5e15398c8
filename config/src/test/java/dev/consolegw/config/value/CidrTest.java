package dev.consolegw.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, 11.0.0.1",
    "192.0.2.7, 192.0.2.7, 192.0.2.6",
    "127.0.0.128/25, 127.0.0.200, 127.0.0.127",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
    "::1, ::1, ::2",
    "0.0.0.0/0, 203.0.113.9, ::1"
  })
  void aNetworkHasTheAddressesOfItsPrefix(String network, String inside, String outside) {
    assertThat(Cidr.parse(network).contains(InetAddress.ofLiteral(inside))).isTrue();
    assertThat(Cidr.parse(network).contains(InetAddress.ofLiteral(outside))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "10/8", "10.0.0.0/33", "10.0.0.1/8", "::/129", "10.0.0.0/", "256.0.0.0"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cidr.parse(text))
        .withMessageStartingWith("'" + text + "'");
  }
}
