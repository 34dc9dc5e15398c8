package dev.consolegw.gateway.e2e.clients;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshHome;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/automation.md says of commands and files in a guest, with the tools themselves. */
@Tag("slow")
class GuestRecipesTest {
  private static final String HEADING = "Commands and files in the guest";

  @TempDir Path folder;
  private PtyShell guest;
  private TestGateway gateway;
  private SshHome home;

  @BeforeEach
  void start() throws IOException {
    guest = PtyShell.running(folder, "exec bash --norc");
    gateway =
        TestGateway.with(console("lab/web1", guest.address()).with("shell: { open-shell: use }"));
    home = SshHome.in(folder, gateway);
    assertThat(home.ssh("gw", "list").exitCode()).isZero(); // its host key is known from here on
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  /** Writes an example, with a file of its own in the guest. */
  private String written(String language, String name) throws IOException {
    var text = AutomationPage.example(HEADING, language).replace("/tmp/", folder + "/far-");
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void paramikoRunsACommandAndCopiesFiles() throws IOException {
    var script = written("python", "recipe.py");

    var result = home.run("/usr/bin/python3", "-W", "ignore", script);

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("all of this\nexit status 7\n10 bytes\n");
    assertThat(folder.resolve("report.txt")).hasContent("made here\n");
  }

  @Test
  void ansiblePlaysAPlaybook() throws IOException {
    written("ini", "inventory.ini");
    written("yml", "playbook.yml");

    var result = home.run("sh", "-c", AutomationPage.example(HEADING, "sh"));

    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).containsPattern("web1 +: ok=2 +changed=1 +unreachable=0 +failed=0");
    assertThat(folder.resolve("far-report.txt")).hasContent("made by ansible\n");
  }
}
