package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ansible;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.DebianGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unmodified ansible, with two real Debians that have nothing but a serial port. */
@Tag("long")
@Tag("beside")
@Tag("root")
class DebianAnsibleTest {
  /** Twelve tasks, the last of which fails and is forgiven. */
  private static final String PLAYBOOK =
      """
      - hosts: all
        gather_facts: false
        tasks:
          - ping:
          - setup: { gather_subset: "!all,min" }
          - assert: { that: ["ansible_hostname == 'web1'", "ansible_distribution == 'Debian'"] }
          - copy: { src: bytes, dest: /tmp/copied, mode: "0640" }
          - fetch: { src: /tmp/copied, dest: "fetched-{{ inventory_hostname }}", flat: true }
          - stat: { path: /tmp/copied, checksum_algorithm: sha256 }
            register: copied
            failed_when: copied.stat.checksum != (lookup('file', 'bytes.sha256') | trim)
          - template: { src: name.j2, dest: /tmp/name }
          - command: { cmd: cat, stdin: hello }
            register: said
            failed_when: said.stdout != 'hello'
          - shell: "echo out; echo err >&2; exit 3"
            register: told
            failed_when: told.rc != 3 or told.stdout != 'out' or told.stderr != 'err'
          - command: whoami
            become: true
            become_user: dev
            register: became
            failed_when: became.stdout != 'dev'
          - command: cat /tmp/name
            register: name
            failed_when: name.stdout != 'this is ' + inventory_hostname
          - command: "false"
            ignore_errors: true
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String RECAP =
      " +: ok=12 +changed=\\d+ +unreachable=0 +failed=0 +skipped=0 +rescued=0 +ignored=1";

  @TempDir private static Path machine1;
  @TempDir private static Path machine2;
  private static DebianGuest first;
  private static DebianGuest second;
  @TempDir private Path folder;
  private TestGateway gateway;

  @BeforeAll
  static void boot() {
    first = DebianGuest.booted(machine1);
    second = DebianGuest.booted(machine2);
  }

  @AfterAll
  static void off() {
    first.close();
    second.close();
  }

  @BeforeEach
  void start() throws IOException {
    var password = Files.writeString(folder.resolve("password"), "rig\n");
    password.toFile().setReadable(false, false);
    password.toFile().setReadable(true, true);
    var shell = "shell: { user: root, password-file: \"%s\", linger: 5s }".formatted(password);
    gateway =
        TestGateway.with(
            console("ports/web1", first.address()).with(shell),
            console("ports/web2", second.address()).with(shell),
            console("lab/seat1", second.address()));
    Files.writeString(folder.resolve("name.j2"), "this is {{ inventory_hostname }}\n");
  }

  private void toCopy(int length) throws IOException {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Files.write(folder.resolve("bytes"), bytes);
    var sum = Program.run("sha256sum", folder + "/bytes");
    Files.writeString(folder.resolve("bytes.sha256"), sum.substring(0, 64));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Ansible ansible(String... hosts) {
    return Ansible.by(gateway.through(ALICE, hosts[0]), folder, hosts);
  }

  /** The way to a console for who brings an account and its password. */
  private Ssh sending(String host) {
    return gateway.through(ALICE, host).everywhere("SendEnv CONSOLE_*");
  }

  private static Ansible bringing(Ansible ansible, String account, String password) {
    return ansible.with("CONSOLE_USER", account).with("CONSOLE_PASSWORD", password);
  }

  private void assertAllIsDone(Ssh.Result result, String... hosts) {
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    for (var host : hosts) {
      assertThat(result.out()).containsPattern(host + RECAP);
      assertThat(folder.resolve("fetched-" + host)).hasSameBinaryContentAs(folder.resolve("bytes"));
    }
  }

  @Test
  void aPlaybookOfTwelveTasksRuns() throws IOException {
    toCopy(1 << 20);

    assertAllIsDone(ansible("web1").playbook(PLAYBOOK), "web1");
  }

  @Test
  void itRunsPipelinedOnTwoAtOnce() throws IOException {
    toCopy(100_000);

    var result = ansible("web1", "web2").pipelining().playbook(PLAYBOOK, "-f", "5");

    assertAllIsDone(result, "web1", "web2");
  }

  @Test
  void aPersonWhoTakesTheSeatLeavesTheHostUnreachableAndNotFailed() {
    var ansible =
        bringing(Ansible.by(sending("seat1"), folder, "seat1"), "root", "rig").pipelining();
    assertThat(ansible.module("-m", "ping").exitCode()).isZero();
    try (var watcher = gateway.ssh(ALICE, "seat1+ro").pipes().attached();
        var play =
            ansible.startPlaybook(
                """
                - hosts: all
                  gather_facts: false
                  tasks:
                    - shell: "echo it has begun >/dev/ttyS0; sleep 1000"
                """)) {
      watcher.awaitOut("it has begun");

      try (var person = gateway.ssh(ALICE, "seat1+force").pipes()) {
        person.attached();
        var result = play.result(PATIENCE);
        assertThat(result.exitCode()).as(result.out()).isEqualTo(4);
        assertThat(result.out())
            .contains("UNREACHABLE! => ")
            .containsPattern("seat1 +: ok=0 +changed=0 +unreachable=1 +failed=0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"False", "True"})
  void aPasswordIsTypedAtThePromptOfSudo(String pipelining) {
    var ansible =
        bringing(Ansible.by(sending("web1"), folder, "web1"), "dev", "rig2")
            .with("ANSIBLE_PIPELINING", pipelining);

    var result =
        ansible.playbook(
            """
            - hosts: all
              gather_facts: false
              tasks:
                - command: whoami
                  register: before
                  failed_when: before.stdout != 'dev'
                - command: whoami
                  become: true
                  register: after
                  failed_when: after.stdout != 'root'
            """,
            "-e",
            "ansible_user=dev ansible_become_password=rig2");

    assertThat(result.exitCode()).as(result.out()).isZero();
  }
}
