package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.RsaHostKey;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hostkeys}, read by OpenSSH, and compared with what OpenSSH prints of the same keys. */
@Tag("slow")
class HostKeysCommandTest {
  private static final String GATEWAY = "gw.example.org";

  /** The fingerprint's type, behind the key's algorithm. */
  private static final Pattern SHA_256 = Pattern.compile("SSHFP \\d 2 ");

  /** What would be another line, another list, or nobody's name. */
  private static final List<String> WRONG =
      List.of(
          "--name 'a b'",
          "--name 'gw ssh-rsa'",
          "--name a,b",
          "--name !a",
          "--name @cert-authority",
          "--name |1|x|y",
          "--name '#'",
          "--name -a",
          "--name ''",
          "--name gw:0",
          "--name gw:65536",
          "--name 2001:db8::1",
          "--sshfp --name 192.0.2.1",
          "--sshfp --name [::1]",
          "--sshfp --name *.example.org",
          "--sshfp --json",
          "--sshfp gw");

  @TempDir private Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("ports/both", vm));

  /** Keys of all kinds, as an operator brings them; what was made at the first start stays. */
  @BeforeEach
  void bringKeys() throws IOException {
    RsaHostKey.place(state());
    run("ssh-keygen", "-q", "-t", "ecdsa", "-b", "384", "-N", "", "-f", file("ecdsa").toString());
    gateway.restart();
  }

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Path state() {
    return gateway.folder().resolve("state");
  }

  private Path file(String kind) {
    return state().resolve("ssh_host_" + kind + "_key");
  }

  private String hostKeys(String options) {
    var result = gateway.ssh(ALICE, "menu").command("hostkeys " + options).run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  private String run(String... words) throws IOException {
    var process =
        Ssh.start(new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT));
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(out).isZero();
    return out;
  }

  private Path known(String options) throws IOException {
    return Files.writeString(folder.resolve("known_hosts"), hostKeys(options));
  }

  /** Signs in with nothing known but these lines; the exit status, and what ssh says. */
  private String list(Path known, String... options) throws IOException {
    var words = new ArrayList<>(List.of("ssh", "-F", "none", "-i", ALICE.key().toString()));
    for (var option :
        List.of(
            "IdentitiesOnly=yes",
            "StrictHostKeyChecking=yes",
            "GlobalKnownHostsFile=none",
            "UserKnownHostsFile=" + known)) {
      words.addAll(List.of("-o", option));
    }
    words.addAll(List.of(options));
    return run(words.toArray(String[]::new));
  }

  @Test
  void aClientThatKnowsNothingElseTakesTheGatewayForItself() throws IOException {
    var port = String.valueOf(gateway.port());
    var reached = known("");

    assertThat(list(reached, "-p", port, "menu@127.0.0.1", "list")).contains("both");
    for (var kind : List.of("ssh-ed25519", "rsa-sha2-512", "ecdsa-sha2-nistp384")) {
      var named = known("--name other --name %s:%s".formatted(GATEWAY, port));
      var only = "HostKeyAlgorithms=" + kind;
      var here = "HostName=127.0.0.1";
      var alias = "HostKeyAlias=[%s]:%s".formatted(GATEWAY, port);
      assertThat(
              list(
                  named,
                  "-p",
                  port,
                  "-o",
                  only,
                  "-o",
                  here,
                  "-o",
                  alias,
                  "menu@" + GATEWAY,
                  "list"))
          .contains("both");
    }
  }

  @Test
  void oneLineIsForAllHostsInsideTheGateway() throws IOException {
    var known = known("--name *+project=* --name 127.0.0.1:" + gateway.port());
    var config =
        Files.writeString(
            folder.resolve("config"),
            """
            Host *
              IdentityFile %s
              IdentitiesOnly yes
              UserKnownHostsFile %s
              GlobalKnownHostsFile none
              StrictHostKeyChecking yes
            """
                .formatted(ALICE.key(), known));
    var jump = "menu@127.0.0.1:" + gateway.port();

    assertThat(run("ssh", "-F", config.toString(), "-J", jump, "both+project=ports", "status"))
        .contains("both");
  }

  @Test
  void everyLineIsFoundUnderEveryName() throws IOException {
    var file =
        known("--name gw --name gw:2222 --name 192.0.2.1 --name [2001:db8::1]:22 --name [::1]:23")
            .toString();

    for (var name : List.of("gw", "[gw]:2222", "192.0.2.1", "2001:db8::1", "[::1]:23")) {
      assertThat(
              run("ssh-keygen", "-F", name, "-f", file).lines().filter(it -> !it.startsWith("#")))
          .as(name)
          .hasSize(3);
    }
  }

  @Test
  void theRecordsAreThoseOfSshKeygen() throws IOException {
    var expected = new StringBuilder();
    for (var kind : List.of("ed25519", "rsa", "ecdsa")) {
      var key = file(kind) + ".pub";
      run("ssh-keygen", "-r", GATEWAY, "-f", key)
          .lines()
          .filter(record -> SHA_256.matcher(record).find())
          .forEach(record -> expected.append(record).append('\n'));
    }

    assertThat(hostKeys("--sshfp --name " + GATEWAY)).isEqualTo(expected.toString());
    assertThat(hostKeys("--sshfp").lines()).hasSize(3).allMatch(it -> it.contains(" IN SSHFP "));
  }

  @Test
  void programsGetBoth() throws IOException {
    var all = new ObjectMapper().readTree(hostKeys("--json --name " + GATEWAY + ":2222"));

    assertThat(all.at("/names").toString()).isEqualTo("[\"[gw.example.org]:2222\"]");
    assertThat(all.at("/keys")).hasSize(3);
    var first = all.at("/keys/0");
    var line = first.path("type").asText() + " " + first.path("key").asText();
    assertThat(Files.readString(Path.of(file("ed25519") + ".pub"))).startsWith(line);
    assertThat(run("ssh-keygen", "-lf", file("ed25519") + ".pub"))
        .contains(first.path("fingerprint").asText() + " ");
    assertThat(hostKeys("--sshfp --name gw"))
        .contains(
            "gw IN SSHFP %d %d %s\n"
                .formatted(
                    first.at("/sshfp/algorithm").asInt(),
                    first.at("/sshfp/type").asInt(),
                    first.at("/sshfp/fingerprint").asText()));
  }

  @Test
  void whatIsNoNameIsRefusedWithASentence() {
    for (var options : WRONG) {
      var result = gateway.ssh(BOB, "menu").command("hostkeys " + options).run();

      assertThat(result.exitCode()).as(options).isEqualTo(64);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("; ").hasLineCount(1);
    }
  }
}
