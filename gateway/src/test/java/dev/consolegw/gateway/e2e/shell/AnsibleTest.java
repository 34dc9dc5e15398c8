package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ansible;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unmodified ansible, to which a console is a host. Its guest is a shell of this machine. */
@Tag("slow")
class AnsibleTest {
  private static final String PLAYBOOK =
      """
      - hosts: all
        gather_facts: false
        tasks:
          - copy: { src: bytes, dest: "{{ there }}/copied", mode: "0640" }
          - fetch: { src: "{{ there }}/copied", dest: fetched, flat: true }
          - template: { src: name.j2, dest: "{{ there }}/name" }
          - command: { cmd: cat, stdin: hello }
            register: said
            failed_when: said.stdout != 'hello'
          - shell: "echo out; echo err >&2; exit 3"
            register: told
            failed_when: told.rc != 3 or told.stdout != 'out' or told.stderr != 'err'
      """;

  @TempDir Path folder;
  @TempDir Path control;
  private PtyShell guest;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    guest = PtyShell.running(folder, "exec bash --norc");
    gateway =
        TestGateway.with(console("lab/web1", guest.address()).with("shell: { open-shell: use }"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private Ansible ansible() {
    return Ansible.by(gateway.through(ALICE, "web1"), control, "web1");
  }

  /**
   * The guest is this machine: its ansible shall not leave anything in the home of whoever tests.
   */
  private String elsewhere() {
    return "ansible_remote_tmp=" + folder.resolve("remote");
  }

  @Test
  void aCommandAndAModuleRunInTheGuest() {
    var raw = ansible().module("-m", "raw", "-a", "tty; echo out");
    var ping = ansible().module("-m", "ping", "-e", elsewhere());
    var pipelined = ansible().pipelining().module("-m", "ping", "-e", elsewhere());

    assertThat(raw.out())
        .contains("web1 | CHANGED | rc=0 >>")
        .contains("/dev/pts/")
        .contains("out");
    assertThat(ping.out()).contains("web1 | SUCCESS => ").contains("\"ping\": \"pong\"");
    assertThat(pipelined.out()).contains("web1 | SUCCESS => ").contains("\"ping\": \"pong\"");
  }

  @Test
  void aPlaybookRunsUnmodified() throws IOException {
    var bytes = new byte[100_000];
    new Random(4).nextBytes(bytes);
    Files.write(control.resolve("bytes"), bytes);
    Files.writeString(control.resolve("name.j2"), "this is {{ inventory_hostname }}\n");

    var result = ansible().playbook(PLAYBOOK, "-e", "there=" + folder, "-e", elsewhere());

    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).containsPattern("web1 +: ok=5 +changed=\\d +unreachable=0 +failed=0");
    assertThat(Files.readAllBytes(folder.resolve("copied"))).isEqualTo(bytes);
    assertThat(Files.readAllBytes(control.resolve("fetched"))).isEqualTo(bytes);
    assertThat(folder.resolve("name")).hasContent("this is web1");
  }

  @Test
  void aModuleThatFailsIsAFailureAndNoLostHost() {
    var failed = ansible().module("-m", "command", "-a", "false", "-e", elsewhere());

    assertThat(failed.exitCode()).isEqualTo(2);
    assertThat(failed.out()).contains("web1 | FAILED | rc=1 >>").doesNotContain("UNREACHABLE");
  }
}
