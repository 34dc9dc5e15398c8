package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.SshPipes;
import dev.consolegw.gateway.testing.TestGateway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A live session through everything that Nova does to its server. */
@Tag("openstack")
class CloudStatesTest {
  private static final String LOGIN = "login: ";
  private static Rig rig;
  private static TestGateway gateway;
  private static Rig.Server server;

  @BeforeAll
  static void open() {
    rig = Rig.open();
    gateway = rig.gateway("");
    server = rig.create("states");
    server.awaitState("ACTIVE");
  }

  @AfterAll
  static void close() {
    server.close();
    gateway.close();
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
        ssh.awaitNotice("connected again");
        ssh.awaitOut(LOGIN);
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
  void aDeletedServerEndsItsSessionsWithOneLine() {
    try (var doomed = rig.create("doomed").awaitState("ACTIVE");
        var ssh = gateway.ssh(rig.key("alice"), doomed.id() + "+wait").pipes()) {
      ssh.attached();
      doomed.delete();
      var end = ssh.result();

      assertThat(end.exitCode()).isEqualTo(65);
      assertThat(end.err()).contains("the server was deleted");
    }
  }

  @Test
  void aCloudIsCapturedWithNobodyThere() throws Exception {
    var capture = ", capture: { projects: [alpha], metadata: { keep: serial }, most: 1 }";
    try (var capturing = rig.gateway(capture);
        var wanted = rig.create("captured", "{\"keep\": \"serial\"}")) {
      wanted.awaitState("ACTIVE");
      var log = capturing.ssh(rig.key("alice"), wanted.id()).command("log --follow --from 0");
      try (var ssh = log.pipes()) {
        ssh.awaitOut(LOGIN);
      }
      var status = capturing.ssh(rig.key("alice"), wanted.id()).command("status").run();

      assertThat(status.out()).containsPattern("state +live").containsPattern("viewers +0");
      var quiet = capturing.ssh(rig.key("alice"), "db1").command("status").run();
      assertThat(quiet.out()).containsPattern("state +idle");
      CompletableFuture.runAsync(
              () -> {},
              CompletableFuture.delayedExecutor(
                  Long.getLong("capture.seconds", 20), TimeUnit.SECONDS))
          .get();
      var later = capturing.ssh(rig.key("alice"), wanted.id()).command("status").run();
      assertThat(later.out()).containsPattern("state +live");
    }
  }
}
