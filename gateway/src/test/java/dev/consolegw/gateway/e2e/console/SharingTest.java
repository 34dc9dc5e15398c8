package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real clients on one console: on which terms they share it, and what they leave behind. */
class SharingTest {
  private static final String ESCAPE = "\u001d";

  private final FakeGuest vm = FakeGuest.tcp();
  private TestGateway gateway = TestGateway.with();

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private void shared(String sessions) {
    gateway.close();
    gateway = TestGateway.with(console("lab/shared", vm).with("sessions: { " + sessions + " }"));
  }

  @Test
  void whoJoinsTypesTooButItsTerminalDoesNotAnswer() {
    shared("sharing: join");
    try (var alice = gateway.ssh(ALICE, "shared").terminal().attached();
        var bob = gateway.ssh(BOB, "lab/shared+join").terminal()) {
      bob.await("console: you write together with alice from 127.0.0.1\r\n");
      bob.await("role=join others=1");
      alice.await("console: bob from 127.0.0.1 writes here, too\r\n");

      bob.type("\u001b[24;80Rb");
      vm.awaitTyped("b");
      alice.type("\u001b[24;80Ra");
      vm.awaitTyped("\u001b[24;80Ra");
      bob.type("\u001b[A");

      vm.awaitTyped("\u001b[A");
    }
  }

  @Test
  void whereOneWritesAtATimeAScriptThatWouldJoinIsSentAway() {
    shared("sharing: one-writer");

    var result = gateway.ssh(BOB, "lab/shared+join").run("x");

    assertThat(result)
        .isEqualTo(
            new Ssh.Result(
                77, "", "console: one person at a time writes on this console; leave +join out\n"));
  }

  @Test
  void whoIsAloneIsNotWatchedUntilAManagerInsists() {
    shared("sharing: exclusive");
    try (var bob = gateway.ssh(BOB, "lab/shared").terminal().attached()) {

      var refused = gateway.ssh(ALICE, "shared+ro").run();
      assertThat(refused)
          .isEqualTo(
              new Ssh.Result(
                  75,
                  "",
                  "console: bob from 127.0.0.1 has this console alone; try again later, or insist"
                      + " with +force\n"));
      assertThat(gateway.ssh(ALICE, "shared").command("log").run().exitCode()).isEqualTo(75);
      assertThat(gateway.ssh(ALICE, "shared").command("recordings").run().exitCode()).isEqualTo(75);
      var files = gateway.ssh(ALICE, "shared").option("-s").command("sftp").run();
      assertThat(files.exitCode()).isEqualTo(75);
      assertThat(files.err()).contains("bob from 127.0.0.1 has this console alone");
      assertThat(gateway.ssh(ALICE, "shared+force").command("log").run().exitCode()).isZero();
      try (var _ = gateway.ssh(ALICE, "shared+force").terminal().attached()) {
        bob.await("console: alice from 127.0.0.1 has taken this console\r\n");
        assertThat(bob.exitCode()).isEqualTo(75);
      }
    }
  }

  @Test
  void whereAllWatchNobodyTypes() {
    shared("sharing: watch");
    try (var alice = gateway.ssh(ALICE, "shared+force").terminal()) {
      alice.await("console: nobody writes on this console; you are watching");

      var sent = gateway.ssh(ALICE, "shared").command("send hello").run();

      assertThat(sent.exitCode()).isEqualTo(77);
      assertThat(sent.err())
          .isEqualTo("console: nobody writes on this console; watch it with +ro\n");
    }
  }

  @Test
  void aManagerSeesWhoIsThereAndEndsASession() throws Exception {
    shared("sharing: one-writer");
    try (var bob = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      bob.type("hi");
      vm.awaitTyped("hi");
      var manager = gateway.ssh(ALICE, "shared");
      var who = new ObjectMapper().readTree(manager.command("who --json").run().out());
      assertThat(who).hasSize(1);
      assertThat(who.get(0).get("person").asText()).isEqualTo("file:bob");
      assertThat(who.get(0).get("role").asText()).isEqualTo("write");
      assertThat(who.get(0).get("in").asLong()).isEqualTo(2);
      assertThat(who.get(0).get("idle").asLong()).isBetween(0L, 60L);
      var id = who.get(0).get("session").asText();
      assertThat(gateway.ssh(BOB, "lab/shared").command("kick " + id).run().exitCode())
          .isEqualTo(77);
      assertThat(manager.command("kick none").run().exitCode()).isEqualTo(64);

      var kicked = manager.command("kick " + id).run();

      assertThat(kicked)
          .isEqualTo(new Ssh.Result(0, "ended " + id + " of file:bob from 127.0.0.1\n", ""));
      bob.await("console: alice from 127.0.0.1 ended your session\r\n");
      assertThat(bob.exitCode()).isEqualTo(75);
    }
  }

  @Test
  void clearEndsAllSessions() {
    shared("sharing: one-writer");
    try (var bob = gateway.ssh(BOB, "lab/shared").pipes().attached();
        var alice = gateway.ssh(ALICE, "shared+ro").pipes().attached()) {

      var cleared = gateway.ssh(ALICE, "shared").command("clear").run();

      assertThat(cleared).isEqualTo(new Ssh.Result(0, "sessions ended: 2\n", ""));
      assertThat(bob.result().exitCode()).isEqualTo(75);
      assertThat(alice.result().err()).contains("alice from 127.0.0.1 ended all sessions here\n");
    }
  }

  @Test
  void resetSendsTheKeysThatEndALogin() {
    shared("sharing: one-writer");

    var result = gateway.ssh(BOB, "lab/shared").command("reset").run();

    assertThat(result).isEqualTo(new Ssh.Result(0, "", ""));
    vm.awaitTyped("\u0003\r\u0004");
  }

  @Test
  void theNextPersonIsToldOfALoginThatWasLeftOpenAlsoAfterARestart() {
    shared("on-leave: warn");
    try (var bob = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      bob.type("root\r");
      vm.awaitTyped("root\r");
      bob.type(ESCAPE + ".");
      assertThat(bob.exitCode()).isZero();
    }
    gateway.restart();

    try (var alice = gateway.ssh(ALICE, "shared").terminal()) {
      alice.await("console: last writer bob from 127.0.0.1 left ");
      alice.await("no logout was seen, the guest may still be logged in as them\r\n");
    }
  }

  @Test
  void whenTheLastWriterIsGoneTheLineIsReset() {
    shared("on-leave: reset");
    try (var bob = gateway.ssh(BOB, "lab/shared").pipes().attached()) {
      bob.type("root\r");
      vm.awaitTyped("root\r");
    }

    vm.awaitTyped("\u0003\r\u0004");
  }
}
