package dev.consolegw.gateway.shell.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.LocalGuest;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class FileServerTest {
  private static final byte[] INIT = HexFormat.of().parseHex("000000050100000003");
  private static final int VERSION = 2;

  /** As if nothing were where distributions have their sftp-server. */
  private static String withoutItsOwn(String command) {
    return command.replace("/usr/", "/nowhere/");
  }

  private final LocalGuest guest = new LocalGuest();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  /** Starts it, and reads what it says of itself. */
  private byte[] version() throws IOException {
    try (var process = FileServer.start(guest, timer)) {
      process.stdin().write(INIT);
      process.stdin().flush();
      var out = new DataInputStream(process.stdout());
      return out.readNBytes(out.readInt());
    }
  }

  private static UnaryOperator<String> in(String shell) {
    return command -> shell + " -c '" + command.replace("'", "'\\''") + "'";
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash", "busybox sh", "zsh", "fish", "tcsh"})
  void itStartsWhateverShellTheAccountHas(String shell) throws IOException {
    guest.instead(in(shell));
    var own = version();
    guest.instead(command -> in(shell).apply(withoutItsOwn(command)));
    var ours = version();

    assertThat(own[0]).isEqualTo((byte) VERSION);
    assertThat(ours[0]).isEqualTo((byte) VERSION);
    assertThat(new String(ours, ISO_8859_1)).contains("limits@openssh.com");
  }

  @Test
  void whatTheShellPrintsBeforeIsNoPartOfIt() throws IOException {
    guest.instead(command -> "echo 'Welcome, @SFTP user@'; " + command);

    assertThat(version()[0]).isEqualTo((byte) VERSION);
  }

  @ParameterizedTest
  @CsvSource({
    "exit 127, 'the guest has no sftp-server, and no python3 for ours'",
    "exit 3, 'does not start: exit status 3'",
    "head -c 10000 /dev/zero, 'prints more than 8 KiB before it runs anything'",
  })
  void oneThatDoesNotServeIsRefusedWithTheReason(String instead, String sentence) {
    guest.instead(_ -> instead);

    assertThatThrownBy(() -> FileServer.start(guest, timer)).hasMessageContaining(sentence);
  }

  @Test
  void aGuestWithNeitherSaysSo() {
    guest.instead(command -> withoutItsOwn(command).replace("python3", "no-python3"));

    assertThatThrownBy(() -> FileServer.start(guest, timer))
        .hasMessageContaining("the guest has no sftp-server, and no python3 for ours");
  }
}
