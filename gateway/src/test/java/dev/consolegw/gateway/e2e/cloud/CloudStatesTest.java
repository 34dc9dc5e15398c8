package dev.consolegw.gateway.e2e.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshPipes;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A live session through everything that Nova does to its server. */
@Tag("openstack")
@TestMethodOrder(OrderAnnotation.class)
class CloudStatesTest {
  private static final String LOGIN = "login: ";

  /** What the captured guest says in two minutes: a line every five seconds. */
  private static final int TICKS = 24;

  private static final String TICKING =
      "i=0; while [ $i -lt " + TICKS + " ]; do i=$((i+1)); echo tick $i; sleep 5; done; exit\r";

  private static Rig rig;
  private static TestGateway gateway;
  private static Rig.Server server;
  private static TestGateway capturing;
  private static Rig.Server captured;

  @BeforeAll
  static void open() {
    rig = Rig.open();
    gateway = rig.gateway("");
    capturing =
        rig.gateway(
            ", capture: { projects: [alpha], metadata: { keep: serial }, most: 1 }, recheck: 5s");
    server = rig.create("states");
    captured = rig.create("captured", "{\"keep\": \"serial\"}");
    server.awaitState("ACTIVE");
    captured.awaitState("ACTIVE");
    leaveTicking();
  }

  private static void leaveTicking() {
    var alice = capturing.ssh(rig.key("alice"), captured.id() + "+eof=close");
    try (var ssh = alice.pipes().attached()) {
      ssh.type("\r");
      ssh.awaitOut(LOGIN);
      ssh.type("root\r");
      ssh.awaitOut("assword: ");
      ssh.type("rig\r");
      ssh.awaitOut("# ");
      ssh.type(TICKING);
      ssh.awaitOut("tick 1\r\n");
      ssh.endInput();
      assertThat(ssh.exitCode()).isZero();
    }
  }

  @AfterAll
  static void close() {
    server.close();
    captured.close();
    gateway.close();
    capturing.close();
    rig.close();
  }

  private static SshPipes alice(String options) {
    return gateway.ssh(rig.key("alice"), server.id() + options).pipes();
  }

  /** Leaves the guest at a shell's prompt, or at the login after a boot. */
  private static SshPipes atLogin() {
    var ssh = alice("").attached();
    ssh.type("\r");
    ssh.awaitOut(LOGIN);
    return ssh;
  }

  /** A guest that has booted before the gateway came back says so only when it is asked. */
  private static void awaitLoginAgain(SshPipes ssh) {
    ssh.awaitNotice("connected again");
    ssh.type("\r");
    ssh.awaitOut(LOGIN);
  }

