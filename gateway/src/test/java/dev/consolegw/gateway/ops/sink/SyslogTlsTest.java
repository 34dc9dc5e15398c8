package dev.consolegw.gateway.ops.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** What the system is told of a connection; the rest is seen where it is used. */
class SyslogTlsTest {
  @Test
  void theSystemIsToldHowToLookWhetherAServerIsStillThere() throws IOException {
    try (var socket = new Socket()) {
      SyslogTls.keepAlive(socket);
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(30);
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(10);
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
    }
  }
}
