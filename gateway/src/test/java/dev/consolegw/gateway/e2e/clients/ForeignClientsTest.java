package dev.consolegw.gateway.e2e.clients;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SSH clients that are not OpenSSH's: PuTTY, dropbear, Paramiko and libssh. */
@Tag("slow")
class ForeignClientsTest {
  @TempDir Path folder;

  /** A client that is a program with arguments as ssh has them. */
  enum Client {
    PLINK {
      @Override
      List<String> words(TestGateway gateway, String name, Path folder) {
        var key = folder.resolve("key.ppk").toString();
        Program.run("puttygen", ALICE.key().toString(), "-O", "private", "-o", key);
        var host = gateway.folder().resolve("state").resolve("ssh_host_ed25519_key.pub");
        var listed = Program.run("ssh-keygen", "-l", "-f", host.toString());
        int start = listed.indexOf("SHA256:");
        var fingerprint = listed.substring(start, listed.indexOf(' ', start));
        return List.of(
            "plink",
            "-ssh",
            "-batch",
            "-T",
            "-hostkey",
            fingerprint,
            "-i",
            key,
            "-P",
            String.valueOf(gateway.port()),
            name + "@127.0.0.1");
      }
    },
    /** The same behind {@code ssh -W}, inside which it asks to be let in without a key first. */
    PLINK_THROUGH {
      @Override
      List<String> words(TestGateway gateway, String name, Path folder) {
        var direct = new ArrayList<>(PLINK.words(gateway, name, folder));
        var words = direct.subList(0, direct.indexOf("-P"));
        var outer = gateway.through(ALICE, "any").words();
        words.addAll(
            List.of(
                "-proxycmd",
                "ssh -F %s -W %%host:%%port console-gw".formatted(outer.get(2)),
                "root@" + name));
        return List.copyOf(words);
      }
    },
    DBCLIENT {
      @Override
      List<String> words(TestGateway gateway, String name, Path folder) {
        var key = folder.resolve("key.dropbear").toString();
        Program.run("dropbearconvert", "openssh", "dropbear", ALICE.key().toString(), key);
        return List.of(
            "dbclient",
            "-y",
            "-T",
            "-i",
            key,
            "-p",
            String.valueOf(gateway.port()),
            name + "@127.0.0.1");
      }
    },
    DBCLIENT_THROUGH {
      @Override
      List<String> words(TestGateway gateway, String name, Path folder) {
        var outer = gateway.through(ALICE, "any").words();
        var proxy = "ssh -F %s -W %s:22 console-gw".formatted(outer.get(2), name);
        return List.of("dbclient", "-y", "-T", "-J", proxy, "root@" + name);
      }
    };

    abstract List<String> words(TestGateway gateway, String name, Path folder);
  }

  /** With a home of its own: both clients keep files there. */
  private Program start(Client client, TestGateway gateway, String name, String... command) {
    var words = new ArrayList<>(client.words(gateway, name, folder));
    words.addAll(List.of(command));
    return Program.start(words, folder, Map.of("HOME", folder.toString()));
  }

