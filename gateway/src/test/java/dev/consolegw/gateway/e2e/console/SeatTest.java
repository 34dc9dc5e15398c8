package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several people on one console: one writes, the others watch, and it can change. */
class SeatTest {
  private static final String ESCAPE = "\u001d";

  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(console("lab/shared", vm), console("lab/watched", vm));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  @Test
  void theSecondPersonWatchesUntilTheFirstGivesTheSeatUp() {
    try (var alice = gateway.ssh(ALICE, "shared").terminal().attached();
        var bob = gateway.ssh(BOB, "lab/shared").terminal()) {
      bob.await(
          "console: alice from 127.0.0.1 is writing; you are watching, Ctrl-] t asks for the"
              + " seat\r\n");
      bob.await("role=watch others=1");
      bob.type("lost");
      bob.await("console: you are watching; Ctrl-] t asks for the seat\r\n");
      vm.print("seen by both");
      bob.await("seen by both");
      alice.await("seen by both");

      alice.type(ESCAPE + "g");
      alice.await("console: you gave the seat up; Ctrl-] t takes it back\r\n");
      bob.await("console: alice from 127.0.0.1 gave the seat up; Ctrl-] t takes it\r\n");
      bob.type(ESCAPE + "tmine");

      vm.awaitTyped("mine");
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void whoMayNotManageCannotTakeTheSeatOfAnotherWhoIsAwake() {
    try (var alice = gateway.ssh(ALICE, "shared").terminal().attached();
        var bob = gateway.ssh(BOB, "lab/shared+force").terminal()) {
      bob.await("console: alice from 127.0.0.1 is writing; you are watching");

      bob.type(ESCAPE + "t");

      bob.await("console: alice from 127.0.0.1 is writing, and was told that you ask for the seat");
      alice.await("console: bob from 127.0.0.1 asks for the seat; Ctrl-] g gives it up\r\n");
    }
  }

  @Test
  void theSamePersonTakesTheSeatAtOnce() {
    try (var first = gateway.ssh(ALICE, "shared").terminal().attached();
        var second = gateway.ssh(ALICE, "shared").terminal()) {
      second.await("role=write others=1");
      first.await(
          "console: alice from 127.0.0.1 took the seat; you are watching, Ctrl-] t asks for"
              + " it back\r\n");

      second.type("second");

      vm.awaitTyped("second");
    }
  }

  @Test
  void whoMayManageTakesItByForceAndTheOtherIsToldWho() {
    try (var bob = gateway.ssh(BOB, "lab/shared").terminal().attached();
        var alice = gateway.ssh(ALICE, "shared+force").terminal()) {
      alice.await("role=write others=1");

      bob.await("console: alice from 127.0.0.1 took the seat; you are watching");
    }
  }

  @Test
  void whoMayManageButDoesNotInsistWatchesFirst() {
    try (var _ = gateway.ssh(BOB, "lab/shared").terminal().attached();
        var alice = gateway.ssh(ALICE, "shared").terminal()) {
      alice.await("console: bob from 127.0.0.1 is writing");
      alice.await("role=watch others=1");
      alice.type(ESCAPE + "tnow");

      vm.awaitTyped("now");
    }
  }

  @Test
  void aScriptIsSentAwayWhenTheSeatIsTaken() {
    try (var _ = gateway.ssh(ALICE, "shared").terminal().attached()) {

      var result = gateway.ssh(BOB, "lab/shared").run("rm -rf /\r");

      assertThat(result)
          .isEqualTo(
              new Ssh.Result(
                  75,
                  "",
                  "console: alice from 127.0.0.1 is writing on this console; try again later, or"
                      + " watch with +ro\n"));
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void aScriptIsSentAwayWhenItLosesTheSeat() {
    try (var bob = gateway.ssh(BOB, "lab/shared").pipes().attached();
        var _ = gateway.ssh(ALICE, "shared+force").terminal().attached()) {

      assertThat(bob.result())
          .isEqualTo(new Ssh.Result(75, "", "console: alice from 127.0.0.1 took the seat\n"));
    }
  }

  @Test
  void aScriptThatWatchesTakesNoSeat() {
    try (var script = gateway.ssh(ALICE, "shared+ro").pipes().attached();
        var bob = gateway.ssh(BOB, "lab/shared").terminal()) {
      bob.await("role=write others=1");

      script.type("not this");
      script.awaitNotice("console: you are watching");
      bob.type("but this");

      vm.awaitTyped("but this");
      assertThat(vm.typed().soFar()).isEmpty();
    }
  }

  @Test
  void whoMayOnlyWatchIsToldSoInATerminal() {
    try (var bob = gateway.ssh(BOB, "lab/watched").terminal()) {
      bob.await("console: you may not write here; you are watching");
      bob.await("role=watch others=0");
    }
  }

  @Test
  void aSeatThatIsLeftIsFreeForTheNext() {
    try (var alice = gateway.ssh(ALICE, "shared").terminal().attached();
        var bob = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      alice.type(ESCAPE + ".");
      assertThat(alice.exitCode()).isZero();

      bob.type(ESCAPE + "tfree");

      vm.awaitTyped("free");
    }
  }

  @Test
  @Tag("long")
  void whoAnswersNothingForAWhileLosesTheSeatToWhoeverAsks() throws InterruptedException {
    try (var alice = gateway.ssh(ALICE, "shared").pipes().attached();
        var bob = gateway.ssh(BOB, "lab/shared").terminal().attached()) {
      alice.suspend();
      assertThat(alice.staysFor(Duration.ofSeconds(16))).isTrue();

      bob.type(ESCAPE + "tmine");

      vm.awaitTyped("mine");
      alice.resume();
      assertThat(alice.result().exitCode()).isEqualTo(75);
    }
  }
}
