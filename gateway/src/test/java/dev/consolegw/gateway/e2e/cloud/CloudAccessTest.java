package dev.consolegw.gateway.e2e.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.testing.CloudUser;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.Rig;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshPipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People of a real cloud whose roles, keys and accounts change while they are at a console. */
@Tag("openstack")
class CloudAccessTest {
  private static final String GONE = "console: you may no longer use this console\n";
  private static final int SENT_AWAY = 77;
  private static final int NOTHING_TO_OPEN = 65;
  private static final int STRANGER = 255;

  @TempDir private static Path keys;
  private static Rig rig;
  private static CloudUser admin;
  private static String member;
  private static TestGateway gateway;
  private static Somebody leaving;
  private static Somebody disabled;
  private static Somebody deleted;
  private static Somebody changing;
  private static Somebody grouped;
  private static Somebody inheriting;
  private static Somebody both;
  private static Somebody oneOfTwo;
  private static String otherOfTwo;
  private static String group;

  /** A person made for a test. */
  private record Somebody(String id, Path key) {}

  /** All people are there before the gateway looks for the first time. */
  @BeforeAll
  static void open() throws IOException {
    rig = Rig.open();
    admin = CloudUser.admin();
    member = admin.role("member");
    leaving = somebody("leaving");
    admin.put(role("alpha", leaving.id()));
    disabled = somebody("disabled");
    admin.put(role("alpha", disabled.id()));
    deleted = somebody("deleted");
    admin.put(role("alpha", deleted.id()));
    changing = somebody("changing");
    admin.put(role("alpha", changing.id()));
    grouped = somebody("grouped");
    group = admin.make("group", "e2e-group");
    admin.put(groupMember());
    admin.put("/projects/%s/groups/%s/roles/%s".formatted(rig.project("alpha"), group, member));
    inheriting = somebody("inheriting");
    admin.put(inherited());
    both = somebody("both");
    admin.put(role("alpha", both.id()));
    admin.put(role("beta", both.id()));
    oneOfTwo = somebody("one-of-two");
    admin.put(role("alpha", oneOfTwo.id()));
    otherOfTwo = admin.make("user", "e2e-other-of-two");
    admin.key(otherOfTwo, "borrowed", publicKey(oneOfTwo.key()));
    admin.put(role("beta", otherOfTwo));
    gateway = rig.gateway(", recheck: 5s");
    Rig.poll(() -> tries(both.key()) == 0);
  }

  @AfterAll
  static void close() {
    gateway.close();
    admin.close();
    rig.close();
  }

  private static Somebody somebody(String name) throws IOException {
    var id = admin.make("user", "e2e-" + name);
    var key = makeKey(name);
    admin.key(id, "first", publicKey(key));
    return new Somebody(id, key);
  }

  private static Path makeKey(String name) {
    var key = keys.resolve(name);
    Program.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
    return key;
  }

  private static String publicKey(Path key) throws IOException {
    return Files.readString(Path.of(key + ".pub"));
  }

  private static String role(String project, String user) {
    return "/projects/%s/users/%s/roles/%s".formatted(rig.project(project), user, member);
  }

  private static String groupMember() {
    return "/groups/" + group + "/users/" + grouped.id();
  }

  private static String inherited() {
    return "/OS-INHERIT/domains/default/users/%s/roles/%s/inherited_to_projects"
        .formatted(inheriting.id(), member);
  }

  private static SshPipes at(String console, Path key) {
    return gateway.ssh(key, console + "+ro").pipes().attached();
  }

  private static int tries(Path key) {
    return gateway.ssh(key, "alpha/my-server").command("status").run().exitCode();
  }

  private static void isSentAway(SshPipes ssh) {
    var end = ssh.result();

    assertThat(end.exitCode()).isEqualTo(SENT_AWAY);
    assertThat(end.err()).isEqualTo(GONE);
  }

  @Test
  void whoLosesTheRoleIsSentAwayWithOneLine() {
    try (var ssh = at("alpha/my-server", leaving.key())) {
      admin.delete(role("alpha", leaving.id()));

      isSentAway(ssh);
    }
    assertThat(tries(leaving.key())).isEqualTo(STRANGER);
  }

