package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.Terms;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.OpenStackSettings.RoleRight;
import dev.consolegw.config.Settings;
import dev.consolegw.config.ShellSettings.Allowed;
import dev.consolegw.config.ShellSettings.ShellRights;
import dev.consolegw.config.WebSettings.UrlRights;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudPeopleTest {
  private static final Settings.Sessions SESSIONS =
      sessions(Optional.of(3), Optional.of(Settings.Recording.REQUIRED));

  private static final Settings.Sessions OF_READERS = sessions(Optional.of(9), Optional.empty());

  private static final Person ALICE = new Person("openstack", "Default/alice", "u-alice");

  @TempDir private Path state;
  private volatile Instant now = Instant.now();
  private CloudStub stub;
  private Cloud cloud;
  private CloudPeople people;
  private Authorizer authorizer;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start(() -> now);
    stub.data().domain("default", "Default", true);
    stub.data().project("p-alpha", "alpha", "default", true);
    for (String name : List.of("alice", "carol", "dave")) {
      stub.data().user("u-" + name, name, "default", true);
      stub.data().key("u-" + name, "mine", Keys.line(name) + " " + name + "@home\n");
    }
    stub.data().role("p-alpha", "u-alice", "member");
    stub.data().role("p-alpha", "u-alice", "reader");
    stub.data().role("p-alpha", "u-carol", "reader");
    connect();
  }

  private void connect() throws IOException {
    Files.writeString(state.resolve("clouds.yaml"), stub.cloudsYaml());
    var config = new CloudFiles(Map.of(), List.of(state)).read(Optional.of("stub"), new Problems());
    cloud = new Cloud(config.orElseThrow(), () -> now);
    people = new CloudPeople(settings(), SESSIONS, cloud, state, () -> now);
    authorizer = new Authorizer(List.of(people), List.of(people.policy()));
  }

  @AfterEach
  void close() throws IOException {
    people.close();
    cloud.close();
    stub.close();
  }

  /** One round and no other, as fast as it can be, and other terms for readers. */
  static OpenStackSettings settings() {
    return new OpenStackSettings(
        Where.BUILT_IN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of("reader", OF_READERS),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofHours(10),
        1000,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static Settings.Sessions sessions(
      Optional<Integer> viewers, Optional<Settings.Recording> record) {
    return new Settings.Sessions(
        Optional.empty(),
        viewers,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        record,
        Optional.empty());
  }

  private void start() throws Exception {
    people.start(_ -> Set.of());
    authorizer.ready().get(20, TimeUnit.SECONDS);
  }

  private static ConsoleRef server(Map<String, String> metadata) {
    var labels = new HashMap<>(metadata);
    labels.put(CloudPeople.PROJECT_ID, "p-alpha");
    return new ConsoleRef("openstack", "alpha", "1", "my-server", labels);
  }

  private Optional<Grant> grant(String name, Map<String, String> metadata) {
    return authorizer
        .identify(new Credential.Key(Keys.of(name)))
        .flatMap(identity -> authorizer.grant(identity, server(metadata)));
  }

  @Test
  void peopleAreFoundByTheirKeysAndTheirRoleDecides() throws Exception {
    start();

    assertThat(people.owners(Keys.of("alice"))).containsExactly(ALICE);
    assertThat(ALICE).hasToString("openstack:Default/alice");
    assertThat(grant("alice", Map.of()).map(Grant::right)).contains(Right.WRITE);
    assertThat(grant("carol", Map.of()).map(Grant::right)).contains(Right.WATCH);
  }

  @Test
  void theyAreLetInOnTheTermsOfTheirRolesAndThenOfAll() throws Exception {
    stub.data().role("p-alpha", "u-dave", "member");
    start();

    var ofAll = Terms.of(List.of(SESSIONS));
    var ofReaders = Terms.of(List.of(OF_READERS, SESSIONS));
    assertThat(grant("dave", Map.of()).map(Grant::terms)).contains(ofAll);
    assertThat(grant("carol", Map.of()).map(Grant::terms)).contains(ofReaders);
    assertThat(grant("alice", Map.of()).map(Grant::terms)).contains(ofReaders); // both roles
    assertThat(ofReaders.viewers()).isEqualTo(9);
    assertThat(ofReaders.record()).isEqualTo(Settings.Recording.REQUIRED);
  }

  @Test
  void whoHasNoRoleIsAStranger() throws Exception {
    stub.data().role("p-alpha", "u-dave", "auditor");
    start();

    assertThat(people.owners(Keys.of("dave"))).isEmpty();
    assertThat(people.owners(Keys.of("nobody"))).isEmpty();
  }

  @Test
  void theDisabledAndTheDeletedAreStrangers() throws Exception {
    stub.data().user("u-alice", "alice", "default", false);
    stub.data().deleteUser("u-carol");
    stub.data().domain("closed", "Closed", false);
    stub.data().user("u-dave", "dave", "closed", true);
    stub.data().role("p-alpha", "u-dave", "member");
    start();

    for (String name : List.of("alice", "carol", "dave")) {
      assertThat(people.owners(Keys.of(name))).isEmpty();
    }
  }

  @Test
  void aDisabledProjectGivesNothing() throws Exception {
    stub.data().project("p-alpha", "alpha", "default", false);
    start();

    assertThat(people.owners(Keys.of("alice"))).isEmpty();
  }

  @Test
  void aKeyOfTwoIsEachOnesAndJudgedSeparately() throws Exception {
    stub.data().key("u-carol", "borrowed", Keys.line("alice"));
    start();

    assertThat(people.owners(Keys.of("alice"))).hasSize(2);
    assertThat(grant("alice", Map.of()).map(Grant::person)).contains(ALICE);
  }

  @Test
  void certificatesAndGarbageAreNoKeys() throws Exception {
    stub.data().key("u-alice", "x509", "x509", Keys.line("x"));
    stub.data().key("u-alice", "garbage", "ssh-ed25519 AAAA AAAA");
    stub.data().key("u-alice", "empty", "");
    start();

    assertThat(people.owners(Keys.of("x"))).isEmpty();
    assertThat(people.owners(Keys.of("alice"))).containsExactly(ALICE);
  }

  @Test
  void metadataCanOnlyLowerARight() throws Exception {
    start();

    assertThat(grant("alice", Map.of("console-gw:max-right", "watch")).map(Grant::right))
        .contains(Right.WATCH);
    assertThat(grant("carol", Map.of("console-gw:max-right", "manage")).map(Grant::right))
        .contains(Right.WATCH);
    assertThat(grant("alice", Map.of("console-gw:max-right", "evrything"))).isEmpty();
    assertThat(grant("alice", Map.of("console-gw:disabled", "true"))).isEmpty();
  }

  @Test
  void aRoleThatIsTakenAwayEndsTheGrantWithinTheRecheck() throws Exception {
    start();
    var grant = grant("alice", Map.of()).orElseThrow();
    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Renewed.class);

    stub.data().noRole("p-alpha", "u-alice");
    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Renewed.class); // asked just now
    now = now.plusSeconds(61);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aKeyThatIsTakenAwayEndsTheGrantToo() throws Exception {
    start();
    var grant = grant("alice", Map.of()).orElseThrow();

    stub.data().noKey("u-alice", "mine");

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
    assertThat(people.owners(Keys.of("alice"))).isEmpty();
  }

  @Test
  void somebodyDisabledInMidSessionIsGone() throws Exception {
    start();
    var grant = grant("alice", Map.of()).orElseThrow();

    stub.data().user("u-alice", "alice", "default", false);

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void aSilentCloudIsUnknownAndNeverYes() throws Exception {
    start();
    var grant = grant("alice", Map.of()).orElseThrow();
    stub.fail("/v3/", new Fault.Status(503, 3600), 1000);

    var renewal = authorizer.renew(grant);

    assertThat(renewal).isInstanceOf(Renewal.Unknown.class);
    assertThat(grant.expires()).isBeforeOrEqualTo(now.plus(Duration.ofMinutes(10)));
  }

  @Test
  void manySessionsOfOnePersonAskOnce() throws Exception {
    start();
    var grant = grant("alice", Map.of()).orElseThrow();
    long before = stub.calls("user.id=u-alice");

    for (int i = 0; i < 100; i++) {
      authorizer.renew(grant);
    }

    assertThat(stub.calls("user.id=u-alice") - before).isEqualTo(1);
  }

  @Test
  void aNewKeyWorksAtTheNextTryAndStrangersCostNothingMore() throws Exception {
    start();
    stub.data().key("u-carol", "new", Keys.line("new"));
    long before = stub.calls().size();

    assertThat(people.owners(Keys.of("new"))).isEmpty();
    for (int i = 0; i < 1000; i++) {
      authorizer.missed(
          new Credential.Key(Keys.of("stranger" + i)), Optional.of(ConsoleName.parse("alpha/web")));
    }

    eventually(() -> !people.owners(Keys.of("new")).isEmpty());
    assertThat(stub.calls().size() - before).isLessThan(20);
  }

  @Test
  void theNextStartKnowsEverybodyBeforeTheCloudAnswers() throws Exception {
    start();
    people.close();
    eventually(() -> Files.exists(state.resolve("openstack-people")));
    stub.fail("/v3/", new Fault.Status(503, 3600), 100_000);

    connect();
    start();

    assertThat(people.owners(Keys.of("alice"))).containsExactly(ALICE);
    var mode = Files.getPosixFilePermissions(state.resolve("openstack-people"));
    assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
  }

  @Test
  void untilTheFirstRoundIsThroughNobodyIsCalledAStranger() throws Exception {
    var gate = new CountDownLatch(1);
    stub.fail("os-keypairs", new Fault.Held(gate), 1);
    people.start(_ -> Set.of());

    assertThat(authorizer.ready()).isNotDone();
    gate.countDown();

    authorizer.ready().get(20, TimeUnit.SECONDS);
    assertThat(people.owners(Keys.of("alice"))).containsExactly(ALICE);
  }

  @Test
  void somebodyNewOfAnOldNameIsSomebodyElse() throws Exception {
    start();
    var grant = grant("alice", Map.of()).orElseThrow();

    stub.data().deleteUser("u-alice");
    stub.data().user("u-alice2", "alice", "default", true);
    stub.data().role("p-alpha", "u-alice2", "admin");
    stub.data().key("u-alice2", "mine", Keys.line("alice2"));

    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
  }

  static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** Keys by name, the same for the same name. */
  static final class Keys {
    private Keys() {}

    static SshKey of(String name) {
      var blob = java.nio.ByteBuffer.allocate(4 + 11 + 4 + 32);
      blob.putInt(11).put("ssh-ed25519".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      blob.putInt(32).put(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return SshKey.of("ssh-ed25519", blob.array());
    }

    static String line(String name) {
      return "ssh-ed25519 " + of(name).base64();
    }
  }

  @Test
  void whatRolesMeanMayBecomeSomethingElse() throws Exception {
    start();
    var old = settings();
    var shell = new ShellRights(List.of(Located.built("root")), Allowed.ALLOW, Allowed.DENY);
    var manage =
        new RoleRight(
            Where.BUILT_IN, Settings.RightName.MANAGE, shell, UrlRights.NONE, Settings.Past.ALL);
    people.settings(
        new OpenStackSettings(
            old.where(),
            old.cloud(),
            old.region(),
            old.endpoints(),
            Map.of("reader", manage),
            Map.of(),
            old.recheck(),
            old.grant(),
            old.refresh(),
            old.callsPerSecond(),
            old.capture(),
            old.via(),
            old.shell()),
        SESSIONS);

    assertThat(grant("carol", Map.of()).orElseThrow().right()).isEqualTo(Right.MANAGE);
    assertThat(grant("carol", Map.of()).orElseThrow().terms())
        .isEqualTo(Terms.of(List.of(SESSIONS)));
    assertThat(grant("carol", Map.of()).orElseThrow().shell()).isEqualTo(ShellTerms.of(shell));
    assertThat(grant("carol", Map.of(RoleRights.MAX_RIGHT, "watch")).orElseThrow().shell())
        .isEqualTo(ShellTerms.NONE);
    assertThat(grant("dave", Map.of())).isEmpty();
  }
}
