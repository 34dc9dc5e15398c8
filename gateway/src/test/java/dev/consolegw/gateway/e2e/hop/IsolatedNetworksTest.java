package dev.consolegw.gateway.e2e.hop;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.hop.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four machines in a row, as network namespaces: the client sees the bastion alone, the bastion the
 * gateway, the gateway the hypervisor, and only that its VM. Needs root.
 *
 * <pre>
 *   client 10.77.1.1 ── 10.77.1.2 bastion 10.77.2.1 ── 10.77.2.2 gateway 10.77.3.1 ── 10.77.3.2 hypervisor
 * </pre>
 */
@Tag("netns")
@Tag("beside")
@Timeout(120)
class IsolatedNetworksTest {
  private static final List<String> MACHINES =
      List.of("client", "bastion", "gateway", "hypervisor");
  private static final String BASTION = "10.77.1.2";
  private static final String GATEWAY = "10.77.2.2";

  @TempDir Path dir;
  private final String prefix = "cgw" + ProcessHandle.current().pid() + "-";
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path config;

  private List<String> on(String machine, String... words) {
    return Stream.concat(Stream.of("ip", "netns", "exec", prefix + machine), Stream.of(words))
        .toList();
  }

  private static void run(String line) {
    var _ = Program.run(line.split(" ", -1));
  }

  @BeforeEach
  void start() throws IOException {
    for (var machine : MACHINES) {
      run("ip netns add " + prefix + machine);
      run("ip -n " + prefix + machine + " link set lo up");
    }
    for (int i = 0; i + 1 < MACHINES.size(); i++) {
      var near = prefix + MACHINES.get(i);
      var far = prefix + MACHINES.get(i + 1);
      run("ip -n " + near + " link add right type veth peer name left netns " + far);
      run("ip -n %s addr add 10.77.%d.1/24 dev right".formatted(near, i + 1));
      run("ip -n %s addr add 10.77.%d.2/24 dev left".formatted(far, i + 1));
      run("ip -n " + near + " link set right up");
      run("ip -n " + far + " link set left up");
    }
    sshd("bastion", BASTION);
    var hypervisor = sshd("hypervisor", "10.77.3.2");
    start(on("hypervisor", "socat", "TCP-LISTEN:4001,bind=127.0.0.1,fork,reuseaddr", "EXEC:cat"));
    gateway(hypervisor);
    config = sshConfig();
  }

  private Program start(List<String> words) {
    var program = Program.start(words);
    open.add(program);
    return program;
  }

  private Sshd sshd(String machine, String address) {
    var sshd = Sshd.at(new Sshd.Place(on(machine), address, 22), dir.resolve(machine));
    open.add(sshd);
    return sshd;
  }

  private void gateway(Sshd hypervisor) throws IOException {
    var settings =
        Files.writeString(
            dir.resolve("console-gw.yaml"),
            """
            state: "%s/state"
            ssh: { listen: "%s:2222" }
            users: { alice: { keys: ["%s"] } }
            rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
            consoles: { lab/web1: { address: "tcp://127.0.0.1:4001", via: %s } }
            """
                .formatted(dir, GATEWAY, ALICE.publicKey(), hypervisor.via()));
    var words = new ArrayList<>(on("gateway"));
    words.addAll(GatewayProcess.words(List.of(), "serve", "--config", settings.toString()));
    start(words).out().await("console-gw: listening on");
  }

  private Path sshConfig() throws IOException {
    return Files.writeString(
        dir.resolve("ssh_config"),
        """
        Host *
          IdentityFile %1$s
          IdentitiesOnly yes
          IdentityAgent none
          StrictHostKeyChecking no
          UserKnownHostsFile %2$s/hosts
          LogLevel ERROR
        Host bastion
          HostName %3$s
          User %4$s
        Host gw
          HostName %5$s
          Port 2222
          ProxyJump bastion
          ControlPath %2$s/cm-%%C
        """
            .formatted(ALICE.key(), dir, BASTION, System.getProperty("user.name"), GATEWAY));
  }

