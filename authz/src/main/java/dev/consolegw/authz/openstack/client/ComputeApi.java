package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openstack4j.core.transport.HttpMethod;

/**
 * What we ask of Nova with a token of one project: it sees the servers of that project alone. All
 * methods block; thread-safe. Compute API reference, docs.openstack.org/api-ref/compute.
 */
public final class ComputeApi {
  /** Entries asked for at once; Nova itself gives no more than 1000. */
  static final int PAGE = 500;

  /** Pages of one list; beyond it the cloud is mocking us. */
  static final int MAX_PAGES = 1000;

  private final Calls calls;
  private final Versions versions;
  private final Scope scope;

  /**
   * A server.
   *
   * @param status as Nova spells it, such as {@code ACTIVE}
   * @param task what is being done to it, such as {@code rebooting}
   * @param updated when it changed last, if Nova says so
   */
  public record Server(
      String id,
      String projectId,
      String name,
      String status,
      Optional<String> task,
      Optional<Instant> updated,
      Map<String, String> metadata) {}

  /** A key that somebody brought. Not yet checked: {@code publicKey} is what they sent. */
  public record KeyPair(String name, String type, String publicKey) {}

  /** Where a console can be dialled, for some minutes, by anybody who knows it: a secret. */
  public record ConsoleUrl(URI uri) {
    @Override
    public String toString() {
      return "(console at " + uri.getScheme() + "://" + uri.getRawAuthority() + ")";
    }
  }

  ComputeApi(Calls calls, Versions versions, Scope scope) {
    this.calls = calls;
    this.versions = versions;
    this.scope = scope;
  }

  /** The newest microversion that this Nova speaks, such as {@code 2.93}. */
  public String microversion() throws CloudException {
    return versions.newest(scope).toString();
  }

  /** All servers of the project. */
  public List<Server> servers() throws CloudException {
    return servers(get("/servers/detail"));
  }

  /** Those that changed since then, the deleted among them (status {@code DELETED}). */
  public List<Server> servers(Instant changesSince) throws CloudException {
    var since = changesSince.truncatedTo(ChronoUnit.SECONDS).toString();
    return servers(get("/servers/detail").query("changes-since", since));
  }

  private List<Server> servers(Call call) throws CloudException {
    var servers = new ArrayList<Server>();
    for (JsonNode entry : pages(call, "servers", "id")) {
      server(entry).ifPresent(servers::add);
    }
    return List.copyOf(servers);
  }

  /** One server. */
  public Server server(String id) throws CloudException {
    var tree = calls.json(get("/servers/" + checked(id)));
    return server(tree.path("server"))
        .orElseThrow(() -> Faults.nonsense(Call.Service.NOVA, "a server"));
  }

