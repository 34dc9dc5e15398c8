package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts that drive what draws on the whole screen. */
@Tag("slow")
class ScreenWaitTest {
  private static final Ssh.Result OK = new Ssh.Result(0, "", "");

  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/web1", vm));

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Ssh.Result alice(String command) {
    return gateway.ssh(ALICE, "web1").command(command).run();
  }

  private void printed(String text) {
    try (var ssh = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
      vm.print(text);
      ssh.out().await(text.length());
    }
  }

  @Test
  void wordsThatCursorMovementsCutAreWholeOnTheScreen() {
    printed("\033[2J\033[5;14Hoptions\033[5;5HAdvanced");

    assertThat(alice("wait --screen 'Advanced options'")).isEqualTo(OK);
    assertThat(alice("wait --screen --row 5 --stable 300ms 'Advanced options'")).isEqualTo(OK);
    assertThat(alice("wait --screen --row 4 --timeout 1s 'Advanced options'"))
        .isEqualTo(new Ssh.Result(124, "", "console: the screen did not show that within 1s\n"));
  }

  @Test
  void itWaitsForWhatIsDrawnLater() {
    printed("nothing yet");
    try (var waiting = gateway.ssh(ALICE, "web1").command("wait --screen '^> ready'").pipes();
        var _ = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
      vm.print("\033[2J\033[3;3Hready");
      vm.print("\033[3;1H>");

      assertThat(waiting.exitCode()).isZero();
    }
  }

  @Test
  void aPromptIsFoundWithItsBlank() {
    printed("Debian GNU/Linux\r\n\r\nweb1 login: ");

    assertThat(alice("wait --screen --timeout 60s 'login: $'")).isEqualTo(OK);
    assertThat(alice("wait --screen --timeout 60s 'login:$'")).isEqualTo(OK);
  }

  @Test
  void whatStandsThereStillNeedsNoConnection() {
    printed("done\r\n");
    vm.close();

    assertThat(alice("wait --screen --stable 1s 'done'")).isEqualTo(OK);
    assertThat(alice("wait --screen 'never'").exitCode()).isEqualTo(69);
  }

  private static final Map<String, String> SENSELESS =
      Map.of(
          "--row 3 x", "--row, --selected and --stable go with --screen",
          "--selected x", "go with --screen",
          "--screen --from 5 x", "write one of them",
          "--screen --row 0 x", "--row takes a number from 1 to 500",
          "--screen --stable soon x", "--stable: ",
          "--screen x*", "the pattern is found in every text");

  @Test
  void whatMakesNoSenseIsAnsweredInOneSentence() {
    SENSELESS.forEach((options, answer) -> {
      var result = alice("wait " + options);

      assertThat(result.exitCode()).as(options).isEqualTo(64);
      assertThat(result.err()).contains(answer).hasLineCount(1);
    });
  }

  // --- real menus -------------------------------------------------------------------------------

  // On stderr is also what a library of dialog's says about a mouse that linux has.
  private static final String ITEMS =
      " --output-fd 3 --menu 'What next?' 15 60 4 auto 'Automatic install' adv 'Advanced options'"
          + " back 'Go back' 3>chosen 2>errors; clear; echo \"chose $(cat chosen)\"; cat";

  /** As terminfo has it. */
  private static String down(String terminal) {
    return terminal.startsWith("xterm") ? "\033OB" : "\033[B";
  }

  @ParameterizedTest
  @CsvSource({
    "whiptail, vt220",
    "whiptail, xterm-256color",
    "whiptail, linux",
    "dialog, vt220",
    "dialog, xterm-256color",
    "dialog, linux"
  })
  void aMenuIsDrivenByWhatIsSelected(String program, String terminal) {
    try (var guest = PtyShell.running(folder, "read go; TERM=" + terminal + " " + program + ITEMS);
        var gateway = TestGateway.with(console("lab/menu", guest.address()))) {
      var ssh = gateway.ssh(ALICE, "menu");
      assertThat(ssh.command("send --").run().exitCode()).isZero();

      assertThat(ssh.command("wait --screen --selected --timeout 60s 'Automatic install'").run())
          .isEqualTo(OK);
      assertThat(
              ssh.command("wait --screen --selected --timeout 1s 'Advanced options'")
                  .run()
                  .exitCode())
          .as("it is there, and not selected")
          .isEqualTo(124);
      assertThat(ssh.command("send --file -").run(down(terminal)).exitCode()).isZero();
      assertThat(ssh.command("wait --screen --selected --timeout 60s 'Advanced options'").run())
          .isEqualTo(OK);
      assertThat(ssh.command("send --file -").run("\r").exitCode()).isZero();
      assertThat(ssh.command("wait --screen --timeout 60s 'chose adv'").run()).isEqualTo(OK);
    }
  }
}
