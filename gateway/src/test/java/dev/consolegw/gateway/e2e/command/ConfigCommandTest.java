package dev.consolegw.gateway.e2e.command;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code config ssh} and {@code config ansible}, read by the real programs. */
@Tag("slow")
class ConfigCommandTest {
  @TempDir private Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(
          console("lab/shared", vm),
          console("lab/watched", vm),
          console("ports/web1", vm).with("shell: { user: root }"),
          console("ports/both", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Path config(String command, String file) throws IOException {
    var result = gateway.ssh(ALICE, "menu").command(command).run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return Files.writeString(folder.resolve(file), result.out());
  }

  private String run(String... words) throws IOException {
    var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("ANSIBLE_HOME", folder.toString());
    var process = Ssh.start(builder);
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).isZero();
    return out;
  }

  @Test
  void everyConsoleIsAHostOfSsh() throws IOException {
    var file = config("config ssh", "hosts").toString();

    assertThat(run("ssh", "-F", file, "-G", "web1").lines())
        .contains("hostname web1+project=ports", "user root", "proxyjump console-gw", "port 22");
    assertThat(run("ssh", "-F", file, "-G", "shared.lab").lines())
        .contains("hostname shared+project=lab", "proxyjump console-gw");
    assertThat(run("ssh", "-F", file, "-G", "console-gw").lines())
        .contains("hostname 127.0.0.1", "port " + gateway.port());
  }

  @Test
  void aHostOfThatFileIsItsConsole() throws IOException {
    var file = config("config", "hosts");
    Files.writeString(
        file,
        """

        Host *
          IdentityFile %s
          IdentitiesOnly yes
          UserKnownHostsFile %s
          StrictHostKeyChecking no
        """
            .formatted(ALICE.key(), folder.resolve("known_hosts")),
        java.nio.file.StandardOpenOption.APPEND);

    assertThat(run("ssh", "-F", file.toString(), "both", "status"))
        .contains("both"); // no account of the guest is known: a command of the gateway
  }

  @Test
  void anInventoryHasThoseThatOneMayWriteOnAndNoOthers() throws IOException {
    var file = config("config ansible", "hosts.yml").toString();

    var all = json(run("ansible-inventory", "-i", file, "--list"));
    var web1 = all.at("/_meta/hostvars/web1");

    assertThat(all.at("/ports/hosts").toString()).isEqualTo("[\"both\",\"web1\"]");
    assertThat(all.at("/lab/hosts").toString()).isEqualTo("[\"shared\",\"watched\"]");
    assertThat(web1.path("ansible_host").asText()).isEqualTo("web1+project=ports");
    assertThat(web1.path("ansible_user").asText()).isEqualTo("root");
    assertThat(web1.path("ansible_ssh_common_args").asText())
        .isEqualTo("-J 127.0.0.1:" + gateway.port());
    assertThat(all.at("/_meta/hostvars/both").has("ansible_user")).isFalse();
    var bobs = gateway.ssh(BOB, "menu").command("config ansible").run().out();
    assertThat(bobs).contains("\"shared\":", "\"both\":").doesNotContain("watched", "web1");
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void theGatewayIsCalledAsThePersonCallsItAndConsolesAsNoOtherHost() throws IOException {
    var file = config("config ssh --gateway any@gw:2222 --suffix .vm", "hosts").toString();

    assertThat(run("ssh", "-F", file, "-G", "web1.vm").lines())
        .contains("hostname web1+project=ports", "proxyjump any@gw:2222");
    assertThat(run("ssh", "-F", file, "-G", "web1").lines()).contains("hostname web1");
    assertThat(Files.readString(Path.of(file))).doesNotContain("Host console-gw");
    assertThat(Files.readString(config("config ansible --gateway gw --suffix .vm", "hosts.yml")))
        .contains("ansible_ssh_common_args: \"-J gw\"", "\"web1.vm\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--gateway '-oProxyCommand=x'",
        "--gateway 'a b'",
        "--suffix ' x'",
        "--suffix '*'"
      })
  void whatIsNoHostIsRefusedWithASentence(String option) {
    for (var kind : new String[] {"config ssh ", "config ansible "}) {
      var result = gateway.ssh(ALICE, "menu").command(kind + option).run();

      assertThat(result.exitCode()).isEqualTo(64);
      assertThat(result.err()).contains("; write ").hasLineCount(1);
    }
  }
}
