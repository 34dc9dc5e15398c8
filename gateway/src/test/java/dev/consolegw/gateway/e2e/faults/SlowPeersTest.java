package dev.consolegw.gateway.e2e.faults;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.ThrottledLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stand still, or read a little now and then; nobody else notices. */
class SlowPeersTest {
  private static final int MUCH = 16 << 20;

  /** At a kilobyte a second, on a machine however busy. */
  private static final int SHOWN_BY_THEN = 100_000;

  @TempDir Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway = TestGateway.with(console("lab/web1", vm).with("keep: 64MiB"));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  /** The guest prints much, and a writer gets all of it; its key is echoed. */
  private void floodAnother() throws IOException {
    var received = folder.resolve("received");
    try (var writer = gateway.ssh(ALICE, "web1+hup=close").into(received)) {
      writer.attached();
      vm.print(NumberedOutput.at(0, MUCH));
      writer.type("x");
      vm.awaitTyped("x");
      vm.hangUp();

      assertThat(writer.exitCode()).isZero();
    }
    assertThat(Files.readAllBytes(received)).isEqualTo(NumberedOutput.at(0, MUCH));
  }

  @Test
  @Tag("long")
  void whoFollowsTheLogAndStandsStillMissesNothing() throws IOException {
    try (var follower = gateway.ssh(ALICE, "web1").command("log --follow --raw").pipes()) {
      try (var watcher = gateway.ssh(ALICE, "web1+ro").pipes().attached()) {
        vm.print("begin");
        watcher.awaitOut("begin");
      }
      follower.awaitOut("begin");
      vm.hangUp();
      follower.suspend();

      floodAnother();
      follower.resume();

      assertThat(follower.out().await(MUCH)).isEqualTo(NumberedOutput.at(0, MUCH));
    }
  }

  @Test
  @Tag("long")
  void anSftpClientThatStandsStillGoesOnWhereItWas() throws IOException {
    floodAnother();
    var copy = folder.resolve("copy");

    try (var sftp = Program.start(sftp(List.of("-l", "40000")), folder, Map.of())) {
      sftp.type("get console.log copy\n");
      sftp.endInput();
      sftp.out().await("sftp> get console.log copy\n");
      sftp.signal("STOP");
      sftp.handle().children().forEach(ssh -> Program.run("kill", "-STOP", "" + ssh.pid()));

      try (var other = Program.start(sftp(List.of()), folder, Map.of())) {
        other.type("get console.log other\n");
        other.endInput();
        assertThat(other.result().exitCode()).isZero();
      }
      assertThat(folder.resolve("other")).hasSize(MUCH);

      sftp.handle().children().forEach(ssh -> Program.run("kill", "-CONT", "" + ssh.pid()));
      sftp.signal("CONT");
      assertThat(sftp.result().exitCode()).isZero();
      assertThat(Files.mismatch(copy, folder.resolve("other"))).isEqualTo(-1);
    }
  }

  private List<String> sftp(List<String> more) {
    var words = new ArrayList<>(List.of("sftp", "-F", "none", "-b", "-"));
    words.addAll(more);
    words.addAll(
        List.of(
            "-P" + gateway.port(),
            "-i" + ALICE.key(),
            "-oIdentitiesOnly=yes",
            "-oIdentityAgent=none",
            "-oStrictHostKeyChecking=no",
            "-oLogLevel=ERROR",
            "-oUserKnownHostsFile=" + gateway.folder().resolve("known_hosts"),
            "web1@127.0.0.1"));
    return words;
  }

  @Test
  @Tag("long")
  void aListThatStandsStillIsDrawnAgainAndStopsNobody() throws IOException {
    try (var menu = gateway.ssh(ALICE, "menu").terminal("xterm-256color", 24, 80)) {
      menu.await("q leaves");
      menu.suspend();

      floodAnother();
      menu.resume();

      menu.type("nothing like this");
      menu.await("0 of 1");
      menu.type("\033\033");
    }
  }

  @Test
  void aListThatStandsStillDoesNotKeepTheGatewayFromStopping() {
    try (var menu = gateway.ssh(ALICE, "menu").terminal("xterm-256color", 24, 80)) {
      menu.await("q leaves");
      menu.suspend();

      gateway.stop();
    }
  }

  /** Its keys go at once, the others get all; it is shown the rest, or told what it missed. */
  @Test
  @Tag("long")
  void aViewerOnALinkOfAKilobyteASecondKeepsItsSession() throws Exception {
    try (var link = ThrottledLink.to(gateway.port(), 1000);
        var slow = gateway.ssh(ALICE, "web1+ro+drop=note").via(link.port()).pipes().attached()) {
      floodAnother();
      assertThat(slow.staysFor(Duration.ofSeconds(5))).isTrue();
      assertThat(slow.out().soFar()).hasSizeLessThan(SHOWN_BY_THEN);

      link.open();
      slow.awaitNotice("console: skipped ");
      slow.awaitNotice("; they are kept in the log\n");
      try (var writer = gateway.ssh(ALICE, "web1").pipes().attached()) {
        vm.print("the live end");
        writer.awaitOut("the live end");
      }
      slow.awaitOut("the live end");
    }
  }
}
