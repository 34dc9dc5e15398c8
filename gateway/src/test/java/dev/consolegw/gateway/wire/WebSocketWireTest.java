package dev.consolegw.gateway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.Reason.Kind;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketWireTest extends BackendContract {
  private static final int PING = 9;

  /** Their answers are more than a UNIX socket takes. */
  private static final int PINGS = 5_000;

  @TempDir private Path dir;

  @Override
  FarSide farSide() {
    return FakeQemuWebSocket.plain();
  }

  @Override
  ConsoleAddress deadAddress() throws IOException {
    return address("ws://127.0.0.1:" + TcpWireTest.deadPort() + "/");
  }

  @Override
  boolean carriesSizes() {
    return false;
  }

  private FakeQemuWebSocket qemu() {
    return (FakeQemuWebSocket) vm;
  }

  private static ConsoleAddress address(String uri) {
    return Addresses.parse(uri);
  }

  @AfterEach
  void qemuWasNeverAnnoyed() {
    assertThat(qemu().mistakes()).isEmpty();
  }

  private Reason dialAnother(ConsoleAddress address, Duration budget) {
    return catchThrowableOfType(
            DialException.class, () -> wires.open(DialTarget.of(address), output, budget))
        .reason();
  }

  /** A far side that gives this answer to every handshake. */
  private Reason answeredWith(String http) {
    try (var odd = FakeQemuWebSocket.plain()) {
      odd.answerHandshakesWith(http);
      return dialAnother(odd.address(), BUDGET);
    }
  }

  @Test
  void theSecondClientIsToldThatTheConsoleIsInUse() {
    long start = System.nanoTime();

    var reason = dialAnother(vm.address(), Duration.ofSeconds(1));

    assertThat(reason.kind()).isEqualTo(Kind.BUSY);
    assertThat(reason.text().toString()).startsWith("the console is in use by another client");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET);
  }

  @Test
  void thePathOfATokenIsNoPathOfQemu() {
    line.close();
    vm.awaitNoClient();

    var reason = dialAnother(address(qemu().address() + "?token=s3cret"), BUDGET);

    assertThat(reason.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(reason.text().toString()).contains("404").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "400 Bad Request,REFUSED,subprotocol",
    "401 Unauthorized,REFUSED,credentials",
    "403 Forbidden,REFUSED,credentials",
    "404 Not Found,NOT_FOUND,404",
    "302 Found,REFUSED,302",
    "200 OK,REFUSED,is the path right",
    "426 Upgrade Required,REFUSED,another version",
    "410 Gone,NOT_FOUND,410",
    "503 Service Unavailable,UNREACHABLE,503"
  })
  void aRefusalIsSaidInPlainWords(String status, Kind kind, String words) {
    var reason = answeredWith("HTTP/1.1 " + status + "\r\n\r\n");

    assertThat(reason.kind()).isEqualTo(kind);
    assertThat(reason.text().toString()).contains(words);
  }

  @Test
  void aRedirectSaysWhereToWithoutAnyToken() {
    var reason =
        answeredWith(
            "HTTP/1.1 301 Moved\r\nlocation: wss://other.example/console?token=s3cret\r\n\r\n");

    assertThat(reason.text().toString())
        .contains("(301): wss://other.example/console; write that")
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSH-2.0-OpenSSH_9.2|it is an SSH server",
        "RFB 003.008|it is a VNC screen",
        "{\"QMP\": {\"version\": {}}}|it is QEMU's control socket (QMP)",
        "nothing known|its answer is no HTTP",
        "HTTP/1.0 101 Switching|it answers in HTTP/1.0",
        "HTTP/1.1 101 Switching|it switches to another protocol"
      })
  void whatSomethingElseSpeaksIsSaid(String greeting, String words) {
    var reason = answeredWith(greeting + "\r\n\r\n");

    assertThat(reason.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(reason.text().toString()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u0000\u0001\u0002",
        "HTTP/1.1 200",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nbroken\r\n\r\n"
      })
  void garbageInsteadOfAHandshakeIsNoWebsocket(String garbage) {
    assertThat(answeredWith(garbage).kind()).isIn(Kind.PROTOCOL, Kind.REFUSED);
  }

  @Test
  void anAnswerToAnotherQuestionIsNoWebsocket() {
    var reason =
        answeredWith(
            String.join(
                "\r\n",
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: wrong",
                "",
                ""));

    assertThat(reason.kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void anEndlessHeadIsNoWebsocket() {
    assertThat(answeredWith("HTTP/1.1 101 Hello\r\nX: " + "x".repeat(20_000)).kind())
        .isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void aProxyThatHangsUpUnansweredHasRefusedTheToken() {
    var reason = answeredWith("");

    assertThat(reason.kind()).isEqualTo(Kind.REFUSED);
    assertThat(reason.text().toString()).contains("token");
  }

  @Test
  void aProxyThatHangsUpAfterItsWelcomeHasRefusedTheToken() {
    vm.hangUp();

    assertThat(output.awaitClosed().kind()).isEqualTo(Kind.REFUSED);
    assertThat(output.awaitClosed().text().toString()).contains("the token is invalid or expired");
  }

  @Test
  void headersAreSentAndNoOrigin() throws IOException {
    line.close();
    vm.awaitNoClient();
    var address =
        Addresses.parse(
            qemu().address().toString(),
            new Addresses.Extras(Map.of("Cookie", "token=1"), "binary", Optional.empty()));

    output = new ReceivedOutput();
    line = wires.open(DialTarget.of(address), output, BUDGET);

    assertThat(qemu().asked())
        .containsEntry("cookie", "token=1")
        .containsEntry("sec-websocket-protocol", "binary")
        .doesNotContainKey("origin");
  }

  @Test
  void aQemuThatAnswersKeepsNobodyInAQueue() {
    assertThat(line.mayBeQueued()).isFalse();
  }

  @Test
  void closingSaysGoodbye() {
    line.close();

    assertThat(qemu().awaitGoodbye()).isEqualTo(1000);
  }

  @Test
  void closingDoesNotWaitLongForAnAnswer() {
    qemu().goDeaf();

    line.close();

    assertThat(output.awaitClosed().kind()).isEqualTo(Kind.LOCAL);
  }

  @ParameterizedTest
  @CsvSource({
    "1000,Target closed,ENDED,ended the connection (1000 Target closed)",
    "1001,'',ENDED,is shutting down (1001)",
    "1003,'',REFUSED,this kind of data",
    "1008,'',REFUSED,does not allow this",
    "1011,Failed to connect to downstream server,UNREACHABLE,Failed to connect to downstream"
        + " server",
    "4000,'\u001b[2J',ENDED,\\x1b[2J"
  })
  void aGoodbyeIsSaidInPlainWords(int code, String words, Kind kind, String told) {
    qemu().sayGoodbye(code, words);

    assertThat(output.awaitClosed().kind()).isEqualTo(kind);
    assertThat(output.awaitClosed().text().toString()).contains(told);
    assertThat(qemu().awaitGoodbye()).isEqualTo(1000);
  }

  @Test
  void fragmentsAreOneStreamWithPingsInBetween() {
    qemu().send(2, false, "Deb".getBytes(US_ASCII));
    qemu().send(9, true, "are you there?".getBytes(US_ASCII));
    qemu().send(0, false, "ia".getBytes(US_ASCII));
    qemu().send(0, true, "n".getBytes(US_ASCII));

    output.screen.await("Debian");
  }

  @Test
  void textIsShownAndSaidOnce() {
    qemu().send(1, true, "log".getBytes(US_ASCII));
    qemu().send(1, true, "in: gr\u00fcn ".getBytes(UTF_8));
    vm.print("# ");

    var shown = "login: gr\u00fcn # ".getBytes(UTF_8);
    assertThat(output.screen.await(shown.length)).isEqualTo(shown);
    assertThat(output.notices).singleElement().asString().contains("text frames");
  }

  @Test
  void aServerThatNamesNoSubprotocolIsAConsoleAllTheSame() throws IOException {
    try (var plain = FakeQemuWebSocket.plain()) {
      plain.nameSubprotocol("");
      var heard = new ReceivedOutput();
      try (var _ = wires.open(DialTarget.of(plain.address()), heard, BUDGET)) {
        plain.print("login: ");

        heard.screen.await("login: ");
      }
    }
  }

  @Test
  void aServerThatSpeaksAnotherSubprotocolIsToldApart() {
    try (var odd = FakeQemuWebSocket.plain()) {
      odd.nameSubprotocol("chat.example");

      var reason = dialAnother(odd.address(), BUDGET);

      assertThat(reason.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(reason.text().toString())
          .endsWith(
              "does not speak websocket: it speaks the subprotocol \"chat.example\", and \"binary\""
                  + " was asked for; if it is right, set 'subprotocol'");
    }
  }

  @Test
  void aMaskedFrameBreaksTheProtocol() {
    qemu().sendRaw(new byte[] {(byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 'x'});

    assertBroken("masked");
  }

  @Test
  void anUnknownOpcodeBreaksTheProtocol() {
    qemu().send(3, true, new byte[0]);

    assertBroken("opcode");
  }

  @Test
  void aHugeFrameBreaksTheProtocol() {
    qemu().sendRaw(new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 0, 0x20, 0, 0});

    assertBroken("limit");
  }

  @Test
  void aContinuationOfNothingBreaksTheProtocol() {
    qemu().send(0, true, new byte[] {'x'});

    assertBroken("continuation");
  }

  @Test
  void anUnknownExtensionBreaksTheProtocol() {
    qemu().sendRaw(new byte[] {(byte) 0xC2, 1, 'x'});

    assertBroken("");
  }

  private void assertBroken(String words) {
    assertThat(output.awaitClosed().kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(output.awaitClosed().text().toString()).containsIgnoringCase(words);
  }

  @Test
  void aFarSideThatAnswersNoPingIsGivenUp() throws IOException {
    try (var impatient = new Wires(scheduler, Duration.ofMillis(50));
        var deaf = FakeQemuWebSocket.plain()) {
      deaf.goDeaf();
      var heard = new ReceivedOutput();
      impatient.open(DialTarget.of(deaf.address()), heard, BUDGET);

      assertThat(heard.awaitClosed().text()).hasToString("the far side no longer answers");
    }
  }

  @Test
  void aFarSideThatAnswersPingsIsKept() throws IOException {
    try (var impatient = new Wires(scheduler, Duration.ofMillis(500));
        var quiet = FakeQemuWebSocket.plain()) {
      var heard = new ReceivedOutput();
      var patient = impatient.open(DialTarget.of(quiet.address()), heard, BUDGET);
      patient.pause(); // what nobody reads is no proof of anything
      patient.resume();

      for (int i = 0; i < 5; i++) {
        quiet.awaitPing();
      }
      quiet.print("still here");

      heard.screen.await("still here");
      patient.close();
      heard.awaitClosed();
    }
  }

  @Test
  void inputGoesBehindAnswersThatWaitHoweverLargeItIs() throws IOException {
    var heard = new ReceivedOutput();
    try (var full = FakeQemuWebSocket.unix(dir.resolve("vm"));
        var slow = wires.open(DialTarget.of(full.address()), heard, BUDGET)) {
      full.stopReading();
      for (int i = 0; i < PINGS; i++) {
        full.send(PING, true, new byte[125]); // until the answers fill what lies between us
      }
      full.print("!");
      heard.screen.await("!");
      var result = slow.send(new ConsoleInput.Keys(ByteBuffer.wrap(new byte[1 << 20])));
      full.goOnReading();
      assertThat(result).isEqualTo(SendResult.HELD);
      heard.awaitReleased();
      assertThat(full.typed().await(1 << 20)).containsOnly(0);
      assertThat(full.mistakes()).isEmpty();
    }
  }
}
