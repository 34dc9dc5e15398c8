package dev.consolegw.gateway;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.People;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.file.CurrentPolicy;
import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.authz.openstack.CloudProject;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.config.Settings;
import dev.consolegw.gateway.directory.nova.NovaDirectory;
import dev.consolegw.gateway.directory.nova.Projects;
import dev.consolegw.gateway.directory.nova.ServerDefaults;
import dev.consolegw.gateway.directory.vspc.CloudServers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cloud knows of people and servers. */
record CloudSources(Cloud cloud, CloudPeople people, NovaDirectory servers) implements Closeable {

  /**
   * What they need of the gateway.
   *
   * @param clock for ages
   * @param date what other machines have, too
   */
  record Services(
      Path state,
      InstantSource clock,
      InstantSource date,
      ScheduledExecutorService timer,
      Executor tasks) {}

  /**
   * Those of the cloud in the settings, if there is one. Reads certificates; asks nobody yet.
   *
   * @param read where that cloud is, and the hops to its consoles
   */
  static Optional<CloudSources> of(Settings settings, Sources read, Services services)
      throws IOException {
    if (settings.openstack().isEmpty() || read.cloud().isEmpty()) {
      return Optional.empty();
    }
    var wanted = settings.openstack().get();
    var config = read.cloud().get();
    var cloud = new Cloud(config, services.clock());
    var people =
        new CloudPeople(wanted, settings.sessions(), cloud, services.state(), services.clock());
    var servers =
        new NovaDirectory(
            new NovaDirectory.Services(
                cloud,
                new OfPeople(people),
                config.trust().authorities(),
                ServerDefaults.of(settings.history().keep(), wanted),
                services.clock(),
                services.date(),
                services.timer(),
                services.tasks()),
            wanted.capture(),
            read.cloudWay());
    return Optional.of(new CloudSources(cloud, people, servers));
  }

  /** Who people are and what they may open, by the settings and by a cloud if there is one. */
  static Authorizer authorizer(CurrentPolicy policy, Optional<CloudSources> cloud) {
    var people = Stream.concat(Stream.<People>of(policy), cloud.stream().map(CloudSources::people));
    var policies =
        Stream.concat(Stream.<Policy>of(policy), cloud.stream().map(it -> it.people().policy()));
    return new Authorizer(people.toList(), policies.toList());
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

  /** What policies of this cloud know its servers by, for whoever else shows their consoles. */
  CloudServers labels() {
    return new CloudServers() {
      @Override
      public Map<String, String> labels(String uuid) {
        return servers.server(uuid).map(ConsoleRef::labels).orElse(Map.of());
      }

      @Override
      public Map<String, String> labelsNow(String uuid) throws IOException {
        var known = servers.server(uuid);
        if (known.isPresent()) {
          var _ = servers.refreshed(known.get());
        }
        return labels(uuid);
      }
    };
  }

  /** These count from now on; where the cloud is, and as whom we sign in, is another matter. */
  void settings(Settings settings) {
    settings
        .openstack()
        .ifPresent(wanted -> {
          people.settings(wanted, settings.sessions());
          servers.settings(ServerDefaults.of(settings.history().keep(), wanted), wanted.capture());
        });
  }

  void start() {
    people.start(servers::projects);
    servers.start();
  }

  @Override
  public void close() throws IOException {
    people.close();
    cloud.close();
  }
}
