package dev.consolegw.gateway.directory.nova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.Fault;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directories;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.directory.Resolution;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NovaDirectoryTest {
  private static final CloudProject ALPHA = new CloudProject("p-alpha", "alpha", "Default");
  private static final CloudProject BETA = new CloudProject("p-beta", "beta", "Default");
  private static final Identity ALICE = Grants.identity("alice");
  private static final URI CONSOLE = URI.create("ws://127.0.0.1:6083/?token=secret");

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private final List<DirectoryEvent> news = new CopyOnWriteArrayList<>();
  private CloudStub stub;
  private Cloud cloud;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start(clock);
    stub.data().domain("default", "Default", true);
    stub.data().project("p-alpha", "alpha", "default", true);
    stub.data().project("p-beta", "beta", "default", true);
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
    var files = new CloudFiles(Map.of(), List.of(folder));
    var config = files.read(Optional.of("stub"), new Problems()).orElseThrow();
    cloud = new Cloud(config, clock);
  }

  @AfterEach
  void close() throws IOException {
    cloud.close();
    stub.close();
  }

  private NovaDirectory directory(CloudProject... projects) {
    return directory(Optional.empty(), projects);
  }

  private NovaDirectory directory(
      Optional<OpenStackSettings.CloudCapture> capture, CloudProject... projects) {
    var all = Set.of(projects);
    var known =
        new Projects() {
          @Override
          public Set<CloudProject> of(Identity identity) {
            return all;
          }

          @Override
          public Set<CloudProject> all() {
            return all;
          }
        };
    var services =
        new NovaDirectory.Services(
            cloud,
            known,
            Optional.empty(),
            new ServerDefaults(new ByteSize(1 << 20), Optional.empty()),
            clock,
            clock,
            new ManualScheduler(clock),
            task -> Thread.ofVirtual().start(task));
    var directory = new NovaDirectory(services, capture);
    directory.listen(news::add);
    return directory;
  }

  private void server(String id, CloudProject project, String name, String status) {
    server(id, project, name, status, Map.of());
  }

  private void server(
      String id, CloudProject project, String name, String status, Map<String, String> metadata) {
    var updated = clock.instant().toString();
    stub.data()
        .server(new StubData.Server(id, project.id(), name, status, updated, CONSOLE, metadata));
  }

  private static ConsoleId console(String id) {
    return new ConsoleId("openstack", id, "0");
  }

  private static Resolution find(NovaDirectory directory, String name) throws Exception {
    var everybody = new Authorizer(List.of(), List.of((_, _) -> Optional.of(Right.WRITE)));
    return new Directories(List.of(directory), everybody).find(ConsoleName.parse(name), ALICE);
  }

  private static DialException refused(NovaDirectory directory, String id) {
    return catchThrowableOfType(DialException.class, () -> directory.target(console(id)));
  }

  @Test
  void aProjectIsListedOnceAndThenItsChanges() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);

    assertThat(directory.candidates(ALICE)).hasSize(1);
    assertThat(directory.candidates(ALICE)).hasSize(1);
    assertThat(stub.calls("/servers/detail")).isEqualTo(1);

    clock.advance(ListingSchedule.EVERY.plusSeconds(1));
    server("s-2", ALPHA, "web2", "BUILD");
    assertThat(directory.candidates(ALICE)).hasSize(2);
    assertThat(stub.calls("changes-since=")).isEqualTo(1);
  }

  @Test
  void itTellsWhichOfTheProjectsItHasListedHaveAServerOfThatName() throws Exception {
    server("5a3b7c1e-0000-4000-8000-000000000001", ALPHA, "web1", "ACTIVE");
    server("5a3b7c1e-0000-4000-8000-000000000002", BETA, "web2", "ACTIVE");
    var directory = directory(ALPHA, BETA);
    assertThat(directory.projects(ConsoleName.parse("web1"))).isEmpty(); // none is listed yet

    directory.candidates(ALICE);

    assertThat(directory.projects(ConsoleName.parse("web1"))).containsExactly("p-alpha");
    assertThat(directory.projects(ConsoleName.parse("5a3b7c1e"))).hasSize(2);
    assertThat(directory.projects(ConsoleName.parse("web"))).isEmpty();
  }

  @Test
  void aListOfManyPagesIsWhole() throws Exception {
    stub.page(2);
    for (int i = 0; i < 7; i++) {
      server("s-" + i, ALPHA, "web" + i, "ACTIVE");
    }

    assertThat(directory(ALPHA).candidates(ALICE)).hasSize(7);
  }

  @Test
  void namesAreWhatPeopleWrite() throws Exception {
    var names = List.of("a.b", "two words", "x/y", "größe-日本", "web.*", "[a-z]{8}", "web1");
    for (int i = 0; i < names.size(); i++) {
      server("s-" + i, ALPHA, names.get(i), "ACTIVE");
    }
    var directory = directory(ALPHA);

    for (var project : List.of("alpha", "Default:alpha", "p-alpha")) {
      for (var name : names) {
        assertThat(find(directory, project + "/" + name))
            .isInstanceOfSatisfying(
                Resolution.Found.class,
                found -> assertThat(found.entry().server().name()).isEqualTo(name));
      }
    }
    assertThat(find(directory, "web2")).isInstanceOf(Resolution.Nothing.class);
    assertThat(find(directory, "beta/web1")).isInstanceOf(Resolution.Nothing.class);
    assertThat(find(directory, "web1:1")).isInstanceOf(Resolution.NoSuchPort.class);
  }

  @Test
  void oneNameInTwoProjectsIsNotGuessed() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    server("s-2", BETA, "web1", "ACTIVE");
    var directory = directory(ALPHA, BETA);

    assertThat(find(directory, "web1")).isInstanceOf(Resolution.Ambiguous.class);
    assertThat(find(directory, "beta/web1")).isInstanceOf(Resolution.Found.class);
    assertThat(find(directory, "web1+project=p-alpha")).isInstanceOf(Resolution.Found.class);
  }

  @Test
  void twoProjectsOfOneNameAreToldApartByTheirDomains() throws Exception {
    var other = new CloudProject("p-other", "alpha", "Other");
    stub.data().project("p-other", "alpha", "default", true);
    server("s-1", ALPHA, "web1", "ACTIVE");
    server("s-2", other, "web1", "ACTIVE");
    var directory = directory(ALPHA, other);

    assertThat(directory.candidates(ALICE))
        .extracting(entry -> entry.server().project())
        .containsExactlyInAnyOrder("Default:alpha", "Other:alpha");
    assertThat(find(directory, "Other:alpha/web1")).isInstanceOf(Resolution.Found.class);
  }

  @Test
  void whatAppearsAndLeavesIsAnnounced() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);
    assertThat(news).singleElement().isInstanceOf(DirectoryEvent.Changed.class);

    clock.advance(ListingSchedule.EVERY.plusSeconds(1));
    server("s-1", ALPHA, "web1", "DELETED");
    assertThat(directory.candidates(ALICE)).isEmpty();
    assertThat(news.getLast())
        .isEqualTo(new DirectoryEvent.Gone(console("s-1"), "the server was deleted"));
  }

  @Test
  void aStoppedServerIsNotAskedForItsConsole() throws Exception {
    server("s-1", ALPHA, "web1", "SHUTOFF");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);

    for (int i = 0; i < 50; i++) {
      var reason = refused(directory, "s-1").reason();
      assertThat(reason).isEqualTo(Reason.of(Reason.Kind.STOPPED, "the server is stopped"));
    }
    assertThat(stub.calls("remote-consoles")).isZero();
    assertThat(stub.calls("/servers/detail")).isEqualTo(1);
  }

  @Test
  void aConsoleIsAskedForSoOftenAMinuteAndNoMore() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);

    for (int i = 0; i < CallRate.MOST; i++) {
      assertThat(ProvenLine.is(directory.target(console("s-1")))).isTrue();
    }
    assertThat(refused(directory, "s-1").reason().kind()).isEqualTo(Reason.Kind.UNREACHABLE);
    assertThat(stub.calls("remote-consoles")).isEqualTo(CallRate.MOST);

    clock.advance(Duration.ofMinutes(1));
    assertThat(directory.target(console("s-1")).address().toString()).doesNotContain("secret");
  }

  @Test
  void anOldNovaIsAskedInTheOldWay() throws Exception {
    stub.newest("2.5");
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);

    assertThat(ProvenLine.is(directory.target(console("s-1")))).isTrue();
    assertThat(stub.calls("POST /v2.1/servers/s-1/action")).isEqualTo(1);
  }

  @Test
  void aServerThatNovaDoesNotKnowAnyMoreIsGone() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);
    server("s-1", ALPHA, "web1", "DELETED");

    assertThat(refused(directory, "s-1").reason().kind()).isEqualTo(Reason.Kind.GONE);
    assertThat(news.getLast()).isInstanceOf(DirectoryEvent.Gone.class);
    assertThat(refused(directory, "s-1").reason().kind()).isEqualTo(Reason.Kind.GONE);
  }

  @Test
  void aConsoleThatNovaDoesNotKnowForAMomentIsNotADeletedServer() throws Exception {
    server("s-1", ALPHA, "web1", "HARD_REBOOT");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);
    stub.fail("remote-consoles", new Fault.Status(404, -1), 1);

    assertThat(refused(directory, "s-1").reason())
        .isEqualTo(Reason.of(Reason.Kind.UNREACHABLE, "the server is rebooting"));
    assertThat(news).noneMatch(DirectoryEvent.Gone.class::isInstance);
    assertThat(ProvenLine.is(directory.target(console("s-1")))).isTrue();
  }

  @Test
  void aServerThatIsBeingDeletedIsLeaving() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);
    server("s-1", ALPHA, "web1", "ACTIVE/deleting");

    var asked = refused(directory, "s-1").reason(); // Nova's word against a list
    clock.advance(ListingSchedule.EVERY);
    var listed = refused(directory, "s-1").reason();

    assertThat(asked)
        .isEqualTo(Reason.of(Reason.Kind.LEAVING, "the server is being deleted"))
        .isEqualTo(listed);
    assertThat(stub.calls("remote-consoles")).isEqualTo(1);
  }

  @Test
  void whoStaysIsToldWhatTheServerIsLikeToday() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    var known = directory.candidates(ALICE).getFirst().server();

    clock.advance(ListingSchedule.IN_USE.plusMinutes(1));
    server("s-1", ALPHA, "web2", "ACTIVE", Map.of("console-gw:max-right", "watch"));
    var today = directory.refreshed(known);
    server("s-1", ALPHA, "web2", "DELETED");
    clock.advance(ListingSchedule.EVERY);

    assertThat(today.name()).isEqualTo("web2");
    assertThat(today.labels())
        .containsEntry("console-gw:max-right", "watch")
        .containsEntry(CloudPeople.PROJECT_ID, "p-alpha");
    assertThat(directory.refreshed(today)).isEqualTo(today);
    assertThat(news.getLast()).isInstanceOf(DirectoryEvent.Gone.class);
  }

  @Test
  void nobodyIsToldOfTodayWhatIsOfYesterday() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    var known = directory.candidates(ALICE).getFirst().server();
    clock.advance(ListingSchedule.EVERY);
    stub.fail("/servers/detail", new Fault.Status(503, 3600), 9);

    var silence = catchThrowableOfType(CloudException.class, () -> directory.refreshed(known));

    assertThat(silence).hasMessage("Nova is out of order (HTTP 503)");
  }

  @Test
  void aServerThatMovesToAnotherProjectHasNotLeft() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA, BETA);
    var known = directory.candidates(ALICE).getFirst().server();

    server("s-1", BETA, "web1", "ACTIVE");
    clock.advance(ProjectListing.WHOLE_EVERY.plusSeconds(1));
    directory.candidates(ALICE);

    assertThat(directory.refreshed(known).labels()).containsEntry(CloudPeople.PROJECT_ID, "p-beta");
  }

  @Test
  void metadataCannotMoveAServerToAnotherProject() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE", Map.of(CloudPeople.PROJECT_ID, "p-beta"));

    var entry = directory(ALPHA).candidates(ALICE).getFirst();
    assertThat(entry.server().labels()).containsEntry(CloudPeople.PROJECT_ID, "p-alpha");
  }

  @Test
  void captureTakesWhatItSaysAndNoMoreThanItMay() throws Exception {
    var wanted =
        new OpenStackSettings.CloudCapture(
            Where.BUILT_IN, List.of("Default:alpha"), Map.of("keep", "serial"), 2);
    for (int i = 0; i < 5; i++) {
      server("s-" + i, ALPHA, "web" + i, "ACTIVE", Map.of("keep", "serial"));
    }
    server("s-plain", ALPHA, "plain", "ACTIVE");
    server("s-beta", BETA, "web1", "ACTIVE", Map.of("keep", "serial"));
    var directory = directory(Optional.of(wanted), ALPHA, BETA);
    directory.candidates(ALICE);

    assertThat(news)
        .filteredOn(one -> one instanceof DirectoryEvent.Changed(var console) && console.captured())
        .hasSize(2)
        .allSatisfy(one ->
            assertThat(((DirectoryEvent.Changed) one).console().server().project())
                .isEqualTo("alpha"));
  }

  @Test
  void whatNovaKeptIsToBeHad() throws Exception {
    server("s-1", ALPHA, "web1", "ACTIVE");
    var directory = directory(ALPHA);
    directory.candidates(ALICE);

    assertThat(directory.source()).isEqualTo("Nova");
    assertThat(directory.printed(console("s-1"), 10)).isEqualTo("boot of web1\n");
  }
}
