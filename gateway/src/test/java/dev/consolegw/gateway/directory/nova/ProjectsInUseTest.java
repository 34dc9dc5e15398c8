package dev.consolegw.gateway.directory.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.ShellSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.gateway.directory.DirectoryEvent;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose projects they are: what they are called for whom, and what of them is captured. */
class ProjectsInUseTest {
  private static final CloudProject ALPHA = new CloudProject("p-alpha", "alpha", "Default");
  private static final CloudProject OTHER = new CloudProject("p-other", "alpha", "Other");
  private static final Identity ALICE = Grants.identity("alice");
  private static final Identity STRANGER = Grants.identity("stranger");
  private static final Map<String, String> KEPT = Map.of("console-gw:capture", "yes");

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final List<DirectoryEvent> news = new CopyOnWriteArrayList<>();
  private final Map<Identity, Set<CloudProject>> projects = new HashMap<>();
  private volatile Set<CloudProject> all = Set.of(ALPHA, OTHER);
  private CloudStub stub;
  private Cloud cloud;
  private NovaDirectory directory;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start(clock);
    stub.data().project("p-alpha", "alpha", "default", true);
    stub.data().project("p-other", "alpha", "other", true);
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
    var files = new CloudFiles(Map.of(), List.of(folder));
    cloud = new Cloud(files.read(Optional.of("stub"), new Problems()).orElseThrow(), clock);
    projects.put(ALICE, Set.of(ALPHA));
    projects.put(STRANGER, Set.of(OTHER));
    var known =
        new Projects() {
          @Override
          public Set<CloudProject> of(Identity identity) {
            return projects.getOrDefault(identity, Set.of());
          }

          @Override
          public Set<CloudProject> all() {
            return all;
          }
        };
    directory =
        new NovaDirectory(
            new NovaDirectory.Services(
                cloud,
                known,
                Optional.empty(),
                new ServerDefaults(new ByteSize(1 << 20), Optional.empty()),
                clock,
                clock,
                timer,
                Runnable::run),
            Optional.of(new OpenStackSettings.CloudCapture(Where.BUILT_IN, List.of(), KEPT, 1)));
    directory.listen(news::add);
    directory.start();
  }

  @AfterEach
  void close() throws IOException {
    cloud.close();
    stub.close();
  }

  private void server(String id, CloudProject project, String name, Map<String, String> metadata) {
    var console = URI.create("ws://127.0.0.1:6083/?token=secret");
    var updated = clock.instant().toString();
    stub.data()
        .server(new StubData.Server(id, project.id(), name, "ACTIVE", updated, console, metadata));
  }

  private void readAgain() {
    timer.advance(ListingSchedule.EVERY.plusSeconds(1));
  }

  private List<String> names(Identity who) throws IOException {
    return directory.candidates(who).stream()
        .map(entry -> entry.server().project() + "/" + entry.server().name())
        .toList();
  }

  /** The servers that are connected all the time, as those know it who were told. */
  private Set<String> captured() {
    var captured = new HashMap<String, Boolean>();
    news.forEach(one -> {
      switch (one) {
        case DirectoryEvent.Changed(var console) ->
            captured.put(console.id().server(), console.captured());
        case DirectoryEvent.Moved _ -> {}
        case DirectoryEvent.Gone(var id, var _) -> captured.remove(id.server());
      }
    });
    captured.values().removeIf(it -> !it);
    return captured.keySet();
  }

  @Test
  void whatAProjectIsCalledIsDecidedByWhatOneMayOpenAndNotByWhoElseSignsIn() throws Exception {
    server("s-1", ALPHA, "web1", Map.of());
    server("s-2", OTHER, "web1", Map.of());
    assertThat(names(ALICE)).containsExactly("alpha/web1");

    assertThat(names(STRANGER)).containsExactly("alpha/web1");
    var known = directory.candidates(ALICE).getFirst().server();
    readAgain();
    assertThat(names(ALICE)).containsExactly("alpha/web1");
    assertThat(directory.refreshed(known).project()).isEqualTo("alpha");

    projects.put(ALICE, Set.of(ALPHA, OTHER));
    assertThat(names(ALICE)).containsExactly("Default:alpha/web1", "Other:alpha/web1");
    var qualified = directory.candidates(ALICE).getFirst().server();
    assertThat(directory.refreshed(qualified).project()).isEqualTo("Default:alpha");
  }

  @Test
  void serversAreListedByName() throws Exception {
    for (var name : List.of("web3", "db", "web1", "app", "web2")) {
      server("s-" + name, ALPHA, name, Map.of());
    }

    assertThat(names(ALICE))
        .containsExactly("alpha/app", "alpha/db", "alpha/web1", "alpha/web2", "alpha/web3");
  }

  @Test
  void captureLetsGoOfAServerThatIsNotToBeCapturedAnyMore() {
    server("s-1", ALPHA, "web1", KEPT);
    readAgain();
    server("s-2", ALPHA, "web2", KEPT);
    readAgain();
    assertThat(captured()).containsExactly("s-1");

    server("s-1", ALPHA, "web1", Map.of());
    readAgain();

    assertThat(captured()).containsExactly("s-2"); // its place is free for the next
  }

  @Test
  void captureLetsGoOfTheServersOfAProjectThatIsClosed() {
    server("s-1", ALPHA, "web1", KEPT);
    readAgain();
    server("s-2", OTHER, "web2", KEPT);
    readAgain();
    assertThat(captured()).containsExactly("s-1");

    all = Set.of(OTHER);
    stub.data().project("p-alpha", "alpha", "default", false);
    readAgain();

    assertThat(captured()).containsExactly("s-2");
  }

  @Test
  void newSettingsOfCaptureLeaveThoseTheirPlacesThatAreWantedStill() {
    server("s-1", ALPHA, "web1", KEPT);
    server("s-2", ALPHA, "web2", KEPT);
    server("s-3", ALPHA, "web3", Map.of("console-gw:capture", "no"));
    all = Set.of(ALPHA);
    readAgain();
    var first = Set.copyOf(captured());
    assertThat(first).hasSize(1);

    capture(KEPT, 5);
    assertThat(captured()).containsExactlyInAnyOrder("s-1", "s-2");
    capture(KEPT, 1);
    assertThat(captured()).hasSize(1).isSubsetOf("s-1", "s-2");
    capture(Map.of("console-gw:capture", "no"), 5);
    assertThat(captured()).containsExactly("s-3");
    directory.settings(
        new ServerDefaults(new ByteSize(1 << 20), Optional.empty()), Optional.empty());
    assertThat(captured()).isEmpty();
  }

  private void capture(Map<String, String> metadata, int most) {
    directory.settings(
        new ServerDefaults(new ByteSize(1 << 20), Optional.empty()),
        Optional.of(new OpenStackSettings.CloudCapture(Where.BUILT_IN, List.of(), metadata, most)));
  }

  @Test
  void anotherSizeToKeepAndAnotherShellAreToldOfEveryServer() {
    server("s-1", ALPHA, "web1", Map.of());
    all = Set.of(ALPHA);
    readAgain();
    news.clear();

    var shell =
        new ShellSettings.Shell(
            Where.BUILT_IN,
            Optional.of(Located.built("root")),
            Optional.empty(),
            ShellSettings.OpenShell.REFUSE,
            Duration.ofSeconds(30),
            false);
    directory.settings(new ServerDefaults(new ByteSize(5), Optional.of(shell)), Optional.empty());

    assertThat(news)
        .singleElement()
        .isInstanceOfSatisfying(
            DirectoryEvent.Changed.class,
            changed -> {
              assertThat(changed.console().keep()).isEqualTo(new ByteSize(5));
              assertThat(changed.console().shell()).contains(shell);
            });
  }
}
