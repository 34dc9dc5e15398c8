package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.LoginGuest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords of guests are in nothing that somebody could read afterwards, or meanwhile. */
@Tag("slow")
class PasswordsStayOutTest {
  private static final String WRONG = "wr0ng-one-of-somebody";
  private static final String TYPED = "typed-into-a-command-line";

  @TempDir private Path folder;

  private TestGateway.Entry recorded(String name, LoginGuest guest) throws IOException {
    var file = Files.writeString(folder.resolve("password"), LoginGuest.PASSWORD + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return console(name, guest.address())
        .with("shell: { user: root, password-file: \"%s\", linger: 1s }".formatted(file))
        .with("sessions: { record: on, record-input: all }");
  }

  private static List<String> files(Path state) throws IOException {
    try (var files = Files.walk(state)) {
      return files.filter(Files::isRegularFile).map(PasswordsStayOutTest::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noneIsOnRecordInALogOrOnAScreen(boolean hasPython) throws Exception {
    var texts = new ArrayList<String>();
    try (var guest =
            hasPython
                ? LoginGuest.withPython(folder, "bash --norc -i")
                : LoginGuest.withoutPython(folder, "busybox ash -i");
        var log = LoggedLines.of("ROOT");
        var gateway = TestGateway.with(recorded("ports/web1", guest));
        var watcher = gateway.ssh(ALICE, "web1+ro").pipes()) {
      watcher.attached();
      var ssh = gateway.ssh(ALICE, "web1+shell");

      add(texts, ssh.command("read x; echo shown; exit 3").run("not-on-record\n"), 3);
      add(texts, gateway.ssh(ALICE, "web1").command("who").run(), 0);
      add(texts, ssh.command("exit 4 # CONSOLE_PASSWORD=" + TYPED).run(), 4);
      log.await("event=shell-command-ended ");
      log.await("event=shell-command-ended ");
      log.await("event=shell-ended "); // that of the second: the first may have had one, too
      var brought = "-oSetEnv=CONSOLE_USER=root CONSOLE_PASSWORD=" + WRONG;
      add(texts, ssh.option(brought).command("true").run(), 255);
      for (var command : List.of("log --raw", "recordings", "who --json", "status --json")) {
        add(texts, gateway.ssh(ALICE, "web1").command(command).run(), 0);
      }
      texts.add(watcher.out().soFar());
      gateway.stop();
      texts.addAll(log.lines());
      texts.addAll(files(gateway.folder().resolve("state")));
    }

    assertThat(texts)
        .anyMatch(text -> text.contains("event=shell-command "))
        .anyMatch(text -> text.contains("\"event\":\"command-end\""))
        .anyMatch(text -> text.contains("\"bytes\":\"shown\\n\""))
        .noneMatch(text -> text.contains("not-on-record"))
        .noneMatch(text -> text.contains(LoginGuest.PASSWORD))
        .noneMatch(text -> text.contains(WRONG))
        .noneMatch(text -> text.contains(TYPED));
  }

  private static void add(List<String> texts, Ssh.Result result, int status) {
    assertThat(result.exitCode()).as(result.err()).isEqualTo(status);
    texts.add(result.out());
    texts.add(result.err());
  }
}
