package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands at a console is seen also when nobody was there, and it has left the memory. */
class LooksBeforeItTypesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"root@web1:~# rm -rf /srv/old", "Overwrite the disk? [Y/n] ", "[sudo] password: "})
  void nothingIsTypedWhereAnAnswerWouldBeOne(String waiting) {
    try (var guest = FakeGuest.unix(folder.resolve("web1.sock"));
        var gateway =
            TestGateway.with(
                console("lab/web1", guest.address())
                    .with("shell: { open-shell: use }")
                    .with("capture: always"))) {
      guest.print("x".repeat(100_000) + "\r\n" + waiting);
      try (var watcher = gateway.ssh(ALICE, "web1+ro").terminal()) {
        watcher.await(waiting.strip()); // so the gateway has it
      }

      var refused = gateway.ssh(ALICE, "web1+shell").command("true").run();

      assertThat(refused.exitCode()).isEqualTo(255);
      assertThat(refused.err()).startsWith("console-gw: 75: the guest's console ");
      assertThat(guest.typed().soFar()).isEmpty();
    }
  }
}
