package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Greeting;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Far sides that are no consoles, by what they say first. */
class FirstBytesTest {
  private static final List<String> GREETINGS =
      List.of(
          "{\"QMP\": {\"version\": {\"qemu\": {}}}}\r\n",
          "QEMU 7.2.19 monitor - type 'help' for more information\r\n(qemu) ",
          "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
          "RFB 003.008\n",
          "HTTP/1.1 400 Bad Request\r\n",
          "\u0015\u0003\u0003\u0000\u0002\u0002F",
          "\u00ff\u00fd\u0018\u00ff\u00fd ");

  private static final List<Greeting> WHO =
      List.of(
          Greeting.QMP,
          Greeting.MONITOR,
          Greeting.SSH,
          Greeting.VNC,
          Greeting.HTTP,
          Greeting.TLS,
          Greeting.TELNET);

  private static List<Greeting> heard(List<String> pieces) {
    var first = new FirstBytes();
    var heard = new ArrayList<Greeting>();
    for (var piece : pieces) {
      var bytes = ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1));
      first.next(bytes).ifPresent(heard::add);
      assertThat(bytes.remaining()).isEqualTo(piece.length());
    }
    return heard;
  }

  @Property(tries = 200)
  void eachIsKnownOnceInAnyPieces(
      @ForAll @IntRange(max = 6) int which,
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 9) Integer> sizes) {
    var rest = GREETINGS.get(which);
    var pieces = new ArrayList<String>();
    for (int size : sizes) {
      int count = Math.min(size, rest.length());
      pieces.add(rest.substring(0, count));
      rest = rest.substring(count);
    }
    pieces.add(rest);
    pieces.add("SSH-2.0-later\r\n");

    assertThat(heard(pieces)).containsExactly(WHO.get(which));
  }

  @Example
  void whatAGuestPrintsLaterIsNoGreeting() {
    for (var greeting : GREETINGS) {
      assertThat(heard(List.of("\r\n", greeting))).isEmpty();
      assertThat(heard(List.of("login: " + greeting))).isEmpty();
    }
  }

  @Example
  void binaryOutputIsNoTelnet() {
    assertThat(heard(List.of("\u00ff"))).isEmpty();
    assertThat(heard(List.of("\u00ff\u00ff\u00ff\u0003"))).isEmpty();
    assertThat(heard(List.of("\u00ff\u00fb\u0090"))).isEmpty();
  }

  @Example
  void aTelnetPortIsSaidOnceAndItsBytesAreShown() throws IOException {
    var telnet = new byte[] {(byte) 0xFF, (byte) 0xFB, 1, (byte) 0xFF, (byte) 0xFB, 3};
    try (var timer = Executors.newSingleThreadScheduledExecutor();
        var wires = new Wires(timer);
        var vm = FakeGuest.tcp()) {
      var output = new ReceivedOutput();
      try (var _ = wires.open(DialTarget.of(vm.address()), output, Duration.ofSeconds(5))) {
        vm.print(telnet);
        vm.print("login: ");
        vm.print(telnet);

        assertThat(output.screen.await(6)).isEqualTo(telnet);
        output.screen.await("login: ");
        assertThat(output.screen.await(6)).isEqualTo(telnet);
        assertThat(output.notices).singleElement().asString().startsWith("this is a telnet server");
      }
    }
  }
}
