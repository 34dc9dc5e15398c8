package dev.consolegw.gateway.client;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.Lookup;
import dev.consolegw.authz.name.NameMatch;
import dev.consolegw.authz.name.Named;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.authz.openstack.client.CloudException;
import dev.consolegw.authz.openstack.client.ComputeApi;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server of an OpenStack cloud, in the project of the credential, and its first serial port as
 * Nova's proxy shows it. Found once, by UUID, the start of one, or its exact name: Nova's own
 * filter by name is a regular expression. Its address is a new one each time. One thread.
 */
final class CloudTarget implements Target {
  /** Candidates that an ambiguous name lists. */
  private static final int LISTED = 20;

  private final Cloud cloud;
  private final ConsoleName wanted;
  private final Addresses.Extras extras;
  private @Nullable Found found;

  private record Found(ComputeApi compute, Candidate server) {}

  /** A server that the name may mean. */
  private record Candidate(String id, String name, String project, String status)
      implements Named {}

  CloudTarget(Cloud cloud, ConsoleName wanted, Addresses.Extras extras) {
    this.cloud = cloud;
    this.wanted = wanted;
    this.extras = extras;
  }

  @Override
  public DialTarget line() throws IOException {
    if (found == null) {
      found = find();
    }
    var server = found.server();
    try {
      var url = found.compute().consoleUrl(server.id(), Client.PROXY_BUDGET);
      return DialTarget.of(Addresses.parse(url.uri().toString(), extras));
    } catch (CloudException e) {
      throw e.kind() == CloudException.Kind.CONFLICT
          ? new DialException(
              Reason.of(
                  Reason.Kind.UNREACHABLE,
                  "the server is " + server.status() + ", and has no console in this state"),
              e)
          : e;
    } catch (IllegalArgumentException e) {
      throw new DialException(
          Reason.of(Reason.Kind.PROTOCOL, "Nova's address of the console: " + e.getMessage()), e);
    }
  }

  private Found find() throws IOException {
    var project =
        cloud
            .homeProject()
            .orElseThrow(() ->
                new NoConsoleException(
                    "the credential names no project; set OS_PROJECT_NAME or project_name"));
    var compute = cloud.compute(project);
    var all =
        compute.servers().stream()
            .map(it -> new Candidate(it.id(), it.name(), it.projectId(), it.status()))
            .toList();
    return switch (NameMatch.find(wanted, all)) {
      case Lookup.Found<Candidate>(var one) -> new Found(compute, one);
      case Lookup.None<Candidate>() ->
          throw new NoConsoleException(
              "no server of this project is called \"" + Printable.of(wanted.server()) + "\"");
      case Lookup.Ambiguous<Candidate>(var several) -> throw ambiguous(several);
    };
  }

  private NoConsoleException ambiguous(List<Candidate> several) {
    return new NoConsoleException(
        several.stream()
            .limit(LISTED)
            .map(one ->
                Printable.of(one.id())
                    + "  "
                    + Printable.of(one.name())
                    + "  "
                    + Printable.of(one.status()))
            .collect(
                Collectors.joining(
                    "\n  ",
                    Printable.of(wanted.server())
                        + " means "
                        + several.size()
                        + " servers; write the id:\n  ",
                    "")));
  }

  @Override
  public boolean isBehindProxy() {
    return true;
  }

  @Override
  public String title() {
    return found == null
        ? "server=" + Printable.of(wanted.server()).asValue()
        : "server=%s id=%s port=0"
            .formatted(
                Printable.of(found.server().name()).asValue(),
                Printable.of(found.server().id()).asValue());
  }
}
