package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link that was cut off in a flood has left a part of a frame on the console. */
@Tag("slow")
class CutOffLinkTest {
  /** Its kind and numbers, and bytes that look like a screen program and like lines. */
  private static final String HALF_FRAME =
      "\\301\\000\\001\\020\\000\\003x\\033[?1049h\\033[5;5Hjunk\\nmore junk";

  @TempDir Path folder;

  @Test
  void theNextSignInDoesNotTakeItForAProgram() {
    var script = "trap '' INT; printf '" + HALF_FRAME + "'; read x; exec bash --norc";
    try (var guest = PtyShell.running(folder, "read go; " + script);
        var gateway =
            TestGateway.with(
                console("lab/web1", guest.address()).with("shell: { open-shell: use }"))) {
      try (var person = gateway.ssh(ALICE, "web1").pipes()) {
        person.attached();
        person.type("\n");
        person.awaitOut("more junk");
      }
      var result = gateway.ssh(ALICE, "web1+shell").command("echo here").run();

      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("here\n");
    }
  }

  @Test
  void aLoginThatShowsFramesWhichWereTypedThereIsToldNothingButTheAccount() {
    var login =
        "while read n; do [ \"$n\" = root ] && exec bash --norc; echo \"who is '$n'?\"; "
            + "printf 'web1 login: '; done";
    var script = "printf 'web1 login: " + HALF_FRAME + "\\nweb1 login: '; " + login;
    try (var guest = PtyShell.running(folder, "read go; " + script);
        var gateway =
            TestGateway.with(console("lab/web1", guest.address()).with("shell: { user: root }"))) {
      try (var person = gateway.ssh(ALICE, "web1").pipes()) {
        person.attached();
        person.type("\n");
        person.awaitOut("more junk\r\nweb1 login: ");
      }
      var result = gateway.ssh(ALICE, "web1+shell").command("echo here").run();

      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("here\n");
      assertThat(gateway.ssh(ALICE, "web1").command("log").run().out())
          .contains("who is ''?")
          .doesNotContainPattern("who is '[^']");
    }
  }

  @Test
  void aGatewayThatIsStoppedInAFloodFindsTheGuestAgain() {
    try (var guest = PtyShell.running(folder, "exec bash --norc");
        var gateway =
            TestGateway.with(
                console("lab/web1", guest.address()).with("shell: { open-shell: use }"))) {
      try (var flood =
          gateway.ssh(ALICE, "web1+shell").command("echo go; cat /dev/urandom").pipes()) {
        flood.awaitOut("go\n");
        gateway.restart();
      }
      var result = gateway.ssh(ALICE, "web1+shell").command("echo here").run();

      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("here\n");
    }
  }
}
