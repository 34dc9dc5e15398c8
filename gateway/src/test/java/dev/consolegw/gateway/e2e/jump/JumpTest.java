package dev.consolegw.gateway.e2e.jump;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ssh -J gateway NAME}: what it reaches, and what it is told when it does not. */
@Tag("slow")
class JumpTest {
  @TempDir private Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(
          console("lab/web1", vm),
          console("lab/Big.Example", vm),
          console("lab/shared", vm),
          console("lab/12345678", vm),
          console("lab/Twin", vm),
          console("lab/TWIN", vm),
          new TestGateway.Entry(
              "lab/labels",
              "ports: { a: { address: \"%1$s\" }, S0: { address: \"%1$s\" } }"
                  .formatted(vm.address())));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  @ParameterizedTest
  @CsvSource({
    "web1, web1",
    "WEB1, web1",
    "web1., web1",
    "lab/web1, web1",
    "web1:0, web1",
    "web1+project=lab+port=0, web1",
    "web1+wake=CR+replay=10B, web1",
    "lab/web1+ro., web1",
    "Big.Example, Big.Example",
    "big.example, Big.Example",
    "BIG.EXAMPLE., Big.Example",
    "big.example+project=LAB, Big.Example",
    "12345678, 12345678",
  })
  void aHostIsAConsoleInTheGrammarOfNames(String host, String server) {
    var status = gateway.through(ALICE, host).command("status --json").run();

    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out()).contains("\"name\":\"" + server + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web1", "nosuch", "nosuch."})
  void whatIsForbiddenAndWhatIsNotThereAreRefusedInTheSameWords(String host) {
    var refused = gateway.through(BOB, host).option("-v").run();

    assertThat(refused.exitCode()).isEqualTo(255);
    assertThat(refused.err())
        .contains(
            "open failed: administratively prohibited: no console %s that you may open; `list`"
                    .formatted(host)
                + " shows those you may");
  }

  @ParameterizedTest
  @CsvSource({
    "web1:80, 'you may not connect through this guest; the gateway''s operator allows it'",
    "web1+sshd:22, 'you may not reach this guest''s own SSH server; the gateway''s operator'",
    "web1+sshd:80, '+sshd is port 22 of a guest; leave it out for port 80'",
    "nosuch:80, 'no console nosuch that you may open'",
    "nosuch+sshd:22, 'no console nosuch that you may open'",
    "web1+nonsense:22, 'at character 6 is no option; write one of ro, force'",
    "fe80:22, 'no console fe80 that you may open'",
    "[fe80::1]:22, 'no console fe80: that you may open'",
    "[lab/]:22, 'no server is named'",
  })
  void whatElseIsAskedForIsRefusedInASentence(String where, String sentence) {
    var refused = gateway.ssh(ALICE, "any").option("-v", "-W", where).run();

    assertThat(refused.exitCode()).isEqualTo(255);
    assertThat(refused.err()).contains("administratively prohibited: ").contains(sentence);
  }

  @Test
  void whatIsLongerThanAnyHostIsNotLookedFor() {
    var refused = gateway.ssh(ALICE, "any").option("-v", "-W", "x".repeat(256) + ":22").run();

    assertThat(refused.exitCode()).isEqualTo(255);
    assertThat(refused.err())
        .contains("administratively prohibited: the name of a host has at most 255 characters")
        .doesNotContain("no console");
  }

  @Test
  void whatDiffersFromSeveralInNothingButCaseOpensNone() {
    var refused = gateway.through(ALICE, "Twin").option("-v").run(); // ssh says "twin"

    assertThat(refused.err())
        .contains("twin is the name of several servers; write PROJECT/NAME or the id: ")
        .contains("the id: lab/TWIN  lab/TWIN; lab/Twin  lab/Twin");
    var exact = gateway.ssh(ALICE, "any").option("-v", "-W", "Twin:22").pipes();
    try (exact) {
      assertThat(new String(exact.out().await(4), StandardCharsets.US_ASCII)).isEqualTo("SSH-");
    }
  }

  @Test
  void aPortsLabelIsFoundInLowerCaseToo() {
    var status = gateway.through(ALICE, "labels:S0").command("status --json").run();

    assertThat(status.out()).contains("\"port\":\"S0\"");
  }

  @Test
  void theListIsThereToo() {
    try (var list = gateway.through(ALICE, "menu").terminal("xterm-256color", 24, 80)) {
      list.await("q leaves");
      list.type("q");

      assertThat(list.exitCode()).isZero();
    }
  }

  @Test
  void insideThereIsNoWayFurtherButThatOfTheGuest() {
    var refused = gateway.through(ALICE, "web1").option("-v", "-W", "shared:22").run();

    assertThat(refused.err())
        .contains("administratively prohibited: you may not connect through this guest; the");
    assertThat(refused.exitCode()).isEqualTo(255);
  }

  @Test
  void anOuterConnectionThatOnlyForwardsReachesConsoles() throws IOException {
    int port = freePort();
    var forward = "%d:web1:22".formatted(port);
    var words = gateway.ssh(ALICE, "any").option("-N", "-v", "-L", forward).words();
    try (var outer = Program.start(words)) {
      outer.err().await("Entering interactive session.");

      // On a connection that has asked for no more sessions.
      var list = gateway.ssh(ALICE, "whoever").via(port).command("list").run();

      assertThat(list.exitCode()).as(list.err()).isZero();
      assertThat(list.out()).contains("web1");
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void manySessionsShareOneInnerConnection() {
    var path = "ControlPath=" + folder + "/%C";
    var master = gateway.through(ALICE, "web1").option("-oControlMaster=yes", "-o", path);
    try (var log = LoggedLines.of("audit");
        var first = master.pipes().attached()) {
      var second = gateway.through(ALICE, "web1").option("-o", path).command("who");

      assertThat(second.run().out()).contains("alice");
      assertThat(log.lines().stream().filter(it -> it.startsWith("event=signed-in"))).hasSize(2);
      assertThat(first.staysFor(java.time.Duration.ZERO)).isTrue();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Test
  void theAuditLogTellsWhichConnectionIsInsideWhich() {
    try (var log = LoggedLines.of("audit");
        var viewer = gateway.through(ALICE, "web1").pipes().attached()) {
      vm.print("here");
      viewer.awaitOut("here");

      var signedIn = log.lines().stream().filter(it -> it.startsWith("event=signed-in")).toList();
      assertThat(signedIn).hasSize(2);
      var outer = number(signedIn.getFirst(), "connection");
      var inner = number(signedIn.getLast(), "connection");
      assertThat(signedIn.getFirst()).doesNotContain("outer=");
      assertThat(signedIn.getLast()).endsWith(" connection=" + inner + " outer=" + outer);
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("event=attached console=file/lab/web1:0")
                  && line.contains(
                      " from=127.0.0.1 connection=%s outer=%s ".formatted(inner, outer)));
    }
  }

  private static String number(String line, String key) {
    var rest = line.substring(line.indexOf(' ' + key + '=') + key.length() + 2);
    return rest.contains(" ") ? rest.substring(0, rest.indexOf(' ')) : rest;
  }

  @Test
  void whenTheOuterConnectionIsGoneTheSeatIsFree() {
    var mux = "-oControlPath=" + folder.resolve("mux");
    var outer = gateway.through(ALICE, "shared");
    var config = outer.words().get(2);
    var master = List.of("ssh", "-F", config, "-N", "-v", "-oControlMaster=yes", mux, "console-gw");
    var proxy = "-oProxyCommand=ssh -F %s %s -W %%h:%%p console-gw".formatted(config, mux);
    try (var carrier = Program.start(master)) {
      carrier.err().await("Entering interactive session.");
      var words = List.of("ssh", "-F", config, "-T", proxy, "root@shared");
      try (var inner = Program.start(words)) {
        inner.err().await("role=write");
        carrier.signal("KILL");

        assertThat(inner.result().exitCode()).isEqualTo(255);
        vm.awaitNoClient();
        try (var bob = gateway.through(BOB, "shared").terminal()) {
          bob.await("role=write others=0");
        }
      }
    }
  }

  @Test
  void aClientThatStandsStillInsideHoldsUpNobodyOnTheSameOuterConnection() {
    var mux = "-oControlPath=" + folder.resolve("mux");
    var config = gateway.through(ALICE, "web1").words().get(2);
    var master = List.of("ssh", "-F", config, "-N", "-v", "-oControlMaster=yes", mux, "console-gw");
    var proxy = "-oProxyCommand=ssh -F %s %s -W %%h:%%p console-gw".formatted(config, mux);
    try (var carrier = Program.start(master)) {
      carrier.err().await("Entering interactive session.");
      var words = List.of("ssh", "-F", config, "-T", proxy, "root@web1+drop=note");
      try (var stuck = Program.start(words)) {
        stuck.err().await("role=write");
        stuck.signal("STOP");
        for (int i = 0; i < 64; i++) {
          vm.print(new byte[64 * 1024]);
        }

        var other = List.of("ssh", "-F", config, "-T", proxy, "root@shared", "list");
        try (var list = Program.start(other)) {
          assertThat(list.result().out()).contains("web1");
        }
        stuck.signal("CONT");
      }
    }
  }
}
