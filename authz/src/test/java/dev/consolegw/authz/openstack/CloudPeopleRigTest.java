package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.Rig;
import dev.consolegw.authz.openstack.testing.CloudUser;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The people of a real cloud, with the accounts that it has from the start. */
@Tag("openstack")
class CloudPeopleRigTest {
  @TempDir private Path state;
  private Rig rig;
  private Cloud cloud;
  private CloudPeople people;
  private Authorizer authorizer;

  @BeforeEach
  void open() throws Exception {
    rig = Rig.open();
    cloud = rig.cloud("console-gw");
    var settings =
        new OpenStackSettings(
            Where.BUILT_IN,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            50,
            Optional.empty(),
            List.of(),
            Optional.empty());
    people = new CloudPeople(settings, Settings.Sessions.UNSAID, cloud, state, Clock.systemUTC());
    authorizer = new Authorizer(List.of(people), List.of(people.policy()));
    people.start(_ -> Set.of());
    authorizer.ready().get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws IOException {
    people.close();
    cloud.close();
  }

  @Test
  void everybodyHasTheRightOfTheirRoleAndNoOther() throws IOException {
    assertThat(right("alice", "alpha")).contains(Right.WRITE);
    assertThat(right("alice", "beta")).isEmpty();
    assertThat(right("bob", "beta")).contains(Right.WRITE);
    assertThat(right("carol", "alpha")).contains(Right.WATCH);
  }

  @Test
  void aKeyWithoutARoleIsAStrangers() throws IOException {
    assertThat(people.owners(key("dave"))).isEmpty();
    assertThat(people.owners(SshKey.of("ssh-ed25519", new byte[51]))).isEmpty();
    assertThat(people.owners(key("alice")))
        .containsExactly(new Person("openstack", "Default/alice", rig.user("alice")));
  }

  @Test
  void aGrantIsRenewedByTheCloud() throws IOException {
    var grant = authorizer.grant(identity("alice"), server("alpha")).orElseThrow();

    assertThat(authorizer.renew(grant))
        .isInstanceOfSatisfying(
            Renewal.Renewed.class, it -> assertThat(it.grant().right()).isEqualTo(Right.WRITE));
  }

  @Test
  void rolesThroughGroupsAndDomainsCountAndEndWithTheirSource() throws Exception {
    try (var admin = CloudUser.admin()) {
      var member = admin.role("member");
      var grouped = admin.make("user", "rig-grouped");
      var inheriting = admin.make("user", "rig-inheriting");
      var group = admin.make("group", "rig-group");
      admin.put("/groups/" + group + "/users/" + grouped);
      admin.put("/projects/" + rig.project("beta") + "/groups/" + group + "/roles/" + member);
      var inherited =
          "/OS-INHERIT/domains/default/users/%s/roles/%s/inherited_to_projects"
              .formatted(inheriting, member);
      admin.put(inherited);
      admin.key(grouped, "grouped", CloudPeopleTest.Keys.line("grouped"));
      admin.key(inheriting, "inheriting", CloudPeopleTest.Keys.line("inheriting"));
      admin.key(inheriting, "shared", CloudPeopleTest.Keys.line("grouped"));

      look("grouped", 2);
      look("inheriting", 1);
      var identity =
          authorizer
              .identify(new Credential.Key(CloudPeopleTest.Keys.of("inheriting")))
              .orElseThrow();
      var grant = authorizer.grant(identity, server("beta")).orElseThrow();
      assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Renewed.class);

      admin.delete("/users/" + grouped);
      look("grouped", 1);
      admin.disable(inheriting);
      look("inheriting", 0);
    }
  }

  @Test
  void aDisabledProjectEndsTheRightThoughKeystoneGivesNoTokenForItAnyMore() throws Exception {
    try (var admin = CloudUser.admin()) {
      var project = admin.make("project", "rig-closing");
      var user = admin.make("user", "rig-closing");
      admin.put("/projects/%s/users/%s/roles/%s".formatted(project, user, admin.role("member")));
      admin.key(user, "closing", CloudPeopleTest.Keys.line("closing"));
      look("closing", 1);
      var who =
          authorizer.identify(new Credential.Key(CloudPeopleTest.Keys.of("closing"))).orElseThrow();
      var console =
          new ConsoleRef(
              "openstack", "rig-closing", "1", "web", Map.of(CloudPeople.PROJECT_ID, project));
      var grant = authorizer.grant(who, console).orElseThrow();

      admin.call(
          "PATCH",
          CloudUser.KEYSTONE + "/projects/" + project,
          "{\"project\": {\"enabled\": false}}");

      assertThat(authorizer.renew(grant)).isInstanceOf(Renewal.Gone.class);
    }
  }

  /** Knocks, as ssh does, until a key has so many owners; a look takes seconds. */
  private void look(String name, int owners) throws Exception {
    var key = CloudPeopleTest.Keys.of(name);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (people.owners(key).size() != owners && System.nanoTime() < end) {
      authorizer.missed(new Credential.Key(key), Optional.of(ConsoleName.parse("beta/my-server")));
      new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
    }
    assertThat(people.owners(key)).hasSize(owners);
  }

  private Optional<Right> right(String user, String project) throws IOException {
    return authorizer.grant(identity(user), server(project)).map(Grant::right);
  }

  private Identity identity(String user) throws IOException {
    return authorizer.identify(new Credential.Key(key(user))).orElseThrow();
  }

  private SshKey key(String user) throws IOException {
    var line = Files.readString(rig.directory().resolve("keys/" + user + ".pub")).split(" ", 3);
    return new SshKey(line[0], line[1].strip());
  }

  private ConsoleRef server(String project) {
    return new ConsoleRef(
        "openstack",
        project,
        "1",
        "my-server",
        Map.of(CloudPeople.PROJECT_ID, rig.project(project)));
  }
}
