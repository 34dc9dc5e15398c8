package dev.consolegw.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.TlsTrust;
import dev.consolegw.gateway.transport.Transport;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  private static ConsoleAddress raw(Endpoint to) {
    return new ConsoleAddress(new Protocol.Raw(), Transport.plain(to));
  }

  @Test
  void everyWireHasItsText() {
    assertThat(Addresses.parse("unix:/run/vms/web1/console.sock"))
        .isEqualTo(raw(new Endpoint.Unix(Path.of("/run/vms/web1/console.sock"))));
    assertThat(Addresses.parse("unix:@web1")).isEqualTo(raw(new Endpoint.UnixAbstract("web1")));
    assertThat(Addresses.parse("tcp://10.0.0.5:4001"))
        .isEqualTo(raw(new Endpoint.Tcp("10.0.0.5", 4001)));
    assertThat(Addresses.parse("tcp://[2001:db8::1]:4001"))
        .isEqualTo(raw(new Endpoint.Tcp("2001:db8::1", 4001)));
    assertThat(Addresses.parse("odorobo://agent/01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        .isEqualTo(
            new ConsoleAddress(
                new Protocol.Odorobo("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
                Transport.plain(new Endpoint.Tcp("agent", 8890))));
    assertThat(Addresses.parse("odorobos://agent:1/web1"))
        .isEqualTo(
            new ConsoleAddress(
                new Protocol.Odorobo("web1"),
                new Transport(
                    new Endpoint.Tcp("agent", 1), Optional.of(new TlsTrust(Optional.empty())))));
  }

  @Test
  void aWebsocketTakesTheExtras() {
    var extras =
        new Addresses.Extras(Map.of("X-Token", "s3cret"), "binary", Optional.of(Path.of("/ca")));

    var address = Addresses.parse("wss://nova:6083/?token=s3cret", extras);

    assertThat(address)
        .isEqualTo(
            new ConsoleAddress(
                new Protocol.WebSocket(
                    "/?token=s3cret", Map.of("X-Token", "s3cret"), "binary", Optional.empty()),
                new Transport(
                    new Endpoint.Tcp("nova", 6083),
                    Optional.of(new TlsTrust(Optional.of(Path.of("/ca")))))));
    assertThat(address).hasToString("wss://nova:6083/?…");
    assertThat(DialTarget.of(address).toString()).doesNotContain("s3cret");
  }

  @Test
  void aWebsocketUnderThePathOfABridgeIsOne() {
    var headers = Map.of("Authorization", "Bearer s3cret");
    var extras = new Addresses.Extras(headers, "binary", Optional.empty());

    var address = Addresses.parse("ws://gw:8890/a/vms/lab%2Fweb1/console?ticket=s3cret&ro", extras);

    assertThat(address.protocol())
        .isEqualTo(new Protocol.Odorobo("lab%2Fweb1", "/a", "ticket=s3cret&ro", headers))
        .hasToString("/a/vms/lab%2Fweb1/console?…");
    assertThat(address).hasToString("ws://gw:8890/a/vms/lab%2Fweb1/console?…");
    assertThat(DialTarget.of(address).toString()).doesNotContain("s3cret");
    assertThat(Addresses.parse("ws://gw:8890/vms/web1/console"))
        .hasToString("odorobo://gw:8890/web1")
        .isEqualTo(Addresses.parse("odorobo://gw/web1"));
    assertThat(Addresses.parse("odorobo://gw/web1", extras).protocol())
        .isEqualTo(new Protocol.Odorobo("web1", "", "", headers));
    assertThat(Addresses.parse("ws://gw:8890/vms/web1/screen").protocol())
        .isInstanceOf(Protocol.WebSocket.class);
  }

  @Test
  void aTicketIsAHeaderOfWhatHasHeaders() {
    var extras =
        new Addresses.Extras(Map.of("authorization", "Basic eA==", "X", "y"), "", Optional.empty());

    var agent = Addresses.parse("odorobo://gw/web1", extras).bearing("s3cret");
    var websocket = Addresses.parse("ws://gw/", extras).bearing("s3cret");

    var headers = Map.of("Authorization", "Bearer s3cret", "X", "y");
    assertThat(((Protocol.Odorobo) agent.protocol()).headers()).isEqualTo(headers);
    assertThat(((Protocol.WebSocket) websocket.protocol()).headers()).isEqualTo(headers);
    assertThat(agent).hasToString("odorobo://gw:8890/web1");
    var signed = "x".repeat(16 * 1024); // claims take some kilobytes
    assertThat(((Protocol.Odorobo) agent.bearing(signed).protocol()).headers())
        .containsValue("Bearer " + signed);
    assertThatThrownBy(() -> agent.bearing(signed + "x"))
        .hasMessageStartingWith("this is no ticket");
    assertThatThrownBy(() -> agent.bearing("a b"))
        .hasMessageStartingWith("this is no ticket")
        .hasMessageNotContaining("a b");
    assertThatThrownBy(() -> Addresses.parse("tcp://host:1").bearing("s3cret"))
        .hasMessageStartingWith("ticket-file is for ws://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:/run/a b.sock",
        "unix:@a/b",
        "tcp://host:1",
        "tcp://[::1]:65535",
        "ws://127.0.0.1:4555/",
        "ws://host",
        "wss://host/x",
        "wss://[::1]:1/x",
        "odorobo://agent:8890/web1",
        "odorobo://agent:8890/lab%2Fweb1",
        "wss://gw/consoles/vms/web1/console",
        "odorobos://[fe80::1%eth0]:8890/web1"
      })
  void anAddressWithoutSecretsIsItsOwnText(String text) {
    assertThat(Addresses.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'',begins with unix:",
    "/run/console.sock,begins with unix:",
    "unix:console.sock,absolute path",
    "unix:@,1 to 107 bytes",
    "tcp:host:1,tcp://host:port",
    "tcp://host,needs a port",
    "tcp://host:0,1 to 65535",
    "tcp://host:65536,1 to 65535",
    "tcp://host:99999999999,1 to 65535",
    "tcp://::1:22,no host",
    "tcp://[::1:22,in brackets",
    "tcp://:22,no host",
    "ws:///,no valid host",
    "ws://a b/,no URI",
    "ws://user:pass@host/,use headers",
    "ws://host:99999/,1 to 65535",
    "odorobo://agent:8890,odorobo://agent:8890/VMID",
    "odorobo://agent/a/b,odorobo://agent:8890/VMID",
    "telnet://host:1,does not speak telnet yet",
    "rfc2217://host:1,does not speak rfc2217 yet",
    "pty:/dev/pts/1,does not speak pty yet",
    "serial:/dev/ttyS0,does not speak serial yet",
    "odorobo+unix:/x,does not speak odorobo+unix yet",
    "http://host/,no wire called \"http\""
  })
  void aMistakeIsOneSentence(String text, String sentence) {
    assertThatThrownBy(() -> Addresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aHeaderCannotSmuggleAnother() {
    assertThatThrownBy(() -> parseWithHeader("X", "a\r\nHost: b")).hasMessageContaining("header X");
    assertThatThrownBy(() -> parseWithHeader("X\r\nY", "a")).hasMessageContaining("cannot be set");
    assertThatThrownBy(() -> parseWithHeader("Sec-WebSocket-Key", "a"))
        .hasMessageContaining("cannot be set");
  }

  private static ConsoleAddress parseWithHeader(String name, String value) {
    return Addresses.parse(
        "ws://host/", new Addresses.Extras(Map.of(name, value), "binary", Optional.empty()));
  }

  @Test
  void qmpIsSpokenOverSocketsOnly() {
    assertThat(Addresses.parseQmp("unix:/run/qmp.sock", "c0").chardev()).isEqualTo("c0");
    assertThatThrownBy(() -> Addresses.parseQmp("ws://host/", "c0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Addresses.parseQmp("unix:@qmp", "c0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void anyTextIsAnAddressOrOneSentence(@ForAll("texts") String text) {
    try {
      assertThat(Addresses.parse(text).toString()).isNotEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<String> texts() {
    var scheme =
        Arbitraries.of(
            "unix:", "tcp://", "ws://", "wss://", "odorobo://", "odorobos://", "unix:@", "", "ws:");
    var rest =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(30),
            Arbitraries.strings().withChars("abc[]:/@?%#0189.-\u0000\n é").ofMaxLength(20));
    return scheme.flatMap(start -> rest.map(end -> start + end));
  }
}
