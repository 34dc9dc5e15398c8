package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New settings while everything runs: on SIGHUP, and key files by themselves. */
@Tag("slow")
class ReloadTest {
  private static final String ALICE = user(TestPerson.ALICE);
  private static final String BOB = user(TestPerson.BOB);
  private static final String BOTH_WRITE = rule("alice, bob", "write");

  @TempDir private Path folder;
  private String consoles = "";

  private static String user(TestPerson who) {
    var name = who.name().toLowerCase(java.util.Locale.ROOT);
    return "%s: { keys: \"%s\" }".formatted(name, who.publicKey());
  }

  private static String rule(String users, String right) {
    return "{ users: [%s], consoles: [\"lab/*\"], right: %s }".formatted(users, right);
  }

  private static String console(String name, FakeGuest vm) {
    return "  lab/%s: { address: \"%s\" }\n".formatted(name, vm.address());
  }

  private void settings(String users, String rule) {
    settings("{ listen: \"127.0.0.1:0\" }", users, rule);
  }

  private void settings(String ssh, String users, String rule) {
    write(
        """
        state: "%s/state"
        ssh: %s
        users: { %s }
        rules: [ %s ]
        consoles:
        %s
        """
            .formatted(folder, ssh, users, rule, consoles));
  }

  private void write(String text) {
    try {
      Files.writeString(folder.resolve("console-gw.yaml"), text);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void reload(GatewayProcess gateway) {
    gateway.signal("HUP");
    gateway.err().await("event=settings-read");
  }

  @BeforeEach
  void noConsoles() {
    consoles = "";
  }

  @Test
  void aKeyThatIsTakenOutEndsItsSessionAndNobodyElses() {
    try (var vm = FakeGuest.tcp()) {
      consoles = console("web1", vm);
      settings(ALICE + ", " + BOB, BOTH_WRITE);
      try (var gateway = GatewayProcess.on(folder);
          var alice = gateway.ssh(TestPerson.ALICE, "web1").pipes().attached();
          var inner = gateway.through(TestPerson.ALICE, "web1+ro").pipes().attached();
          var bob = gateway.ssh(TestPerson.BOB, "web1+ro").pipes().attached()) {
        settings(BOB, rule("bob", "write"));
        reload(gateway);

        assertThat(alice.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
        inner.awaitNotice("console: you may no longer use this console");
        assertThat(inner.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
        vm.print("still here");
        bob.awaitOut("still here");
        assertThat(gateway.ssh(TestPerson.ALICE, "web1").run().exitCode()).isEqualTo(255);
      }
    }
  }

  @Test
  void aConnectionWhoseKeyIsTakenOutOpensNothingMore() {
    settings(ALICE + ", " + BOB, BOTH_WRITE);
    try (var gateway = GatewayProcess.on(folder)) {
      var alice =
          gateway.ssh(TestPerson.ALICE, "").option("-oControlPath=" + folder.resolve("mux"));
      try (var master =
          alice
              .option("-N", "-oControlMaster=yes", "-oPermitLocalCommand=yes")
              .option("-oLocalCommand=echo signed in >&2")
              .pipes()) {
        master.awaitNotice("signed in");
        var next = alice.option("-oProxyCommand=false");
        assertThat(next.command("list").run().exitCode()).isZero();

        settings(BOB, rule("bob", "write"));
        reload(gateway);

        var refused = next.command("list").run();
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
        assertThat(refused.err()).contains("your key may no longer sign in here");
      }
    }
  }

  @Test
  void whoIsAtTheListLeavesWithTheirKey() {
    try (var vm = FakeGuest.tcp()) {
      consoles = console("web1", vm);
      settings(ALICE + ", " + BOB, BOTH_WRITE);
      try (var gateway = GatewayProcess.on(folder);
          var alice = gateway.ssh(TestPerson.ALICE, "menu").terminal()) {
        alice.await("web1");
        settings(BOB, rule("bob", "write"));
        reload(gateway);

        alice.await("your key may no longer sign in here");
        assertThat(alice.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
      }
    }
  }

  @Test
  void whoMayOnlyWatchFromNowOnLosesTheSeat() {
    try (var vm = FakeGuest.tcp()) {
      consoles = console("web1", vm);
      settings(ALICE, rule("alice", "write"));
      try (var gateway = GatewayProcess.on(folder);
          var alice = gateway.ssh(TestPerson.ALICE, "web1").terminal()) {
        alice.await("attached server=");
        settings(ALICE, rule("alice", "watch"));
        reload(gateway);

        alice.await("you may only watch from now on");
      }
    }
  }

  @Test
  void consolesComeAndGoAndOthersStay() {
    try (var vm = FakeGuest.tcp();
        var other = FakeGuest.tcp()) {
      consoles = console("stays", vm) + console("goes", other);
      settings(ALICE, rule("alice", "write"));
      try (var gateway = GatewayProcess.on(folder);
          var stays = gateway.ssh(TestPerson.ALICE, "stays").pipes().attached();
          var goes = gateway.ssh(TestPerson.ALICE, "goes").pipes().attached()) {
        consoles = console("stays", vm) + console("comes", other);
        settings(ALICE, rule("alice", "write"));
        reload(gateway);

        goes.awaitNotice("this console was taken out of the gateway's configuration");
        assertThat(goes.exitCode()).isEqualTo(ExitCode.NO_CONSOLE.status());
        try (var comes = gateway.ssh(TestPerson.ALICE, "comes").pipes().attached()) {
          other.print("here");
          comes.awaitOut("here");
        }
        vm.print("still here");
        stays.awaitOut("still here");
      }
    }
  }

  @Test
  void anAddressThatChangesIsDialledTheNextTime() {
    try (var before = FakeGuest.tcp();
        var after = FakeGuest.tcp()) {
      consoles = console("web1", before);
      settings(ALICE, rule("alice", "write"));
      try (var gateway = GatewayProcess.on(folder);
          var alice = gateway.ssh(TestPerson.ALICE, "web1").pipes().attached()) {
        consoles = console("web1", after);
        settings(ALICE, rule("alice", "write"));
        reload(gateway);

        before.print("connected as before");
        alice.awaitOut("connected as before");
        before.hangUp();
        alice.awaitNotice("connected again");
        after.print("and now here");
        alice.awaitOut("and now here");
      }
    }
  }

  @Test
  void aBrokenFileChangesNothingAndIsNamedWithLineAndColumn() {
    try (var vm = FakeGuest.tcp()) {
      consoles = console("web1", vm);
      settings(ALICE, rule("alice", "write"));
      try (var gateway = GatewayProcess.on(folder);
          var alice = gateway.ssh(TestPerson.ALICE, "web1").pipes().attached()) {
        write("users: { bob: { keys: [] } }\nrulez: []\n");
        gateway.signal("HUP");

        gateway.err().await("event=reload-refused cause=\"" + folder + "/console-gw.yaml:1:10: ");
        gateway.err().await("console-gw.yaml:2:1: unknown key 'rulez'");
        gateway.err().await("event=reload-without-effect mistakes=2");
        vm.print("still here");
        alice.awaitOut("still here");
        assertThat(gateway.ssh(TestPerson.ALICE, "").command("list").run().exitCode()).isZero();
      }
    }
  }

  @Test
  void whatOnlyARestartCanChangeIsSaidAndStaysAsItWas() {
    settings(ALICE, rule("alice", "write"));
    try (var gateway = GatewayProcess.on(folder)) {
      settings("{ listen: \"127.0.0.9:0\", channels: 3 }", ALICE, rule("alice", "write"));
      reload(gateway);

      gateway.err().await("event=settings-kept keys=\"ssh.listen, ssh.channels\"");
      assertThat(gateway.ssh(TestPerson.ALICE, "").command("list").run().exitCode()).isZero();
    }
  }

  @Test
  void aKeyFileIsReadWhenItChangesAndItsLostKeyEndsTheSession() throws Exception {
    var keys = keysFile(TestPerson.ALICE, TestPerson.BOB);
    try (var vm = FakeGuest.tcp()) {
      consoles = console("web1", vm);
      settings("team: { keys-file: \"" + keys + "\" }", rule("team", "write"));
      try (var gateway = GatewayProcess.on(folder);
          var alice = gateway.ssh(TestPerson.ALICE, "web1").pipes().attached();
          var bob = gateway.ssh(TestPerson.BOB, "web1+ro").pipes().attached()) {
        keysFile(TestPerson.BOB);

        gateway.err().await("event=key-files-read files=1 keys-changed=true");
        assertThat(alice.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
        vm.print("still here");
        bob.awaitOut("still here");
        assertThat(gateway.ssh(TestPerson.ALICE, "web1").run().exitCode()).isEqualTo(255);
      }
    }
  }

  @Test
  void anotherPasswordOfTheCloudIsUsedWhenItsFileChanges() throws Exception {
    try (var stub = CloudStub.start()) {
      var clouds = folder.resolve("clouds.yaml");
      Files.writeString(clouds, stub.cloudsYaml().replace("gateway-pw", "of-yesterday"));
      Files.setPosixFilePermissions(clouds, PosixFilePermissions.fromString("rw-r--r--"));
      write(
          """
          state: "%s/state"
          ssh: { listen: "127.0.0.1:0" }
          openstack: { cloud: stub }
          """
              .formatted(folder));
      var words = GatewayProcess.words(List.of(), "serve", "--config", folder + "/console-gw.yaml");
      var environment = Map.of("OS_CLIENT_CONFIG_FILE", clouds.toString());
      try (var gateway = Program.start(words, folder, environment)) {
        gateway.err().await("event=mode-too-open path=\"" + clouds + "\" mode=rw-r--r--");
        gateway.out().await("listening on");
        gateway.err().await("Keystone refuses the user or the password");

        Files.writeString(clouds, stub.cloudsYaml());

        gateway.err().await("event=cloud-account-read");
        gateway.err().await("event=people-read");
      }
    }
  }

  /** Written in steps, as an editor may do it. */
  private Path keysFile(TestPerson... people) throws IOException {
    var file = folder.resolve("keys");
    Files.writeString(file, "");
    Files.write(file, Stream.of(people).map(TestPerson::publicKey).toList());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
