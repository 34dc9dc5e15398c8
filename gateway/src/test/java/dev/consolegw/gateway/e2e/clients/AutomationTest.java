package dev.consolegw.gateway.e2e.clients;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.demo.DemoGuest;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/automation.md, as they stand there, against the demo's guest. */
@Tag("slow")
class AutomationTest {
  /** Long enough for {@code wait} to be there before the guest is up again. */
  private static final Duration BOOT = Duration.ofSeconds(3);

  @TempDir Path folder;
  private DemoGuest guest;
  private TestGateway gateway;
  private SshHome home;

  @BeforeEach
  void start() throws IOException {
    var socket = folder.resolve("web1.sock");
    guest = new DemoGuest(socket, "web1", BOOT, Clock.systemUTC());
    guest.start();
    gateway = TestGateway.with(console("lab/web1", ConsoleAddress.unix(socket)));
    home = SshHome.in(folder, gateway);
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private Program start(String... words) {
    return home.start(words);
  }

  private Ssh.Result run(String... words) {
    return home.run(words);
  }

  /** The first example in this language. */
  private static String example(String language) throws IOException {
    return AutomationPage.example("", language);
  }

  /** The line of the plain scripts that holds this. */
  private static String line(String part) throws IOException {
    return example("sh").lines().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void theExpectScriptSignsInAndLeaves() throws IOException {
    var script = Files.writeString(folder.resolve("example.exp"), example("tcl"));

    var result = run("expect", "-f", script.toString());

    assertThat(result.out())
        .containsSubsequence(
            "attached server=web1", "login: ", "guest\r\n", "$ ", "uname -a\r\n", "Linux");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void thePexpectScriptSignsInAndLeaves() throws IOException {
    var script = Files.writeString(folder.resolve("example.py"), example("python"));

    assertThat(run("/usr/bin/python3", script.toString())).isEqualTo(new Ssh.Result(0, "", ""));
    assertThat(home.ssh("web1@gw", "log").out()).containsSubsequence("login: ", "guest", "$ ");
  }

  @Test
  void thePlainScriptsTypeRebootWaitAndReadTheLog() throws IOException {
    var typed = run("sh", "-c", line("printf 'root\\r'").replace("web1@gw", "web1+eof=2s@gw"));
    assertThat(typed.out()).contains("login: ");
    assertThat(typed.exitCode()).isZero();
    run("sh", "-c", "printf '\\rguest\\r' | ssh -T web1+eof=2s@gw");
    var both = run("sh", "-c", line("send --wait").replaceFirst(" +#.*", ""));
    assertThat(both.out()).matches("offset=\\d+\n");
    assertThat(both.exitCode()).as(both.err()).isZero();

    var reboot = run("sh", "-c", line("send reboot"));
    var log = run("sh", "-c", line("log --lines 200"));

    assertThat(reboot).isEqualTo(new Ssh.Result(0, "", ""));
    assertThat(log.exitCode()).isZero();
    assertThat(folder.resolve("last.txt")).content().contains("reboot").endsWith("login: ");
  }

  @Test
  void aWatcherWithoutInputKeepsEverythingInAFileUntilItIsEnded() throws IOException {
    try (var watcher = start("sh", "-c", "exec " + line("eof=keep").replaceFirst(" +#.*", ""))) {
      watcher.err().await("attached server=web1");

      var answer = home.ssh("web1@gw", "wait", "login:", "--timeout", "20s");
      gateway.stop();

      assertThat(answer.exitCode()).isZero();
      assertThat(watcher.result().exitCode()).isEqualTo(75);
      assertThat(folder.resolve("everything.txt")).content().contains("login: ");
    }
  }
}
