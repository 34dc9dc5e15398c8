package dev.consolegw.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.SshKey;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.ChannelClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole gateway through a front that is not SSH: what a client's channel is, is all it needs.
 */
@Tag("slow")
class SecondFrontTest {
  private static final int NO_CONSOLE = 65;
  private static final int USAGE = 64;

  @TempDir Path folder;

  private final FakeGuest vm = FakeGuest.tcp();
  private final FakeOdorobo agent = FakeOdorobo.plain();
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    var text =
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users:
          alice: { keys: ["%s"] }
          bob: { keys: ["%s"] }
        rules:
          - { users: [alice], consoles: ["lab/*"], right: manage }
          - { users: [bob], consoles: ["lab/web1"], right: watch }
        consoles:
          lab/web1: { address: "%s" }
          lab/agent: { address: "%s" }
        """
            .formatted(
                folder,
                TestPerson.ALICE.publicKey(),
                TestPerson.BOB.publicKey(),
                vm.address(),
                agent.address());
    var problems = new Problems();
    var settings = SettingsLoader.parse("test.yaml", text, problems);
    problems.throwIfAny();
    gateway = new Gateway(settings);
    gateway.start();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    vm.close();
    agent.close();
  }

  private Caller caller(String person, String userName, boolean pty) {
    var line = TestPerson.valueOf(person.toUpperCase(Locale.ROOT)).publicKey().split(" ", 3);
    var key = SshKey.of(line[0], Base64.getDecoder().decode(line[1]));
    var identity = new Identity(new Credential.Key(key), Set.of(new Person("file", person)));
    var session = gateway.router().session(identity, Grants.from("192.0.2.7"));
    return new Caller(session, userName, Map.of(), pty);
  }

  private ChannelClient serve(Caller caller, Request request) {
    var client = new ChannelClient(caller, request);
    gateway.router().receive(client);
    return client;
  }

  private ChannelClient terminal(String person, String userName) {
    return serve(caller(person, userName, true), new Request.Shell("vt100"));
  }

  private ChannelClient command(String userName, String line) {
    return serve(caller("alice", userName, false), new Request.Exec(line, ""));
  }

  @Test
  void aConsoleIsShownTypedIntoAndLeft() {
    var alice = terminal("alice", "web1");
    alice.notices().await("attached server=web1");
    vm.print("login: ");
    alice.shown().await("login: ");
    alice.type("root\r");
    vm.typed().await("root\r");

    alice.type("\u001d.");

    assertThat(alice.exitCode()).isZero();
    assertThat(alice.taken()).isEqualTo("root\r\u001d.".length());
    vm.awaitNoClient();
  }

  @Test
  void whatIsTypedBeforeItIsServedIsNotLost() {
    var client = new ChannelClient(caller("alice", "web1", true), new Request.Shell("vt100"));
    client.type("early ");
    gateway.router().receive(client);
    client.notices().await("attached");

    client.type("late");

    vm.typed().await("early late");
  }

  @Test
  void sizesAndBreaksGoTheWayOfKeys() {
    var alice = terminal("alice", "agent");
    alice.notices().await("attached");

    alice.resize(132, 50);
    alice.sendBreak();

    assertThat(agent.awaitSize()).startsWith("132x50");
    alice.notices().await("this console's wire cannot carry a break");
  }

  @Test
  void aSecondClientWatchesAndTakesNothing() {
    var alice = terminal("alice", "web1");
    alice.notices().await("role=write");
    var bob = terminal("bob", "web1");
    bob.notices().await("role=watch");

    bob.type("rm -rf /\r");
    bob.notices().await("you are watching, and may not write here");
    alice.type("ls\r");

    vm.typed().await("ls\r");
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void aClientThatTakesLittleGetsItAllInTheEnd() {
    var alice = terminal("alice", "web1");
    alice.notices().await("attached");
    alice.notices().await("\n");
    alice.window(10);

    vm.print(NumberedOutput.at(0, 100_000));
    assertThat(alice.shown().await(10)).isEqualTo(NumberedOutput.at(0, 10));
    alice.takeMore(200_000);

    assertThat(alice.shown().await(99_990)).isEqualTo(NumberedOutput.at(10, 99_990));
  }

  @Test
  void commandsPrintAndEndWithTheirStatus() {
    var list = command("", "list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.shown().soFar()).contains("web1").contains("agent");

    var wrong = command("web1", "no-such-command");
    assertThat(wrong.exitCode()).isEqualTo(USAGE);
  }

  @Test
  void theListOfConsolesIsAFrontsBusinessToo() {
    var alice = terminal("alice", "menu");
    alice.shown().await("web1");

    alice.type("q");

    assertThat(alice.exitCode()).isZero();
  }

  @Test
  void filesAreServedWithoutAnyShell() {
    var alice = serve(caller("alice", "web1", false), new Request.Files());

    alice.type("\0\0\0\5\1\0\0\0\3");

    assertThat(alice.shown().await(9)).endsWith(new byte[] {2, 0, 0, 0, 3}); // its version
    alice.endInput();
    assertThat(alice.exitCode()).isZero();
  }

  @Test
  void whatIsNotForThemIsNotThere() {
    var bob = terminal("bob", "agent");

    assertThat(bob.exitCode()).isEqualTo(NO_CONSOLE);
    assertThat(bob.notices().soFar())
        .contains("no console agent that you may open; `list` shows those you may");
  }

  @Test
  void whoHangsUpIsGone() {
    var alice = terminal("alice", "web1");
    alice.notices().await("attached");

    alice.leave();

    vm.awaitNoClient();
    var who = command("web1", "who");
    assertThat(who.exitCode()).isZero();
    assertThat(who.shown().soFar()).doesNotContain("192.0.2.7");
  }
}