  @AfterEach
  void stop() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
    for (var machine : MACHINES) {
      run("ip netns del " + prefix + machine);
    }
  }

  /** Types a word at the console, and has it back. */
  private void assertEchoes(String... client) {
    try (var ssh = Program.start(on("client", client))) {
      ssh.type("over the hills");
      ssh.out().await("over the hills");
      ssh.endInput();
      assertThat(ssh.result().exitCode()).isZero();
    }
  }

  @Test
  void theClientHasNoWayOfItsOwn() {
    try (var ssh =
        Program.start(
            on("client", "ssh", "-F", config.toString(), "-oProxyJump=none", "-T", "web1@gw"))) {
      assertThat(ssh.result().err()).contains("unreachable");
    }
  }

  @Test
  void sshJumpsOverTheBastion() {
    assertEchoes("ssh", "-F", config.toString(), "-T", "web1@gw");
    assertEchoes("ssh", "-F", config.toString(), "-J", "bastion", "-T", "lab/web1@gw");
  }

  @Test
  void aProxyCommandGoesOverTheBastion() {
    var proxy = "-oProxyCommand=ssh -F " + config + " -W %h:%p bastion";
    assertEchoes("ssh", "-F", config.toString(), proxy, "-T", "web1@gw");
  }

  @Test
  void sessionsShareOneConnectionOverTheBastion() {
    var shared =
        List.of("ssh", "-F", config.toString(), "-oControlMaster=auto", "-oControlPersist=30");
    var words = Stream.concat(shared.stream(), Stream.of("-T", "lab/web1@gw"));
    assertEchoes(words.toArray(String[]::new));
    assertEchoes("ssh", "-F", config.toString(), "-oProxyCommand=false", "-T", "lab/web1@gw");
    var _ =
        Program.run(
            on("client", "ssh", "-F", config.toString(), "-Oexit", "lab/web1@gw")
                .toArray(String[]::new));
  }

  @Test
  void plinkGoesOverTheBastion() throws IOException {
    var proxy = "ssh -F " + config + " -W %host:%port bastion";
    var key = dir.resolve("alice.ppk");
    var _ = Program.run("puttygen", ALICE.key().toString(), "-o", key.toString());
    var hostKey = Files.readString(dir.resolve("state/ssh_host_ed25519_key.pub"));
    var fingerprint = Files.writeString(dir.resolve("gw.pub"), hostKey);
    var shown = Program.run("ssh-keygen", "-lf", fingerprint.toString()).split(" ", -1)[1];
    assertEchoes(
        "plink",
        "-batch",
        "-T",
        "-hostkey",
        shown,
        "-i",
        key.toString(),
        "-proxycmd",
        proxy,
        "-P",
        "2222",
        "web1@" + GATEWAY);
  }

  @Test
  void paramikoGoesOverTheBastion() throws IOException {
    var script =
        Files.writeString(
            dir.resolve("jump.py"),
            """
            import paramiko, sys
            key, user = sys.argv[1:]
            def client(host, port, user, sock=None):
                one = paramiko.SSHClient()
                one.set_missing_host_key_policy(paramiko.AutoAddPolicy())
                one.connect(host, port, user, key_filename=key, sock=sock, look_for_keys=False, allow_agent=False)
                return one
            bastion = client("%s", 22, user)
            way = bastion.get_transport().open_channel("direct-tcpip", ("%s", 2222), ("", 0))
            session = client("%s", 2222, "web1", way).get_transport().open_session()
            session.invoke_shell()
            session.sendall(b"over the hills")
            got = b""
            while b"over the hills" not in got:
                got += session.recv(100)
            print(got.decode())
            """
                .formatted(BASTION, GATEWAY, GATEWAY));
    var said =
        Program.run(
            on(
                    "client",
                    "/usr/bin/python3",
                    script.toString(),
                    ALICE.key().toString(),
                    System.getProperty("user.name"))
                .toArray(String[]::new));

    assertThat(said).contains("over the hills");
  }
}
