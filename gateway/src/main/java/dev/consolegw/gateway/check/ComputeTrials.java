package dev.consolegw.gateway.check;

import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.ComputeApi;
import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Nova is asked, project by project. */
final class ComputeTrials {
  /** An id that nobody has. Whoever shows key pairs of theirs shows our own. */
  private static final String NOBODY = "0".repeat(32);

  /** People whose key pairs are asked for. */
  private static final int PEOPLE = 3;

  /** A host that is away costs Nova a minute. */
  private static final Duration CONSOLE = Duration.ofSeconds(10);

  private final Cloud cloud;
  private final Trials trials;

  ComputeTrials(Cloud cloud, Trials trials) {
    this.cloud = cloud;
    this.trials = trials;
  }

  /**
   * Asks for everything.
   *
   * @param projects that we have a token for, at least one
   * @param people whose key pairs are asked for
   * @param authorities certificates to trust at the console proxy instead of the system's
   */
  void all(List<Sample> projects, List<String> people, Optional<Path> authorities)
      throws IOException, InterruptedException {
    var any = cloud.compute(projects.getFirst().id());
    var version = trials.begin(Need.MICROVERSION, any::microversion);
    if (trials.end(version, it -> it).isEmpty()) {
      return; // nothing can be asked of a Nova that is not found
    }
    var keys = trials.begin(Need.KEYS, () -> keys(any, people));
    var servers = servers(projects);
    trials.end(keys, it -> it);
    var running =
        servers.stream()
            .filter(it -> it.status().equals("ACTIVE") && it.task().isEmpty())
            .findFirst();
    if (running.isPresent()) {
      console(running.get(), authorities);
    } else {
      trials.warn("no server is ACTIVE in the projects looked at, so no console was tried");
    }
  }

  private static String keys(ComputeApi nova, List<String> people) throws IOException {
    if (!nova.keyPairs(NOBODY).isEmpty()) {
      throw new UnmetException(
          "Nova shows our own keys where those of others should be, something on the way drops its"
              + " version from the request");
    }
    int count = 0;
    for (String person : people.stream().limit(PEOPLE).toList()) {
      count += nova.keyPairs(person).size();
    }
    return "%d of %d people".formatted(count, Math.min(people.size(), PEOPLE));
  }

  private List<Server> servers(List<Sample> projects) throws InterruptedException {
    var pending =
        projects.stream()
            .map(it ->
                trials.begin(Need.SERVERS, it.words(), () -> cloud.compute(it.id()).servers()))
            .toList();
    var all = new ArrayList<Server>();
    for (var one : pending) {
      trials.end(one, it -> String.valueOf(it.size())).ifPresent(all::addAll);
    }
    return all;
  }

  private void console(Server server, Optional<Path> authorities)
      throws IOException, InterruptedException {
    var nova = cloud.compute(server.projectId());
    var name = Printable.of(server.name()).asValue();
    var shown = trials.begin(Need.SERVER, () -> nova.server(server.id()));
    var output = trials.begin(Need.OUTPUT, () -> nova.consoleOutput(server.id(), 1));
    var address = trials.begin(Need.CONSOLE, () -> nova.consoleUrl(server.id(), CONSOLE));
    trials.end(shown, _ -> name);
    trials.end(output, _ -> "of " + name);
    var url = trials.end(address, _ -> name);
    if (url.isPresent()) {
      try (var proxy = new ConsoleTrial(authorities)) {
        trials.end(trials.begin(Need.PROXY, () -> proxy.dial(url.get())), it -> it);
      }
      if (url.get().uri().getScheme().equals("ws")) {
        trials.warn("consoles go to Nova's proxy in clear; give it a certificate, and wss");
      }
    }
  }
}