  private Ssh.Result run(Client client, TestGateway gateway, String... command) {
    try (var program = start(client, gateway, "web1", command)) {
      program.endInput();
      return program.result();
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void itListsAndGetsTheExitStatus(Client client) {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {

      var list = run(client, gateway, "list");
      var late = run(client, gateway, "wait never --timeout 100ms");

      assertThat(list.out()).contains("web1").contains("manage");
      assertThat(list.exitCode()).isZero();
      assertThat(late.err()).contains("console: the guest did not print that within 100ms");
      assertThat(late.exitCode()).isEqualTo(124);
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void itPassesEveryByteBothWays(Client client) {
    try (var vm = FakeGuest.tcp().echoing();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var program = start(client, gateway, "web1+eof=close")) {
      program.err().await("attached server=web1");
      program.type(ScriptTest.ALL);

      assertThat(program.out().await(256)).isEqualTo(ScriptTest.ALL);
      assertThat(vm.typed().await(256)).isEqualTo(ScriptTest.ALL);
      program.endInput();
      var result = program.result();
      assertThat(result.out()).isEmpty();
      assertThat(result.exitCode()).isZero();
    }
  }

  /** {@code what} is a function of the script. */
  private Program paramiko(String what, TestGateway gateway, String... more) throws IOException {
    var script = folder.resolve("paramiko_client.py");
    try (var source = getClass().getResourceAsStream("paramiko_client.py")) {
      Files.write(script, Objects.requireNonNull(source).readAllBytes());
    }
    var words = new ArrayList<>(List.of("/usr/bin/python3", "-I", script.toString(), what));
    words.addAll(List.of(String.valueOf(gateway.port()), ALICE.key().toString(), "web1"));
    words.addAll(List.of(more));
    return Program.start(words);
  }

  /** It never asks whether it may come in without a key. */
  @Test
  void insideParamikoShowsAnyKeyOfTheSamePerson() throws IOException {
    try (var vm = FakeGuest.tcp().echoing();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var script = paramiko("echo", gateway, "through", ALICE.key().toString())) {

      var result = script.result();

      assertThat(result).isEqualTo(new Ssh.Result(0, "all bytes came back\nexit status 0\n", ""));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BOB", "STRANGER"})
  void insideNoKeyOfAnybodyElseIsTaken(TestPerson other) throws IOException {
    try (var log = LoggedLines.of("audit");
        var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var script = paramiko("echo", gateway, "through", other.key().toString())) {

      assertThat(script.result().out()).isEqualTo("not let in: Authentication failed.\n");
      gateway.stop();
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("event=not-signed-in from=/127.0.0.1:")
                  && line.contains(" outer=")
                  && line.contains(" user=root method=publickey offered=1"));
    }
  }

  @Test
  void paramikoListsAndGetsTheExitStatus() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var list = paramiko("command", gateway, "list");
        var late = paramiko("command", gateway, "wait never --timeout 100ms")) {

      assertThat(list.result().out()).contains("web1").contains("manage").contains("status 0\n");
      assertThat(late.result().out()).isEqualTo("exit status 124\n");
    }
  }

  @Test
  void paramikoPassesEveryByteBothWaysAndEndsItsInput() throws IOException {
    try (var vm = FakeGuest.tcp().echoing();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var script = paramiko("echo", gateway)) {

      var result = script.result();

      assertThat(result).isEqualTo(new Ssh.Result(0, "all bytes came back\nexit status 0\n", ""));
      assertThat(vm.typed().await(256)).isEqualTo(ScriptTest.ALL);
    }
  }

  @Test
  void paramikosTerminalHasAnEnvironmentAndASizeThatChanges() throws IOException {
    try (var vm = FakeOdorobo.plain();
        var gateway = TestGateway.with(console("lab/web1", vm));
        var before = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
      vm.print("the past\r\n");
      before.awaitOut("the past\r\n");
      try (var script = paramiko("terminal", gateway)) {
        assertThat(vm.awaitSize()).isEqualTo("100x30");
        vm.print("$ ");
        assertThat(vm.awaitSize()).isEqualTo("132x50");
        vm.print("$ ");

        assertThat(script.result()).isEqualTo(new Ssh.Result(0, "$ $ \nexit status 0\n", ""));
      }
    }
  }

  /**
   * Programs wait for a prompt, and one of yesterday is on no screen that they are shown unasked.
   */
  @ParameterizedTest
  @ValueSource(strings = {"paramiko", "libssh"})
  void nothingIsDrawnForALibraryThatCallsItsTerminalXterm(String library) throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/web1", vm))) {
      try (var before = gateway.ssh(ALICE, "web1").pipes().attached()) {
        vm.print("login: root\r\n\033[2J\033[5;5Hinstaller");
        before.awaitOut("installer");
      }
      try (var program =
          library.equals("paramiko") ? paramiko("prompt", gateway) : libssh(gateway)) {
        program.out().await("login: root"); // on no picture
        program.out().await("installer");
      }
    }
  }

  private Program libssh(TestGateway gateway) throws IOException {
    var source = folder.resolve("libssh_client.c");
    try (var text = getClass().getResourceAsStream("libssh_client.c")) {
      Files.write(source, Objects.requireNonNull(text).readAllBytes());
    }
    var program = folder.resolve("libssh_client").toString();
    Program.run("gcc", "-o", program, source.toString(), "-lssh");
    return Program.start(
        List.of(program, String.valueOf(gateway.port()), ALICE.key().toString(), "web1"),
        folder,
        Map.of("HOME", folder.toString()));
  }
}
