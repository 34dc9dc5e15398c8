package dev.consolegw.authz.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.CloudPeopleTest.Keys;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is asked for their keys first when nobody has one, in a cloud with more people than that. */
class UnknownKeyLookupTest {
  private static final int CROWD = 300;

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
    stub.data().project("p-beta", "beta", "default", true);
    for (String name : List.of("alice", "carol", "dave")) {
      stub.data().user("u-" + name, name, "default", true);
      stub.data().key("u-" + name, "mine", Keys.line(name));
      stub.data().role(name.equals("dave") ? "p-beta" : "p-alpha", "u-" + name, "member");
    }
    for (int i = 0; i < CROWD; i++) {
      stub.data().user("u-" + i, "person" + i, "default", true);
      stub.data().role("p-alpha", "u-" + i, "member");
    }
    Files.writeString(state.resolve("clouds.yaml"), stub.cloudsYaml());
    var config = new CloudFiles(Map.of(), List.of(state)).read(Optional.of("stub"), new Problems());
    cloud = new Cloud(config.orElseThrow(), () -> now);
    people =
        new CloudPeople(
            CloudPeopleTest.settings(), Settings.Sessions.UNSAID, cloud, state, () -> now);
    authorizer = new Authorizer(List.of(people), List.of(people.policy()));
  }

  @AfterEach
  void close() throws IOException {
    people.close();
    cloud.close();
    stub.close();
  }

  private void start(ServerProjects projects) throws Exception {
    people.start(projects);
    authorizer.ready().get(20, TimeUnit.SECONDS);
  }

  @Test
  void somebodyOfTheProjectThatWasAskedForIsReadBeforeTheOthers() throws Exception {
    start(_ -> Set.of());
    stub.data().key("u-dave", "new", Keys.line("new"));

    assertThat(firstAsked(ConsoleName.parse("beta/web"))).isEqualTo("u-dave");
    CloudPeopleTest.eventually(() -> !people.owners(Keys.of("new")).isEmpty());
  }

  @Test
  void whereOnlyAServerIsNamedTheProjectsThatHaveOneOfThatNameAreMeant() throws Exception {
    start(name -> name.server().equals("web7") ? Set.of("p-beta") : Set.of());

    assertThat(firstAsked(ConsoleName.parse("web7"))).isEqualTo("u-dave");
  }

  @Test
  void somebodyWhomTheCloudHasOnlyJustTakenInIsReadBeforeTheOthers() throws Exception {
    start(_ -> Set.of());
    stub.data().user("u-erin", "erin", "default", true);
    stub.data().role("p-alpha", "u-erin", "member");
    stub.data().key("u-erin", "first", Keys.line("erin"));

    assertThat(firstAsked(ConsoleName.parse("menu"))).isEqualTo("u-erin");
    CloudPeopleTest.eventually(() -> !people.owners(Keys.of("erin")).isEmpty());
  }

  @Test
  void somebodyNewWithoutARoleIsReadAsWellSoThatTheLogCanNameThem() throws Exception {
    start(_ -> Set.of());
    stub.data().user("u-erin", "erin", "default", true);
    stub.data().key("u-erin", "first", Keys.line("erin"));

    assertThat(firstAsked(ConsoleName.parse("menu"))).isEqualTo("u-erin");
    assertThat(people.owners(Keys.of("erin"))).isEmpty();
  }

  @Test
  void whoWasHereLastIsReadBeforeTheOthers() throws Exception {
    start(_ -> Set.of());
    authorizer.identify(new Credential.Key(Keys.of("alice")));
    now = now.plusSeconds(1);
    authorizer.identify(new Credential.Key(Keys.of("carol")));

    assertThat(firstAsked(ConsoleName.parse("menu"))).isEqualTo("u-carol");
  }

  @Test
  void aProjectThatIsNotShownToUsKeepsNobodyOfTheOthersOut() throws Exception {
    stub.fail("scope.project.id=p-beta", new Fault.Status(403, -1), 1000);
    start(_ -> Set.of()); // one refusal does not fail the round either
    stub.data().key("u-carol", "new", Keys.line("new"));

    authorizer.missed(
        new Credential.Key(Keys.of("new")), Optional.of(ConsoleName.parse("alpha/web")));

    CloudPeopleTest.eventually(() -> !people.owners(Keys.of("new")).isEmpty());
    assertThat(people.owners(Keys.of("dave"))).isEmpty();
  }

  /** Makes a look with many people in reach, and tells whose keys it asks for first. */
  private String firstAsked(ConsoleName name) throws Exception {
    int before = stub.calls().size();
    authorizer.missed(new Credential.Key(Keys.of("nobody's")), Optional.of(name));
    CloudPeopleTest.eventually(() -> askedSince(before).findAny().isPresent());
    return askedSince(before).findFirst().orElseThrow();
  }

  private Stream<String> askedSince(int call) {
    return stub.calls().stream()
        .skip(call)
        .filter(line -> line.contains("os-keypairs"))
        .map(line -> line.replaceAll(".*user_id=([^&]*).*", "$1"));
  }
}