  @Test
  void aSessionSurvivesASoftReboot() {
    try (var ssh = atLogin()) {
      server.act("{\"reboot\": {\"type\": \"SOFT\"}}");
      ssh.awaitNotice("disconnected: ");
      awaitLoginAgain(ssh);
      ssh.type("once\r");

      ssh.awaitOut("once");
      ssh.awaitOut("assword: ");
      ssh.type("\r");
      ssh.awaitOut(LOGIN);
      assertThat(ssh.out().soFar()).doesNotContain("once");
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aSessionSurvivesAHardRebootAndNothingIsTypedTwice() {
    try (var ssh = atLogin()) {
      server.act("{\"reboot\": {\"type\": \"HARD\"}}");
      ssh.awaitNotice("disconnected: ");
      ssh.type("typed while it was away\r");
      ssh.awaitNotice("not connected: what you type is not sent");
      awaitLoginAgain(ssh);
      ssh.type("\r");
      ssh.awaitOut(LOGIN);

      assertThat(ssh.out().soFar()).doesNotContain("typed while");
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aStoppedServerIsWaitedForByWhoWants() {
    try (var ssh = atLogin()) {
      server.act("{\"os-stop\": null}");
      ssh.awaitNotice("the server is stopped; waiting for it to start");
      server.awaitState("SHUTOFF");

      var refused = alice("+ro").result();
      assertThat(refused.exitCode()).isEqualTo(69);
      assertThat(refused.err())
          .contains("the server is stopped; start it, or wait for it with +wait");
      try (var waiting = alice("+ro+wait")) {
        waiting.awaitNotice("waiting for the console to come up");
        waiting.awaitNotice("the server is stopped; waiting for it to start");
        server.act("{\"os-start\": null}");

        waiting.attached();
        awaitLoginAgain(ssh); // what it printed before we were connected again went to nobody
      }
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aPausedServerIsConnectedAndSaysSo() {
    try (var ssh = atLogin()) {
      server.act("{\"pause\": null}");
      ssh.awaitNotice("the server is paused: it shows nothing");
      try (var other = alice("+ro")) {
        other.attached();
        other.awaitNotice("the server is paused");
      }
      server.act("{\"unpause\": null}");

      ssh.awaitNotice("the server goes on");
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aSuspendedServerIsWaitedFor() {
    try (var ssh = atLogin()) {
      server.act("{\"suspend\": null}");
      ssh.awaitNotice("the server is suspended; waiting for it to start");
      server.awaitState("SUSPENDED");
      server.act("{\"resume\": null}");

      ssh.awaitNotice("connected again");
      ssh.type("\r");
      ssh.awaitOut(LOGIN);
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aRescuedServerHasNoConsole() {
    try (var ssh = atLogin()) {
      server.act("{\"rescue\": {}}");
      ssh.awaitNotice("the server is in rescue mode, in which Nova gives it no serial console");
      server.awaitState("RESCUE");
      server.act("{\"unrescue\": null}");

      ssh.awaitNotice("connected again");
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void keysWaitWhileAnotherClientHoldsTheConsole() {
    try (var other = new NovaClient(server.console())) {
      other.type("\r");
      other.await(LOGIN);
      try (var ssh = alice("").attached()) {
        ssh.type("held");

        ssh.awaitNotice("no output: the VM is quiet or another client holds this console");
        other.type("\r");
        other.await(LOGIN);
        assertThat(other.seen()).doesNotContain("held");
      }
    }
  }

  @Test
  void aRebuiltServerComesBackEmpty() {
    try (var ssh = atLogin()) {
      server.rebuild();
      ssh.awaitNotice("disconnected: ");
      awaitLoginAgain(ssh);
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aShelvedServerIsWaitedFor() {
    try (var ssh = atLogin()) {
      server.act("{\"shelve\": null}");
      ssh.awaitNotice("the server is shelved; waiting for it to start");
      server.awaitState("SHELVED_OFFLOADED");
      server.act("{\"unshelve\": null}");

      awaitLoginAgain(ssh);
    }
    server.awaitState("ACTIVE");
  }

  @Test
  void aServerThatIsBeingBuiltIsWaitedForAndItsDeletionIsOneLine() {
    try (var doomed = created("doomed");
        var waiting = gateway.ssh(rig.key("alice"), doomed.id() + "+wait+ro").pipes()) {
      waiting.awaitNotice("waiting for the console to come up");
      waiting.attached();
      try (var other = gateway.ssh(rig.key("alice"), doomed.id() + "+ro").pipes().attached()) {
        doomed.awaitState("ACTIVE").delete();

        for (var end : List.of(waiting.result(), other.result())) {
          assertThat(end.exitCode()).isEqualTo(65);
          assertThat(end.err()).isEqualTo("console: the server was deleted\n");
        }
      }
    }
  }

  /** A server that the gateway knows of already, and Nova has not built yet. */
  private static Rig.Server created(String name) {
    var server = rig.create(name);
    var status = gateway.ssh(rig.key("alice"), server.id()).command("status");
    Rig.poll(() -> status.run().exitCode() == 0);
    return server;
  }

  /** Goes on with what began before the other tests: the longer those take, the less is waited. */
  @Test
  @Order(Integer.MAX_VALUE)
  void twoMinutesOfCaptureWithNobodyThereAreAllThere() {
    var log = capturing.ssh(rig.key("alice"), captured.id()).command("log --follow --from 0");
    try (var reader = log.pipes()) {
      for (int tick = 1; tick <= TICKS; tick++) {
        reader.awaitOut("tick " + tick + "\r\n");
      }
      var status = capturing.ssh(rig.key("alice"), captured.id()).command("status").run();
      assertThat(status.out()).containsPattern("state +live").containsPattern("viewers +0");
      var other = capturing.ssh(rig.key("alice"), "db1").command("status").run();
      assertThat(other.out()).containsPattern("state +idle");
      captured.act("{\"reboot\": {\"type\": \"HARD\"}}");

      reader.awaitOut(LOGIN);
    }
  }
}
