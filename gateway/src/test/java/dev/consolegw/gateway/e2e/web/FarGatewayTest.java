package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeOdorobo;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consoles of another gateway, which this one dials as it does an agent's. */
@Tag("slow")
@Timeout(120)
class FarGatewayTest {
  private final FakeGuest vm = FakeGuest.tcp();
  private final FakeOdorobo agent = FakeOdorobo.plain();
  private TestGateway far;

  @BeforeEach
  void start() {
    far =
        TestGateway.withWeb(
            "{ listen: \"127.0.0.1:0\" }",
            console("lab/shared", vm.address()),
            console("lab/watched", vm.address()),
            console("lab/agent", agent.address()));
  }

  @AfterEach
  void stop() {
    far.close();
    vm.close();
    agent.close();
  }

  private String url(TestPerson who, String name) {
    return url(who, name, "");
  }

  private String url(TestPerson who, String name, String more) {
    var result = far.ssh(who, name).command("url --websocket" + more).run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  /** A gateway with one console, at this address. */
  private static TestGateway near(String address, String... more) {
    var settings = "address: \"" + address + "\"" + String.join("", more);
    return TestGateway.with(new TestGateway.Entry("lab/here", settings));
  }

  @Test
  void keysAndSizesGoThroughBoth() {
    try (var near = near(url(ALICE, "agent"));
        var ssh = near.ssh(ALICE, "here").terminal()) {
      ssh.await("role=write");
      assertThat(agent.awaitSize()).startsWith("80x24");
      ssh.resize(40, 120);
      assertThat(agent.awaitSize()).startsWith("120x40");
      ssh.type("root\r");
      agent.awaitTyped("root\r");
      agent.print("Password: ");
      ssh.await("Password: ");
    }
    agent.awaitNoClient();
  }

  @Test
  void aTicketMayBeAHeaderBesideTheShortAddress() {
    var url = url(ALICE, "shared");
    var address = url.replaceFirst("^ws(://[^/]+)/vms/([^/]+)/.*", "odorobo$1/$2");
    var header = ", headers: { Authorization: \"Bearer " + url.replaceFirst(".*=", "") + "\" }";
    try (var near = near(address, header);
        var ssh = near.ssh(ALICE, "here").terminal()) {
      ssh.await("role=write");
      ssh.type("hello\r");
      vm.awaitTyped("hello\r");
    }
  }

  @Test
  void aTicketMayBeInAFileThatIsReadAtEachDial() throws Exception {
    var file = far.folder().resolve("ticket");
    var url = url(ALICE, "shared");
    var address = url.replaceFirst("[?].*", "");
    try (var near = near(address, ", ticket-file: \"" + file + "\"");
        var ssh = near.ssh(ALICE, "here+wait").terminal()) {
      ssh.await("there is no " + file + "; write the ticket into it, with mode 0600");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, url.replaceFirst(".*=", "") + "\n");
      ssh.await("the far gateway says: attached server=shared");
      ssh.type("hello\r");
      vm.awaitTyped("hello\r");
    }
  }

  @Test
  void byATicketThatLastsAConsoleIsDialledAgain() {
    far.reload(text ->
        text.replace(
            "\"spare/*\"], right: manage", "\"spare/*\"], right: manage, url: { for: 8h }"));
    try (var near = near(url(ALICE, "shared", " --for 1h"));
        var ssh = near.ssh(ALICE, "here").terminal()) {
      ssh.await("role=write");
      vm.print("before\r\n");
      ssh.await("before");
      assertThat(far.ssh(ALICE, "shared").command("clear").run().exitCode()).isZero();

      ssh.await("connected again");
      ssh.type("after\r");
      vm.awaitTyped("after\r");
      var kept = near.ssh(ALICE, "here").command("log --raw").run();
      assertThat(kept.out()).containsOnlyOnce("before");
    }
  }

  @Test
  void whatTheFarOneRepeatsIsKeptOnce() {
    try (var ssh = far.ssh(ALICE, "shared").terminal()) {
      ssh.await("role=write");
      vm.print("a line that was printed before anybody dialled\r\n");
      ssh.await("anybody dialled");
    }
    try (var near = near(url(ALICE, "shared"))) {
      try (var ssh = near.ssh(ALICE, "here").terminal()) {
        ssh.await("anybody dialled");
        vm.print("and one that was printed then\r\n");
        ssh.await("printed then");
      }
      near.restartWith(
          new TestGateway.Entry("lab/here", "address: \"" + url(ALICE, "shared") + "\""));
      try (var ssh = near.ssh(ALICE, "here+replay=none").terminal()) {
        ssh.await("the far gateway says: live from here");
        vm.print("and more\r\n");
        ssh.await("and more");
      }

      var kept = near.ssh(ALICE, "here").command("log --raw").run();
      assertThat(kept.out()).containsOnlyOnce("anybody dialled").containsOnlyOnce("printed then");
    }
  }

  @Test
  void aBreakIsTheFarOnesWhichSaysWhatBecameOfIt() {
    try (var near = near(url(ALICE, "shared"));
        var ssh = near.ssh(ALICE, "here").terminal()) {
      ssh.await("role=write");
      ssh.type("\u001db");
      ssh.await("the far gateway says: ");
      ssh.await("break");
    }
  }

  @Test
  void whoeverMayOnlyWatchThereIsToldSoHere() {
    try (var near = near(url(BOB, "watched"));
        var ssh = near.ssh(ALICE, "here").terminal()) {
      ssh.await("the far gateway says: attached server=watched");
      ssh.await("role=watch");
      ssh.type("rm -rf /\r");
      ssh.await("the far gateway says: ");
      ssh.await("may not write here");
    }
    assertThat(vm.typed().soFar()).isEmpty();
  }

  @Test
  void whoIsSentAwayThereHearsWhyAndThatTheTicketWasForOnce() {
    try (var near = near(url(ALICE, "shared"));
        var ssh = near.ssh(ALICE, "here").terminal()) {
      ssh.await("role=write");
      vm.print("x");
      ssh.await("x");
      assertThat(far.ssh(ALICE, "shared").command("clear").run().exitCode()).isZero();

      ssh.await("alice");
      ssh.await("it wants a ticket that was not used");
    }
  }
}
