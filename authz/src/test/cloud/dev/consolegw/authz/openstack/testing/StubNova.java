package dev.consolegw.authz.openstack.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consolegw.authz.openstack.testing.CloudStub.Answer;
import dev.consolegw.authz.openstack.testing.StubData.Pair;
import dev.consolegw.authz.openstack.testing.StubData.Server;
import java.util.List;
import java.util.function.Function;

/** The Compute API, version 2.1 and its microversions, as far as the gateway asks. */
final class StubNova {
  private final StubData data;
  private volatile String newest = "2.93";
  private volatile int page = 1000;

  StubNova(StubData data) {
    this.data = data;
  }

  void newest(String microversion) {
    newest = microversion;
  }

  void page(int entries) {
    page = entries;
  }

  Answer answer(StubRequest request, String project) {
    if (request.path().equals("/v2.1/")) {
      var body = CloudStub.JSON.createObjectNode();
      body.putObject("version").put("version", newest).put("min_version", "2.1");
      return new Answer(200, body);
    }
    if (request.path().equals("/v2.1/os-keypairs")) {
      return keys(request);
    }
    if (request.path().equals("/v2.1/servers/detail")) {
      return servers(request, project);
    }
    var rest = request.after("/v2.1/servers/");
    return rest == null
        ? Answer.fault(404, "itemNotFound", "The resource could not be found.")
        : server(request, project, rest);
  }

  /** Below 2.10 the user asked for is ignored; the gateway's own has no keys. */
  private Answer keys(StubRequest request) {
    var user = request.minor() < 10 ? "" : request.query("user_id", "");
    var keys = List.copyOf(StubData.of(data.keys, user));
    return request.minor() < 35
        ? list("keypairs", keys, StubNova::json)
        : paged(request, new Listing<>("keypairs", keys, Pair::name, StubNova::json));
  }

  private static ObjectNode json(Pair key) {
    var entry = CloudStub.JSON.createObjectNode();
    entry
        .putObject("keypair")
        .put("name", key.name())
        .put("type", key.type())
        .put("public_key", key.text());
    return entry;
  }

  private Answer servers(StubRequest request, String project) {
    var since = request.query("changes-since", "");
    var servers =
        data.servers.values().stream()
            .filter(server -> server.project().equals(project))
            .filter(server ->
                since.isEmpty()
                    ? !server.status().equals("DELETED")
                    : server.updated().compareTo(since) >= 0)
            .toList();
    return paged(request, new Listing<>("servers", servers, Server::id, StubNova::json));
  }

  private static ObjectNode json(Server server) {
    var entry = CloudStub.JSON.createObjectNode();
    var state = server.status().split("/", 2);
    entry
        .put("id", server.id())
        .put("name", server.name())
        .put("status", state[0])
        .put("tenant_id", server.project())
        .put("updated", server.updated())
        .put("OS-EXT-STS:task_state", state.length > 1 ? state[1] : null);
    var metadata = entry.putObject("metadata");
    server.metadata().forEach(metadata::put);
    return entry;
  }

  private record Listing<T>(
      String key, List<T> all, Function<T, String> mark, Function<T, ObjectNode> json) {}

  private <T> Answer paged(StubRequest request, Listing<T> listing) {
    int limit = Math.min(page, Integer.parseInt(request.query("limit", "1000")));
    var marker = request.query("marker", "");
    var marks = listing.all().stream().map(listing.mark()).toList();
    if (!marker.isEmpty() && !marks.contains(marker)) {
      return Answer.fault(400, "badRequest", "marker [" + marker + "] not found");
    }
    int from = marks.indexOf(marker) + 1;
    int to = Math.min(from + limit, marks.size());
    var answer = list(listing.key(), listing.all().subList(from, to), listing.json());
    if (to - from == limit) {
      ((ObjectNode) answer.body())
          .putArray(listing.key() + "_links")
          .addObject()
          .put("rel", "next")
          .put("href", "http://unreachable.invalid/");
    }
    return answer;
  }

  private static <T> Answer list(String key, List<T> items, Function<T, ObjectNode> json) {
    var body = CloudStub.JSON.createObjectNode();
    var list = body.putArray(key);
    items.forEach(item -> list.add(json.apply(item)));
    return new Answer(200, body);
  }

  private Answer server(StubRequest request, String project, String rest) {
    var id = rest.replaceAll("/.*", "");
    var server = data.servers.get(id);
    if (server == null || !server.project().equals(project) || server.status().equals("DELETED")) {
      return Answer.fault(404, "itemNotFound", "Instance " + id + " could not be found.");
    }
    var action = rest.substring(id.length());
    boolean old = action.equals("/action") && request.body().has("os-getSerialConsole");
    if ((old && request.minor() < 6)
        || (action.equals("/remote-consoles") && request.minor() >= 6)) {
      return console(server, old ? "console" : "remote_console");
    }
    var body = CloudStub.JSON.createObjectNode();
    if (action.isEmpty()) {
      body.set("server", json(server));
      return new Answer(200, body);
    }
    if (request.body().has("os-getConsoleOutput")) {
      return new Answer(200, body.put("output", "boot of " + server.name() + "\n"));
    }
    return Answer.fault(404, "itemNotFound", "The resource could not be found.");
  }

  private static Answer console(Server server, String key) {
    return switch (server.status()) {
      case "BUILD", "SHELVED_OFFLOADED" ->
          Answer.fault(409, "conflictingRequest", "Instance " + server.id() + " is not ready");
      case "RESCUE" -> Answer.fault(400, "badRequest", "Unavailable console type serial.");
      case "ACTIVE/deleting" ->
          Answer.fault(500, "computeFault", "<class 'nova.exception.InstanceInvalidState'>");
      default -> {
        var body = CloudStub.JSON.createObjectNode();
        body.putObject(key).put("type", "serial").put("url", server.console().toString());
        yield new Answer(200, body);
      }
    };
  }
}
