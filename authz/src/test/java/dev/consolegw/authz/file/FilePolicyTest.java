package dev.consolegw.authz.file;

import static dev.consolegw.config.Settings.RightName.MANAGE;
import static dev.consolegw.config.Settings.RightName.WATCH;
import static dev.consolegw.config.Settings.RightName.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.SshKey;
import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.ShellSettings.Allowed;
import dev.consolegw.config.ShellSettings.ShellRights;
import dev.consolegw.config.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePolicyTest {
  private static final Person ALICE = new Person("file", "alice");
  private static final Person BOB = new Person("file", "bob");
  private static final ConsoleRef WEB1 = console("file", "web1");

  @TempDir private Path folder;

  private final Problems problems = new Problems();
  private final Problems warnings = new Problems();

  @Test
  void aKeyBelongsToEveryUserWhoHasIt() throws Exception {
    var file = Files.writeString(folder.resolve("keys"), "# bob\n" + TestKeys.ed25519(1) + " b\n");
    var settings =
        new TestSettings()
            .user("alice", TestKeys.ed25519(1) + " laptop", TestKeys.ed25519(2))
            .userWithFile("bob", file);

    var policy = policy(settings);

    assertThat(problems.all()).isEmpty();
    assertThat(policy.owners(key(1))).containsExactlyInAnyOrder(ALICE, BOB);
    assertThat(policy.owners(key(2))).containsExactly(ALICE);
    assertThat(policy.owners(key(3))).isEmpty();
  }

  @Test
  void aRuleIsAboutTheConsolesOfItsDirectoryAlone() throws Exception {
    var settings =
        SettingsLoader.parse(
            "f",
            """
            users: { alice: { keys: "%s" }, bob: { keys: "%s" } }
            rules:
              - { users: [alice], consoles: ["*/*"], right: manage }
              - { users: [alice, bob], consoles: ["lab/*"], right: watch, directory: vspc }
            consoles: { lab/web1: { address: "tcp://h:1", sessions: { viewers: 4 } } }
            """
                .formatted(TestKeys.ed25519(1), TestKeys.ed25519(2)),
            problems);
    var policy = FilePolicy.of(settings, problems, warnings);
    var calling = console("vspc", "web1");

    assertThat(problems.all()).isEmpty();
    assertThat(policy.right(ALICE, WEB1)).contains(Right.MANAGE);
    assertThat(policy.right(ALICE, calling)).contains(Right.WATCH);
    assertThat(policy.right(BOB, WEB1)).isEmpty();
    assertThat(policy.right(BOB, calling)).contains(Right.WATCH);
    assertThat(policy.right(ALICE, console("nova", "web1"))).isEmpty();
    assertThat(policy.terms(BOB, calling).viewers()).isNotEqualTo(4);
  }

  @Test
  void theNearestWordAboutSessionsCounts() throws Exception {
    var settings =
        SettingsLoader.parse(
            "f",
            """
            sessions: { sharing: join, viewers: 9, idle: 1h, on-leave: keep }
            users: { alice: { keys: "%s" }, bob: { keys: "%s" } }
            rules:
              - { users: [alice], consoles: ["lab/*"], right: watch, sessions: { viewers: 2 } }
              - { users: [alice], consoles: ["*/*"], right: write, sessions: { viewers: 3, on-leave: reset } }
              - { users: [bob], consoles: ["lab/*"], right: write }
            consoles: { lab/web1: { address: "tcp://h:1", sessions: { sharing: exclusive, viewers: 4 } } }
            """
                .formatted(TestKeys.ed25519(1), TestKeys.ed25519(2)),
            problems);
    var policy = FilePolicy.of(settings, problems, warnings);

    var alices = policy.terms(ALICE, WEB1);
    var bobs = policy.terms(BOB, WEB1);

    assertThat(problems.all()).isEmpty();
    assertThat(alices.viewers()).isEqualTo(2);
    assertThat(alices.onLeave()).isEqualTo(Settings.Leaving.RESET);
    assertThat(alices.sharing()).isEqualTo(Settings.Sharing.EXCLUSIVE);
    assertThat(alices.idle()).contains(Duration.ofHours(1));
    assertThat(bobs.viewers()).isEqualTo(4);
    assertThat(bobs.onLeave()).isEqualTo(Settings.Leaving.KEEP);
    assertThat(policy.terms(BOB, console("file", "db1")).sharing())
        .isEqualTo(Settings.Sharing.JOIN);
  }

  @Test
  void theHighestRightThatMatchesWins() {
    var policy =
        policy(
            new TestSettings()
                .user("alice", TestKeys.ed25519(1))
                .rule("alice", "lab/*", WRITE)
                .rule("alice", "*/*", WATCH)
                .rule("alice", "lab/db1", MANAGE));

    assertThat(policy.right(ALICE, WEB1)).contains(Right.WRITE);
    assertThat(policy.right(ALICE, console("file", "db1"))).contains(Right.MANAGE);
    assertThat(policy.right(ALICE, console("file", "a/b"))).contains(Right.WATCH);
  }

  @Test
  void withoutAMatchThereIsNoRight() {
    var policy =
        policy(
            new TestSettings()
                .user("alice", TestKeys.ed25519(1))
                .user("bob", TestKeys.ed25519(2))
                .rule("alice", "lab/db*", MANAGE));

    assertThat(policy.right(ALICE, WEB1)).isEmpty();
    assertThat(policy.right(BOB, console("file", "db1"))).isEmpty();
  }

  @Test
  void itSaysNothingAboutPeopleAndConsolesFromElsewhere() {
    var policy =
        policy(new TestSettings().user("alice", TestKeys.ed25519(1)).rule("alice", "*/*", MANAGE));

    assertThat(policy.right(new Person("openstack", "alice"), WEB1)).isEmpty();
    assertThat(policy.right(ALICE, console("openstack", "web1"))).isEmpty();
    assertThat(policy.right(ALICE, WEB1)).contains(Right.MANAGE);
  }

  @Test
  void everyMistakeIsReportedWhereItStands() {
    policy(
        new TestSettings()
            .user("alice", "ssh-dss AAAA")
            .userWithFile("bob", folder.resolve("missing"))
            .rule("alice", "web1", WATCH));

    assertThat(problems.all())
        .allSatisfy(problem -> assertThat(problem.where()).isEqualTo(TestSettings.HERE))
        .extracting(Problems.Problem::text)
        .satisfiesExactly(
            text -> assertThat(text).startsWith("DSA keys are refused"),
            text -> assertThat(text).startsWith("'web1' is no pattern"));
    assertThat(warnings.all())
        .singleElement()
        .satisfies(warning -> assertThat(warning.text()).contains("missing does not exist"));
  }

  @Test
  void aMistakeInSomebodysKeyFileIsAWarningForItsLineAndTheGoodKeysCount() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("keys"),
            "%s laptop\nno-pty %s\nwhat is this\n%s phone\n"
                .formatted(TestKeys.ed25519(1), TestKeys.ed25519(2), TestKeys.ed25519(3)));

    var policy = policy(new TestSettings().userWithFile("alice", file));

    assertThat(problems.all()).isEmpty();
    assertThat(policy.owners(key(1))).containsExactly(ALICE);
    assertThat(policy.owners(key(2))).as("with fewer restrictions than written").isEmpty();
    assertThat(policy.owners(key(3))).containsExactly(ALICE);
    assertThat(warnings.all())
        .extracting(warning -> warning.where().toString())
        .containsExactly(file + ":2:1", file + ":3:1");
  }

  @Test
  void aKeyFileThatOthersMayWriteLetsNobodyInAndStopsNobodyElse() throws Exception {
    var file = Files.writeString(folder.resolve("keys"), TestKeys.ed25519(1));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    var policy =
        policy(new TestSettings().userWithFile("alice", file).user("bob", TestKeys.ed25519(2)));

    assertThat(problems.all()).isEmpty();
    assertThat(policy.owners(key(1))).isEmpty();
    assertThat(policy.owners(key(2))).containsExactly(BOB);
    assertThat(warnings.all())
        .singleElement()
        .satisfies(warning -> assertThat(warning.text()).contains("chmod go-w"));
  }

  @Test
  void withAnAuthorizerTheOwnerWithTheHigherRightIsGranted() {
    var policy =
        policy(
            new TestSettings()
                .user("alice", TestKeys.ed25519(1))
                .user("bob", TestKeys.ed25519(1))
                .rule("alice", "lab/*", WATCH)
                .rule("bob", "lab/web1", WRITE));
    var authorizer = new Authorizer(List.of(policy), List.of(policy));

    var identity = authorizer.identify(new Credential.Key(key(1))).orElseThrow();

    assertThat(authorizer.grant(identity, WEB1)).map(Grant::person).contains(BOB);
    assertThat(authorizer.grant(identity, console("file", "db1")))
        .map(Grant::person)
        .contains(ALICE);
  }

  @Test
  void whatRulesAllowInGuestsAddsUpForWhoMayWriteThere() {
    var root = new ShellRights(TestSettings.located("root"), Allowed.DENY, Allowed.DENY);
    var deploy = new ShellRights(TestSettings.located("deploy"), Allowed.ALLOW, Allowed.ALLOW);
    var policy =
        policy(
            new TestSettings()
                .user("alice", TestKeys.ed25519(1))
                .rule("alice", "lab/web*", WRITE, root)
                .rule("alice", "lab/web1", MANAGE, deploy)
                .rule("alice", "lab/db1", WATCH, root) // which is a mistake, too
                .rule("alice", "lab/db2", WRITE));
    var now = new CurrentPolicy(policy);

    assertThat(now.shell(ALICE, WEB1))
        .isEqualTo(new ShellTerms(Set.of("root", "deploy"), true, true));
    assertThat(now.shell(ALICE, console("file", "web2")))
        .isEqualTo(new ShellTerms(Set.of("root"), false, false));
    assertThat(now.shell(ALICE, console("file", "db1"))).isEqualTo(ShellTerms.NONE);
    assertThat(now.shell(ALICE, console("file", "db2"))).isEqualTo(ShellTerms.NONE);
    assertThat(now.shell(ALICE, console("vspc", "web1"))).isEqualTo(ShellTerms.NONE);
    assertThat(now.shell(BOB, WEB1)).isEqualTo(ShellTerms.NONE);
    assertThat(now.shell(new Person("openstack", "alice"), WEB1)).isEqualTo(ShellTerms.NONE);
  }

  private FilePolicy policy(TestSettings settings) {
    return FilePolicy.of(settings.settings(), problems, warnings);
  }

  private static ConsoleRef console(String directory, String name) {
    return new ConsoleRef(directory, "lab", name, name, Map.of());
  }

  /** The key as a client would bring it: its kind and its bytes. */
  private static SshKey key(int seed) {
    var words = TestKeys.ed25519(seed).split(" ", -1);
    return SshKey.of(words[0], Base64.getDecoder().decode(words[1]));
  }
}
