package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import dev.consolegw.gateway.testing.farside.Websockify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code console-gw connect} between two pipes. */
@Tag("slow")
class ConnectPipeTest {
  @TempDir private Path folder;

  private static Program connect(String url, String... more) {
    var words = new ArrayList<>(List.of("connect", "--url", url));
    words.addAll(List.of(more));
    return GatewayProcess.main(List.of(), words.toArray(String[]::new));
  }

  private static Ssh.Result run(byte[] input, String url, String... more) {
    try (var program = connect(url, more)) {
      program.type(input);
      program.endInput();
      return program.result();
    }
  }

  @Test
  void aMebibyteOfEveryByteGoesThereAndBackAndNothingElseIsOnStdout() {
    var bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    try (var guest = FakeGuest.unix(folder.resolve("console.sock")).echoing()) {
      var url = guest.address().toString();
      try (var program = connect(url, "--close-wait", "300ms")) {
        program.type(bytes);
        var echoed = program.out().await(bytes.length);
        program.endInput();

        assertThat(echoed).isEqualTo(bytes);
        assertThat(program.result())
            .isEqualTo(new Ssh.Result(0, "", "console: attached address=" + url + "\n"));
      }
    }
  }

  @Test
  void aWebsocketWithTlsTakesOurHeaderAndOurCertificate() {
    var certificate = TestCertificate.in(folder);
    try (var guest = FakeQemuWebSocket.tls(certificate);
        var program =
            connect(
                guest.address() + "?token=s3cret",
                "--ca",
                certificate.pem().toString(),
                "--header",
                "X-Rack: 7")) {
      program.err().await("404");
      assertThat(program.result().exitCode()).isEqualTo(69);
      assertThat(guest.asked()).containsEntry("x-rack", "7");
    }
  }

  @Test
  void aProxyThatWelcomesABadTokenAndHangsUpIsNeverAttachedTo() {
    try (var proxy = FakeQemuWebSocket.plain()) {
      proxy.takeAnyPath();
      proxy.goDeaf();
      try (var program = connect(proxy.address() + "?token=s3cret")) {
        proxy.awaitClient();
        proxy.hangUp();

        var result = program.result();

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err())
            .contains("get a new address")
            .doesNotContain("attached", "s3cret")
            .hasLineCount(1);
      }
    }
  }

  @Test
  @Tag("long")
  void theFarSidesEndIsSaidAndIsNoFailure() {
    try (var guest = FakeGuest.tcp();
        var program = connect(guest.address().toString())) {
      guest.print("Power down.");
      program.out().await("Power down.");
      guest.hangUp();

      var result = program.result();

      assertThat(result.err()).endsWith("console: the far side closed the connection\n");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  @Tag("long")
  void inputThatTheFarSideDidNotTakeIsAFailure() {
    try (var guest = FakeGuest.tcp();
        var program = connect(guest.address().toString(), "--pace", "1/60000")) {
      program.err().await("attached");
      program.type("reboot");
      guest.awaitTyped("r");
      guest.hangUp();

      var result = program.result();

      assertThat(result.err())
          .endsWith("console: 5 bytes of the input did not reach the console\n");
      assertThat(result.exitCode()).isEqualTo(69);
    }
  }

  @Test
  @Tag("long")
  void keysForASilentLineAreThrownAwayAndThatIsAFailure() {
    try (var guest = FakeGuest.tcp();
        var proxy = new Websockify(folder, "t: " + guest.address().toString().substring(6))) {
      var result = run(bytes("reboot\r"), "ws://127.0.0.1:" + proxy.port() + "/?token=t");

      assertThat(result.err())
          .contains("another client holds this console; 7 typed bytes were thrown away")
          .doesNotContain("token");
      assertThat(result.exitCode()).isEqualTo(69);
      assertThat(guest.typed().soFar()).isEmpty();
    }
  }

  @Test
  @Tag("long")
  void theProxyOfNovaIsSpokenToAndItsRefusalIsASentence() {
    try (var guest = FakeGuest.tcp().echoing();
        var proxy = new Websockify(folder, "t: " + guest.address().toString().substring(6))) {
      var url = "ws://127.0.0.1:" + proxy.port() + "/?token=";
      var good = run(bytes("\rls\r"), url + "t", "--close-wait", "5s");
      var bad = run(bytes("ls\r"), url + "wrong");

      assertThat(good).isEqualTo(new Ssh.Result(0, "\rls\r", good.err()));
      assertThat(bad.exitCode()).isEqualTo(69);
      assertThat(bad.err()).contains("invalid token").doesNotContain("wrong");
    }
  }

  @Test
  @Tag("long")
  void whoReadsNoLongerEndsIt() {
    try (var guest = FakeGuest.unix(folder.resolve("console.sock"));
        var program =
            Program.start(
                List.of("sh", "-c", "{ " + quoted(guest) + "; echo code=$? >&2; } | head -c 3"))) {
      guest.print("abc");
      program.out().await("abc");
      guest.print("more than head wants");
      guest.awaitNoClient();

      assertThat(program.result().err()).contains("code=0");
    }
  }

  /** The example on the page, as a person would type it. */
  @Test
  void theExampleOfThePageWorks() throws IOException {
    var page = Files.readString(Path.of("../docs/connect.md"));
    var example = Pattern.compile("```console\n\\$ (.*)\n```").matcher(page);
    assertThat(example.find()).isTrue();
    try (var guest = FakeGuest.unix(folder.resolve("console.sock")).echoing()) {
      var typed =
          example
              .group(1)
              .replace("console-gw", quoted(List.of()))
              .replace("$GUEST", guest.address().toString());

      assertThat(Program.run("sh", "-c", typed)).isEqualTo("\runame\r");
    }
  }

  private static String quoted(FakeGuest guest) {
    return quoted(List.of("connect", "--url", guest.address().toString()));
  }

  private static String quoted(List<String> arguments) {
    return String.join(
        " ",
        GatewayProcess.words(List.of(), arguments.toArray(String[]::new)).stream()
            .map(word -> "'" + word + "'")
            .toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
