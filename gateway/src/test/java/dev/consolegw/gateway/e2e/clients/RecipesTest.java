package dev.consolegw.gateway.e2e.clients;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.demo.DemoGuest;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/automation.md says of tools, with the tools themselves, against the demo's guest. */
class RecipesTest {
  @TempDir Path folder;
  private DemoGuest guest;
  private TestGateway gateway;
  private SshHome home;

  @BeforeEach
  void start() throws IOException {
    var socket = folder.resolve("web1.sock");
    guest = new DemoGuest(socket, "web1", Duration.ofMillis(200), Clock.systemUTC());
    guest.start();
    gateway = TestGateway.with(console("lab/web1", ConsoleAddress.unix(socket)));
    home = SshHome.in(folder, gateway);
    assertThat(home.ssh("gw", "list").exitCode()).isZero(); // its host key is known from here on
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private String python(String heading) throws IOException {
    var script = folder.resolve("recipe.py");
    Files.writeString(script, example(heading, "python"));
    var result = home.run("/usr/bin/python3", "-W", "ignore", script.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void paramikoSignsInAndReadsWhatTheGuestAnswers() throws IOException {
    assertThat(python("Paramiko")).startsWith("console: attached server=web1").contains("Linux");
  }

  @Test
  void netmikoSignsInAndReadsWhatTheGuestAnswers() throws IOException {
    assertThat(python("netmiko")).contains("Linux");
  }

  @Test
  void labgridSignsInAndReadsWhatTheGuestAnswers() throws IOException {
    Files.writeString(folder.resolve("labgrid.yaml"), example("labgrid", "yml"));
    var script = Files.writeString(folder.resolve("recipe.py"), example("labgrid", "python"));

    var result =
        home.run("bash", "-c", onDevice("/usr/bin/python3 -W ignore " + script + "; status=$?"));

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(home.ssh("web1@gw", "log").out()).containsSubsequence("login: guest", "Linux");
  }

  private static String example(String heading, String language) throws IOException {
    return AutomationPage.example(heading, language);
  }

  /** The socat of the recipes, and something beside it that comes to a status. */
  private static String onDevice(String what) throws IOException {
    var socat = example("picocom, minicom", "sh").lines().findFirst().orElseThrow();
    return socat
        + "\nuntil [ -e web1.tty ]; do sleep .05; done\n"
        + what
        + "\nkill %1\nexit $status";
  }

  /** Somebody types into one of the programs, in a terminal of its own. */
  private String typing(String program) throws IOException {
    var script = onDevice("script -qec '%s' /dev/null; status=0".formatted(program));
    try (var terminal = home.start("bash", "-c", script)) {
      terminal.type("\r");
      terminal.out().await("login:");
      terminal.type("guest\r");
      terminal.out().await("$ ");
      terminal.type("uname -a\r");
      terminal.out().await("Linux");
      terminal.endInput();
      return home.ssh("web1@gw", "log").out();
    }
  }

  @Test
  void picocomOpensTheConsoleAsADevice() throws IOException {
    assertThat(typing("picocom -q -b 115200 web1.tty"))
        .containsSubsequence("login: guest", "uname -a", "Linux");
  }

  @Test
  void minicomOpensTheConsoleAsADevice() throws IOException {
    assertThat(typing("TERM=xterm minicom -o -D web1.tty"))
        .containsSubsequence("login: guest", "uname -a", "Linux");
  }
}
