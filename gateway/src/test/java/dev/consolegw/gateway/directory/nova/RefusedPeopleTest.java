package dev.consolegw.gateway.directory.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of those who are refused, and nobody else is told. */
class RefusedPeopleTest {
  @TempDir private Path state;
  private final ManualClock clock = new ManualClock();
  private CloudStub stub;
  private Cloud cloud;
  private CloudPeople people;
  private Authorizer authorizer;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start(clock);
    stub.data().domain("default", "Default", true);
    stub.data().domain("shut", "Shut", false);
    stub.data().project("p-alpha", "alpha", "default", true);
    person("alice", "default", true, "member");
    person("leaving", "default", true, "member");
    Files.writeString(state.resolve("clouds.yaml"), stub.cloudsYaml());
    var config = new CloudFiles(Map.of(), List.of(state)).read(Optional.of("stub"), new Problems());
    cloud = new Cloud(config.orElseThrow(), clock);
    people = new CloudPeople(settings(), Settings.Sessions.UNSAID, cloud, state, clock);
    authorizer = new Authorizer(List.of(people), List.of(people.policy()));
  }

  @AfterEach
  void close() throws IOException {
    people.close();
    cloud.close();
    stub.close();
  }

  private void person(String name, String domain, boolean enabled, String role) {
    stub.data().user("u-" + name, name, domain, enabled);
    stub.data().key("u-" + name, "mine", "ssh-ed25519 " + key(name).base64());
    stub.data().role("p-alpha", "u-" + name, role);
  }

  private void start() throws Exception {
    people.start(_ -> Set.of());
    authorizer.ready().get(10, TimeUnit.SECONDS);
  }

  private static OpenStackSettings settings() {
    return new OpenStackSettings(
        Where.BUILT_IN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofHours(10),
        1000,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static SshKey key(String name) {
    var blob = ByteBuffer.allocate(4 + 11 + 4 + 32);
    blob.putInt(11).put("ssh-ed25519".getBytes(StandardCharsets.US_ASCII));
    blob.putInt(32).put(name.getBytes(StandardCharsets.UTF_8));
    return SshKey.of("ssh-ed25519", blob.array());
  }

  private Grant grant(String name) {
    var server =
        new ConsoleRef("openstack", "alpha", "1", "web", Map.of(CloudPeople.PROJECT_ID, "p-alpha"));
    var identity = authorizer.identify(new Credential.Key(key(name))).orElseThrow();
    return authorizer.grant(identity, server).orElseThrow();
  }

  private static List<String> events(LoggedLines log, String event) {
    return log.lines().stream().filter(line -> line.startsWith("event=" + event + " ")).toList();
  }

  @Test
  void whoseRightEndsIsNamedWithTheReason() throws Exception {
    start();
    var grant = grant("alice");
    stub.data().project("p-alpha", "alpha", "default", false);

    try (var log = LoggedLines.of("ROOT")) {
      for (int i = 0; i < 20; i++) {
        assertThat(authorizer.renew(grant))
            .isEqualTo(new Renewal.Gone("you may no longer use this console"));
      }

      assertThat(events(log, "right-denied"))
          .singleElement()
          .asString()
          .contains("person=\"Default/alice\"", "user=u-alice", "project=p-alpha")
          .contains("key=" + key("alice").fingerprint(), "why=project-disabled");
    }
  }

  @Test
  void aNewcomersKeyIsNamedThoughTheyHaveNoRoleYet() throws Exception {
    start();
    stub.data().user("u-newcomer", "newcomer", "default", true);
    stub.data().key("u-newcomer", "mine", "ssh-ed25519 " + key("newcomer").base64());
    try (var log = LoggedLines.of("ROOT")) {
      var theirs = new Credential.Key(key("newcomer"));
      authorizer.missed(theirs, Optional.empty());
      assertThat(log.await("event=key-unknown")).contains(key("newcomer").fingerprint());
      while (stub.calls().stream().noneMatch(call -> call.contains("user_id=u-newcomer"))) {
        Thread.onSpinWait(); // the look is under way
      }

      while (events(log, "person-refused").isEmpty()) {
        authorizer.missed(theirs, Optional.empty());
      }
      assertThat(events(log, "person-refused"))
          .singleElement()
          .asString()
          .contains("person=\"Default/newcomer\"", "why=no-role");
    }
  }

  @Test
  void aKeyOfSomebodyWithoutARightIsNamedAndAStrangersIsCounted() throws Exception {
    start();
    var grant = grant("leaving");
    stub.data().noRole("p-alpha", "u-leaving");
    assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
    try (var log = LoggedLines.of("ROOT")) {
      for (int i = 0; i < 20; i++) {
        authorizer.missed(new Credential.Key(key("leaving")), Optional.empty());
      }
      assertThat(events(log, "person-refused"))
          .singleElement()
          .asString()
          .contains("person=\"Default/leaving\"", key("leaving").fingerprint(), "why=no-role");

      for (int i = 0; i < 500; i++) {
        authorizer.missed(new Credential.Key(key("stranger" + i)), Optional.empty());
      }
      assertThat(events(log, "key-unknown")).hasSize(9); // ten lines a minute, with the other one

      clock.advance(Duration.ofMinutes(1));
      authorizer.missed(new Credential.Key(key("another")), Optional.empty());
      assertThat(events(log, "key-unknown").getLast()).endsWith("omitted=491");
    }
  }

  @Test
  void aKeyPairThatNobodyCanSignInWithSaysWhy() throws Exception {
    stub.data().key("u-alice", "cert \033[2J", "x509", "-----BEGIN CERTIFICATE-----");
    stub.data().key("u-alice", "torn", "ssh-ed25519 AAAA AAAA");
    try (var log = LoggedLines.of("ROOT")) {
      start();

      assertThat(events(log, "key-pair-useless"))
          .hasSize(2)
          .anyMatch(line -> line.contains("user=u-alice name=\"cert ??2J\" why=x509-certificate"))
          .anyMatch(line -> line.contains("name=\"torn\" why=not-a-key"));
    }
  }
}
