package dev.consolegw.gateway.e2e.audit;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit of a gateway that is killed, moved away under, or has no place to write to. */
@Tag("slow")
@Timeout(180)
class AuditFaultsTest {
  private static final String LISTENING = "console-gw: listening on 127.0.0.1:";
  private static final String SENTENCE = "the audit log cannot be written";

  @TempDir private Path folder;
  private final FakeGuest vm = FakeGuest.tcp();

  @AfterEach
  void stop() {
    vm.close();
  }

  private Path audit() {
    return folder.resolve("audit.jsonl");
  }

  private void settings(String audit) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        consoles: { lab/web1: { address: "%s" } }
        audit: %s
        """
            .formatted(folder, ALICE.publicKey(), vm.address(), audit));
  }

  private Ssh list(GatewayProcess gateway) {
    return gateway.ssh("web1").command("list");
  }

  @Test
  void whereItIsRequiredNothingBeginsOnAFullDiskAndWhatRunsGoesOn() throws IOException {
    settings("{ file: /dev/full, required: true }");
    try (var gateway = GatewayProcess.on(folder)) {
      gateway.err().await("event=audit-unwritten sink=file cause=\"No space left on device\"");
      var result = list(gateway).run();

      assertThat(result.exitCode()).isEqualTo(75);
      assertThat(result.err()).contains(SENTENCE);
      assertThat(result.out()).isEmpty();
    }
  }

  @Test
  void whereItIsNotRequiredPeopleWorkAllTheSame() throws IOException {
    settings("{ file: /dev/full }");
    try (var gateway = GatewayProcess.on(folder)) {
      gateway.err().await("event=audit-unwritten sink=file");

      assertThat(list(gateway).run().out()).contains("web1");
      assertThat(gateway.stop().err()).doesNotContain("event=audit-unwritten");
    }
  }

  /** A file that can be replaced by a name of the full disk, and back. */
  @Test
  void itHealsByItself() throws IOException {
    settings("{ file: \"%s\", required: true }".formatted(audit()));
    try (var gateway = GatewayProcess.on(folder);
        var session = gateway.ssh("web1").pipes()) {
      session.attached();
      Files.move(audit(), folder.resolve("audit.jsonl.1"));
      Files.createSymbolicLink(audit(), Path.of("/dev/full"));
      gateway.signal("HUP");
      gateway.err().await("event=settings-read");
      gateway.err().await("event=audit-unwritten sink=file");
      assertThat(list(gateway).run().err()).contains(SENTENCE);
      session.type("still here");
      vm.typed().await("still here");

      Files.delete(audit());
      gateway.signal("HUP");
      gateway.err().await("event=audit-written-again sink=file");
      assertThat(list(gateway).run().exitCode()).isZero();
    }
    try (var file = new AuditFile(audit())) {
      file.awaitEvent("command-ended");
      assertThat(file.lines("refused")).hasSize(1); // it had waited
      assertThat(file.text()).doesNotContain("\"lost\"");
    }
  }

  /** And shows no more of it beside itself than was there before. */
  @Test
  void aListThatIsOpenOpensNothingWithoutWhatIsRequired() throws IOException {
    settings("{ file: \"%s\", required: true }".formatted(audit()));
    try (var gateway = GatewayProcess.on(folder);
        var session = gateway.ssh("web1+ro").pipes().attached();
        var menu = gateway.ssh("menu").terminal("xterm-256color", 24, 130)) {
      vm.print("earlier\r\n");
      session.awaitOut("earlier");
      menu.await("earlier");
      Files.move(audit(), folder.resolve("audit.jsonl.1"));
      Files.createSymbolicLink(audit(), Path.of("/dev/full"));
      gateway.signal("HUP");
      gateway.err().await("event=audit-unwritten sink=file");
      vm.print("afterwards\r\n");
      session.awaitOut("afterwards");
      menu.type("\r");
      menu.await(SENTENCE);
      assertThat(list(gateway).run().err()).contains(SENTENCE); // the list has time to draw
      assertThat(menu.screen()).doesNotContain("attached server=web1", "afterwards");

      Files.delete(audit());
      gateway.signal("HUP");
      gateway.err().await("event=audit-written-again sink=file");
      menu.type("\r");
      menu.await("attached server=web1");
    }
  }

  @Test
  void aFileThatIsRotatedLosesNothing() throws IOException {
    settings("{ file: \"%s\" }".formatted(audit()));
    int rounds = 2;
    try (var gateway = GatewayProcess.on(folder)) {
      for (int i = 1; i <= rounds; i++) {
        assertThat(list(gateway).run().exitCode()).isZero();
        Files.move(audit(), folder.resolve("audit.jsonl." + i));
        gateway.signal("HUP");
        gateway.err().await("event=settings-read");
      }
      gateway.stop();
    }
    var all = new StringBuilder();
    for (int i = 1; i <= rounds; i++) {
      all.append(Files.readString(folder.resolve("audit.jsonl." + i)));
    }
    all.append(Files.readString(audit()));
    var numbers =
        all.toString()
            .lines()
            .map(line -> AuditFile.parse(line).get("uid").textValue())
            .map(uid -> Integer.parseInt(uid.substring(uid.indexOf('-') + 1)))
            .sorted()
            .toList();
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i + 1);
    }
    assertThat(all.toString().lines().filter(line -> line.contains("\"event\":\"command\"")))
        .hasSize(rounds);
  }

  @Test
  void settingsWithMistakesAreRefusedOnRecordAndTheFileIsReopenedAllTheSame() throws IOException {
    settings("{ file: \"%s\" }".formatted(audit()));
    try (var gateway = GatewayProcess.on(folder)) {
      Files.move(audit(), folder.resolve("audit.jsonl.1"));
      Files.writeString(folder.resolve("console-gw.yaml"), "ssh: { password: hunter2 }\n");
      gateway.signal("HUP");
      gateway.err().await("event=reload-without-effect");
      try (var file = new AuditFile(audit())) {
        file.awaitEvent("settings-refused");

        assertThat(file.last("settings-refused").get("mistakes").intValue()).isEqualTo(1);
        assertThat(file.last("settings-refused").get("first").textValue()).endsWith(":1:8");
        assertThat(file.text()).doesNotContain("hunter2");
      }
    }
  }

  @Test
  void afterAKillThereIsNoHalfLineInTheMiddle() throws IOException {
    settings("{ file: \"%s\" }".formatted(audit()));
    var gateway = GatewayProcess.on(folder);
    try (gateway) {
      assertThat(list(gateway).run().exitCode()).isZero();
      try (var file = new AuditFile(audit())) {
        file.awaitEvent("command-ended");
      }
      gateway.kill();
    }
    var before = Files.readString(audit());
    assertThat(before).endsWith("}\n").contains("\"event\":\"command-ended\"");
    Files.writeString(audit(), before + "{\"v\":1,\"time\":"); // as a kill may leave it
    try (var again = gateway.again()) {
      again.stop();
    }

    var after = Files.readString(audit());
    assertThat(after).startsWith(before);
    assertThat(after.lines().map(AuditFile::parse).map(line -> line.get("event").textValue()))
        .endsWith("started", "stopped");
  }

  @Test
  void onStdoutItIsLinesBesideThoseOfTheProgram() throws IOException {
    settings("{ stdout: true }");
    var words =
        GatewayProcess.words(
            List.of(), "serve", "--config", folder.resolve("console-gw.yaml").toString());
    try (var gateway = Program.start(words)) {
      gateway.out().await(LISTENING);
      int port = Integer.parseInt(gateway.out().awaitLine());
      var known = folder.resolve("known_hosts");
      assertThat(Ssh.to(port, ALICE, "web1", known).command("list").run().exitCode()).isZero();
      gateway.out().await("\"event\":\"command-ended\",\"code\":\"G4002\"");
      gateway.signal("TERM");

      assertThat(gateway.result().err()).doesNotContain("event=signed-in");
    }
  }

  @Test
  void aFileThatCannotBeOpenedStopsTheStart() throws IOException {
    settings("{ file: \"%s/nowhere/audit.jsonl\" }".formatted(folder));
    var words =
        GatewayProcess.words(
            List.of(), "serve", "--config", folder.resolve("console-gw.yaml").toString());
    try (var gateway = Program.start(words)) {
      var result = gateway.result();

      assertThat(result.exitCode()).isEqualTo(69);
      assertThat(result.err()).contains("audit.file " + folder + "/nowhere/audit.jsonl");
    }
  }
}