  private static Optional<Server> server(JsonNode entry) {
    var id = entry.path("id").asText("");
    var project = entry.path("tenant_id").asText("");
    if (id.isEmpty() || project.isEmpty()) {
      return Optional.empty();
    }
    var metadata = new HashMap<String, String>();
    entry
        .path("metadata")
        .properties()
        .forEach(it -> metadata.put(it.getKey(), it.getValue().asText("")));
    return Optional.of(
        new Server(
            id,
            project,
            entry.path("name").asText(""),
            entry.path("status").asText("UNKNOWN"),
            Optional.ofNullable(entry.path("OS-EXT-STS:task_state").textValue()),
            instant(entry.path("updated").asText("")),
            Map.copyOf(metadata)));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** Where to dial the first serial port now. A new one at each call; CONFLICT by state. */
  public ConsoleUrl consoleUrl(String id) throws CloudException {
    return consoleUrl(id, Call.BUDGET);
  }

  /** The same in bounded time. A host that is away costs Nova a minute. */
  public ConsoleUrl consoleUrl(String id, Duration budget) throws CloudException {
    boolean remote = versions.newest(scope).atLeast(Microversion.REMOTE_CONSOLES);
    var call =
        remote
            ? post(
                    "/servers/" + checked(id) + "/remote-consoles",
                    "remote_console",
                    Map.of("protocol", "serial", "type", "serial"))
                .version(Microversion.REMOTE_CONSOLES)
            : post(
                "/servers/" + checked(id) + "/action",
                "os-getSerialConsole",
                Map.of("type", "serial"));
    var tree = calls.json(call.within(budget));
    var url = tree.path(remote ? "remote_console" : "console").path("url").asText("");
    try {
      var uri = URI.create(url);
      if (uri.getHost() != null
          && List.of("ws", "wss", "http", "https").contains(uri.getScheme())) {
        return new ConsoleUrl(uri);
      }
    } catch (IllegalArgumentException _) {
      // Not quoted below: it may hold a token.
    }
    throw Faults.nonsense(Call.Service.NOVA, "a console's address");
  }

  /**
   * The last lines that the server printed, from before anybody was connected.
   *
   * @param lines at most so many
   */
  public String consoleOutput(String id, int lines) throws CloudException {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("os-getConsoleOutput").put("length", lines);
    var call =
        Call.to(Call.Service.NOVA, scope, HttpMethod.POST, "/servers/" + checked(id) + "/action");
    var output = calls.json(call.json(body.toString())).path("output");
    if (!output.isTextual()) {
      throw Faults.nonsense(Call.Service.NOVA, "output");
    }
    return output.textValue();
  }

  /** The key pairs of anybody, given the permission; nobody's for somebody unknown. */
  public List<KeyPair> keyPairs(String userId) throws CloudException {
    var newest = versions.newest(scope);
    if (!newest.atLeast(Microversion.KEYS_OF_OTHERS)) {
      // An older Nova would answer with our own.
      throw new CloudException(
          Kind.BROKEN, "this Nova shows nobody the key pairs of others: it needs 2.10 or later");
    }
    boolean paged = newest.atLeast(Microversion.KEYS_IN_PAGES);
    var call =
        get("/os-keypairs")
            .query("user_id", Call.checked(Call.Service.NOVA, userId))
            .version(paged ? Microversion.KEYS_IN_PAGES : Microversion.KEYS_OF_OTHERS);
    var entries = paged ? pages(call, "keypairs", "name") : whole(calls.json(call), "keypairs");
    var pairs = new ArrayList<KeyPair>();
    for (JsonNode entry : entries) {
      var pair = entry.path("keypair");
      pairs.add(
          new KeyPair(
              pair.path("name").asText(""),
              pair.path("type").asText("ssh"),
              pair.path("public_key").asText("")));
    }
    return List.copyOf(pairs);
  }

  /** Follows the pages by their last entry: links may name hosts that we cannot reach. */
  private List<JsonNode> pages(Call call, String key, String mark) throws CloudException {
    var all = new ArrayList<JsonNode>();
    var page = call.query("limit", String.valueOf(PAGE));
    for (int count = 0; count < MAX_PAGES; count++) {
      var tree = calls.json(page);
      var entries = whole(tree, key);
      all.addAll(entries);
      boolean more = tree.path(key + "_links").findValuesAsText("rel").contains("next");
      if (!more || entries.isEmpty()) {
        return all;
      }
      var last = entries.getLast();
      page =
          page.query("marker", last.path(mark).asText(last.path("keypair").path(mark).asText("")));
    }
    throw Faults.nonsense(Call.Service.NOVA, "the end of a list");
  }

  private static List<JsonNode> whole(JsonNode tree, String key) throws CloudException {
    if (!tree.path(key).isArray()) {
      throw Faults.nonsense(Call.Service.NOVA, "a list of " + key);
    }
    var entries = new ArrayList<JsonNode>();
    tree.path(key).forEach(entries::add);
    return entries;
  }

  private Call get(String path) {
    return Call.get(Call.Service.NOVA, scope, path);
  }

  private Call post(String path, String action, Map<String, String> arguments) {
    var body = JsonNodeFactory.instance.objectNode();
    var inner = body.putObject(action);
    arguments.forEach(inner::put);
    return Call.to(Call.Service.NOVA, scope, HttpMethod.POST, path).json(body.toString());
  }

  private static String checked(String id) throws CloudException {
    return Call.checked(Call.Service.NOVA, id);
  }
}