  @Test
  void theDisabledAndTheDeletedAreSentAwayAndAreStrangersFromThenOn() {
    try (var one = at("alpha/my-server", disabled.key());
        var other = at("alpha/my-server", deleted.key())) {
      admin.disable(disabled.id());
      admin.delete("/users/" + deleted.id());

      isSentAway(one);
      isSentAway(other);
    }
    assertThat(tries(disabled.key())).isEqualTo(STRANGER);
    assertThat(tries(deleted.key())).isEqualTo(STRANGER);
  }

  @Test
  void aKeyThatIsReplacedOpensNothingAndTheNewOneDoes() throws IOException {
    var key = makeKey("second");
    try (var ssh = at("alpha/my-server", changing.key())) {
      admin.noKey(changing.id(), "first");
      admin.key(changing.id(), "second", publicKey(key));

      isSentAway(ssh);
    }
    assertThat(tries(changing.key())).isEqualTo(STRANGER);
    Rig.poll(() -> tries(key) == 0);
  }

  @Test
  void aRoleThroughAGroupLastsAsLongAsTheMembership() {
    try (var ssh = at("alpha/my-server", grouped.key())) {
      admin.delete(groupMember());

      isSentAway(ssh);
    }
    assertThat(tries(grouped.key())).isEqualTo(STRANGER);
  }

  @Test
  void aRoleOfADomainCountsInItsProjects() {
    try (var ssh = at("alpha/my-server", inheriting.key());
        var other = at("beta/my-server", inheriting.key())) {
      admin.delete(inherited());

      isSentAway(ssh);
      isSentAway(other);
    }
    // The other projects of the domain are read when their turn comes; until then no stranger.
    assertThat(tries(inheriting.key())).isIn(NOTHING_TO_OPEN, STRANGER);
  }

  @Test
  void aKeyOfTwoOpensWhatEachOfThemMayAndNoMore() throws InterruptedException {
    try (var alpha = at("alpha/my-server", oneOfTwo.key());
        var beta = at("beta/my-server", oneOfTwo.key())) {
      admin.delete(role("alpha", oneOfTwo.id()));

      isSentAway(alpha);
      var again = gateway.ssh(oneOfTwo.key(), "alpha/my-server").run();
      assertThat(again.exitCode()).isEqualTo(65);
      var list = gateway.ssh(oneOfTwo.key(), "any").command("list").run().out();
      assertThat(list).contains("beta").doesNotContain("alpha");

      admin.disable(otherOfTwo);
      isSentAway(beta);
    }
    assertThat(tries(oneOfTwo.key())).isEqualTo(STRANGER);
  }

  @Test
  void aNameInTwoProjectsIsListedAndNotGuessed() {
    var ambiguous = gateway.ssh(both.key(), "my-server").run();
    var named = gateway.ssh(both.key(), "my-server+project=beta").command("status").run();

    assertThat(ambiguous.exitCode()).isEqualTo(65);
    assertThat(ambiguous.err())
        .contains("alpha/my-server  " + rig.id("alpha/my-server"))
        .contains("beta/my-server  " + rig.id("beta/my-server"));
    assertThat(named.out()).contains(rig.id("beta/my-server"));
  }

  @Test
  void metadataLowersTheRightOfASessionThatRuns() {
    var server = rig.server("db1");
    try (var ssh = gateway.ssh(rig.key("alice"), "db1").terminal().attached()) {
      server.label("console-gw:max-right", "watch");
      ssh.await("console: you may only watch from now on\r\n");
      ssh.type("x");
      ssh.await("you are watching");
      server.label("console-gw:disabled", "true");

      ssh.await("console: you may no longer use this console");
      assertThat(ssh.exitCode()).isEqualTo(SENT_AWAY);
      var again = gateway.ssh(rig.key("alice"), "db1").run();
      assertThat(again.exitCode()).isEqualTo(65);
    } finally {
      server.noLabel("console-gw:max-right");
      server.noLabel("console-gw:disabled");
    }
    Rig.poll(() -> gateway.ssh(rig.key("alice"), "db1").command("status").run().exitCode() == 0);
  }
}
