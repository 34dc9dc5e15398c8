package dev.consolegw.gateway.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake, with the key of RFC 6455, section 1.3. */
class ServerUpgradeTest {
  private static final Map<String, String> ASKED =
      Map.of(
          "upgrade", "websocket",
          "connection", "keep-alive, Upgrade",
          "sec-websocket-version", "13",
          "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");

  private static Map<String, String> but(String name, String value) {
    var all = new HashMap<>(ASKED);
    all.put(name, value);
    return all;
  }

  private static String agreement(Map<String, String> asked) {
    var upgrade = ServerUpgrade.of(asked).orElseThrow();
    return new String(upgrade.agreement(), StandardCharsets.US_ASCII);
  }

  @Test
  void aWebsocketIsAgreedToWithItsProof() {
    assertThat(agreement(ASKED))
        .isEqualTo(
            """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            \r
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "base64, binary", "binary,base64"})
  void whoAsksForBytesInBinaryFramesGetsThem(String asked) {
    assertThat(agreement(but("sec-websocket-protocol", asked)))
        .endsWith("\r\nSec-WebSocket-Protocol: binary\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "base64", "binaryx"})
  void noOtherSubprotocolIsAgreedOn(String asked) {
    assertThat(agreement(but("sec-websocket-protocol", asked)))
        .isEqualTo(agreement(ASKED))
        .doesNotContain("Protocol:");
  }

  @ParameterizedTest
  @CsvSource({
    "upgrade,h2c",
    "connection,close",
    "sec-websocket-version,8",
    "sec-websocket-version,'13,13'",
    "sec-websocket-key,short==",
    "sec-websocket-key,''"
  })
  void whatIsNoWebsocketOfThisVersionIsNone(String name, String value) {
    assertThat(ServerUpgrade.of(but(name, value))).isEmpty();
  }
}
