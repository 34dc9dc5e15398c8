package dev.consolegw.gateway;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Terms;
import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Problems;
import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsException;
import dev.consolegw.gateway.directory.nova.NovaDirectory;
import dev.consolegw.gateway.directory.nova.Projects;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** What a cloud knows of people and servers. */
record CloudSources(Cloud cloud, CloudPeople people, NovaDirectory servers) implements Closeable {

  /** What they need of the gateway. */
  record Means(Path state, InstantSource clock, ScheduledExecutorService timer, Executor tasks) {}

  /** Those of the cloud in the settings, if there is one. Reads files; asks nobody yet. */
  static Optional<CloudSources> of(Settings settings, CloudFiles clouds, Means means)
      throws SettingsException, IOException {
    if (settings.openstack().isEmpty()) {
      return Optional.empty();
    }
    var wanted = settings.openstack().get();
    var problems = new Problems();
    var found = clouds.read(wanted, problems);
    problems.throwIfAny();
    var config = found.orElseThrow();
    var cloud = new Cloud(config, means.clock());
    var terms = Terms.of(List.of(settings.sessions()));
    var people = new CloudPeople(wanted, terms, cloud, means.state(), means.clock());
    var servers =
        new NovaDirectory(
            new NovaDirectory.Means(
                cloud,
                new OfPeople(people),
                config.trust().authorities(),
                settings.history().keep(),
                means.clock(),
                means.timer(),
                means.tasks()),
            wanted.capture());
    return Optional.of(new CloudSources(cloud, people, servers));
  }

  private record OfPeople(CloudPeople people) implements Projects {
    @Override
    public Set<CloudProject> of(Identity identity) {
      return identity.owners().stream()
          .flatMap(person -> people.projects(person).stream())
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<CloudProject> all() {
      return people.projects();
    }
  }

  void start() {
    people.start();
    servers.start();
  }

  @Override
  public void close() throws IOException {
    people.close();
    cloud.close();
  }
}
