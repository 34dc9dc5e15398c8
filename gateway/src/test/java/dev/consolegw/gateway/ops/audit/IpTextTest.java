package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One text for each address, as in RFC 5952. */
class IpTextTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:0:0:0:0:0, 2001:db8::",
    "fe80:0:0:0:0:0:0:1%eth0, fe80::1%eth0",
    "::ffff:192.0.2.1, 192.0.2.1",
    "-, -",
    "no address, no address"
  })
  void anAddressHasOneText(String written, String text) {
    assertThat(IpText.of(written)).isEqualTo(text);
  }
}
