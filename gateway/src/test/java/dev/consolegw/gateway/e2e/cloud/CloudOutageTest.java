package dev.consolegw.gateway.e2e.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.CloudServices;
import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshPipes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Live sessions while services of a real cloud do not answer, or start anew. */
@Tag("openstack-once")
@Tag("openstack-outage")
class CloudOutageTest {
  private static final String LOGIN = "login: ";
  private static final String UNCONFIRMED = "your right to this console cannot be confirmed now: ";

  private static Rig rig;
  private static CloudServices services;
  private static TestGateway gateway;

  @BeforeAll
  static void open() {
    rig = Rig.open();
    services = new CloudServices(rig.folder());
    gateway = rig.gateway(", recheck: 10s");
  }

  @AfterAll
  static void close() {
    gateway.close();
    rig.close();
  }

  private static SshPipes at(TestGateway where, String name) {
    var ssh = where.ssh(rig.key("alice"), name).pipes().attached();
    answers(ssh);
    return ssh;
  }

  /** The guest is there, and types back. */
  private static void answers(SshPipes ssh) {
    ssh.type("\r");
    ssh.awaitOut(LOGIN);
  }

  private static void pass(int seconds) {
    var later = CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS);
    CompletableFuture.runAsync(() -> {}, later).join();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void twoMinutesWithoutKeystoneEndNothingThatRunsAndLetNobodyNewIn() {
    try (var impatient = rig.gateway(", recheck: 10s, grant: 1m");
        var patient = at(gateway, "my-server");
        var shortLived = at(impatient, "db1")) {
      try (var _ = services.halt("keystone")) {
        var began = System.nanoTime();
        pass(15);
        var refused = gateway.ssh(rig.key("alice"), "db1").run();
        var end = shortLived.result();
        answers(patient);
        pass(120 - (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        answers(patient);

        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(refused.err()).contains(UNCONFIRMED).contains("Keystone does not answer");
        assertThat(end.exitCode()).isEqualTo(69);
        assertThat(end.err())
            .startsWith("console: your right to this console could not be confirmed in time: ");
      }
      Rig.poll(() -> gateway.ssh(rig.key("alice"), "db1").run().exitCode() == 0);
      answers(patient);
    }
  }

  @Test
  void aProxyThatStartsAnewCostsASessionNothing() {
    try (var ssh = at(gateway, "my-server")) {
      var start = services.end("nova-serialproxy");
      ssh.awaitNotice("disconnected: ");
      ssh.type("typed while it was away\r");
      ssh.awaitNotice("not connected: what you type is not sent");
      start.run();
      ssh.awaitNotice("connected again");
      answers(ssh);

      assertThat(ssh.out().soFar()).doesNotContain("typed while");
    }
  }

  @Test
  void aHostWhoseComputeIsAwayKeepsItsSessionsAndSaysSoToNewOnes() {
    try (var ssh = at(gateway, "my-server")) {
      try (var _ = services.halt("nova-compute")) {
        var refused = gateway.ssh(rig.key("alice"), "db1").run();
        answers(ssh);

        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(refused.err())
            .contains("Nova gives no address for the console, its host may be down");
      }
      Rig.poll(() -> gateway.ssh(rig.key("alice"), "db1").run("\r").out().contains(LOGIN));
      answers(ssh);
    }
  }
}
