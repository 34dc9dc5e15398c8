package dev.consolegw.authz.openstack.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consolegw.authz.openstack.testing.CloudStub.Answer;
import dev.consolegw.authz.openstack.testing.StubData.Thing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Identity API, version 3, as far as the gateway asks. */
final class StubKeystone {
  static final String SYSTEM = "system";
  private static final String UNSCOPED = "unscoped";

  private final StubData data;
  private final InstantSource clock;
  private final String address;
  private final Map<String, Ticket> tokens = new ConcurrentHashMap<>();
  private volatile long life = 3600;
  private volatile String password = "gateway-pw";

  private record Ticket(String scope, Instant expires) {}

  StubKeystone(StubData data, InstantSource clock, String address) {
    this.data = data;
    this.clock = clock;
    this.address = address;
  }

  void life(long seconds) {
    life = seconds;
  }

  void password(String other) {
    password = other;
  }

  void revoke() {
    tokens.clear();
  }

  /** What a token is good for: {@code system} or a project; nothing once that is closed. */
  @Nullable String scope(@Nullable String token) {
    var ticket = token == null ? null : tokens.get(token);
    return ticket == null || clock.instant().isAfter(ticket.expires()) || isClosed(ticket.scope())
        ? null
        : ticket.scope();
  }

  private boolean isClosed(String scope) {
    var project = data.projects.get(scope);
    return project != null && !isOpen(project);
  }

  private boolean isOpen(Thing project) {
    var domain = data.domains.get(project.domain());
    return project.enabled() && (domain == null || domain.enabled());
  }

  Answer token(JsonNode body) {
    var identity = body.path("auth").path("identity");
    var user = identity.path("password").path("user");
    var application = identity.path("application_credential");
    var scope = body.path("auth").path("scope");
    var project = data.projects.get(scope.path("project").path("id").asText());
    boolean known =
        user.path("name").asText().equals("gateway")
            ? user.path("password").asText().equals(password)
            : application.path("secret").asText().equals("application-pw");
    boolean enters =
        scope.has("system") || scope.isMissingNode() || (project != null && isOpen(project));
    if (application.isObject() && known && scope.isMissingNode()) {
      return granted("bound", data.projects.get("bound"));
    }
    return known && enters && !application.isObject()
        ? granted(scope.has("system") ? SYSTEM : project == null ? UNSCOPED : project.id(), project)
        : Answer.fault(401, "error", "The request you have made requires authentication.");
  }

  private Answer granted(String scope, @Nullable Thing project) {
    var id = "gAAAA-" + UUID.randomUUID();
    var now = clock.instant();
    tokens.put(id, new Ticket(scope, now.plusSeconds(life)));
    var body = CloudStub.JSON.createObjectNode();
    var token = body.putObject("token");
    token.put("issued_at", now.toString()).put("expires_at", now.plusSeconds(life).toString());
    if (project != null) {
      token.putObject("project").put("id", project.id()).put("name", project.name());
    }
    var service = token.putArray("catalog").addObject().put("type", "compute").put("name", "nova");
    for (String face : List.of("admin", "internal", "public")) {
      service
          .withArray("endpoints")
          .addObject()
          .put("interface", face)
          .put("region", "RegionOne")
          .put("region_id", "RegionOne")
          .put("url", address + "/v2.1");
    }
    return new Answer(201, body, id);
  }

  Answer answer(StubRequest request, String scope) {
    if (!scope.equals(SYSTEM)) {
      return Answer.fault(
          403, "error", "You are not authorized to perform the requested action: identity:list.");
    }
    return switch (request.path()) {
      case "/v3/users" -> list("users", data.users.values());
      case "/v3/projects" -> list("projects", data.projects.values());
      case "/v3/domains" -> list("domains", data.domains.values());
      case "/v3/role_assignments" -> roles(request);
      default ->
          Stream.of(
                  one(request, "user", data.users),
                  one(request, "project", data.projects),
                  one(request, "domain", data.domains))
              .flatMap(List::stream)
              .findFirst()
              .orElseGet(() -> Answer.fault(404, "error", "Could not find: it."));
    };
  }

  private static Answer list(String key, Collection<Thing> things) {
    var body = CloudStub.JSON.createObjectNode();
    var list = body.putArray(key);
    things.forEach(thing -> list.add(json(thing)));
    return new Answer(200, body);
  }

  private static List<Answer> one(StubRequest request, String key, Map<String, Thing> things) {
    var id = request.after("/v3/" + key + "s/");
    var thing = id == null ? null : things.get(id);
    if (thing == null) {
      return List.of();
    }
    var body = CloudStub.JSON.createObjectNode();
    body.set(key, json(thing));
    return List.of(new Answer(200, body));
  }

  private static ObjectNode json(Thing thing) {
    return CloudStub.JSON
        .createObjectNode()
        .put("id", thing.id())
        .put("name", thing.name())
        .put("domain_id", thing.domain())
        .put("enabled", thing.enabled());
  }

  /** Of the disabled too, as Keystone does; the unknown are 404. */
  private Answer roles(StubRequest request) {
    var project = request.query("scope.project.id", "");
    var user = request.query("user.id", "");
    if (!(project.isEmpty() || data.projects.containsKey(project))
        || !(user.isEmpty() || data.users.containsKey(user))) {
      return Answer.fault(404, "error", "Could not find project: " + project + ".");
    }
    var body = CloudStub.JSON.createObjectNode();
    var list = body.putArray("role_assignments");
    for (String each : project.isEmpty() ? data.roles.keySet() : Set.of(project)) {
      for (StubData.Role role : StubData.of(data.roles, each)) {
        if (user.isEmpty() || user.equals(role.user())) {
          var entry = list.addObject();
          entry.putObject("scope").putObject("project").put("id", each);
          entry.putObject("user").put("id", role.user());
          entry.putObject("role").put("id", "r-" + role.role()).put("name", role.role());
        }
      }
    }
    return new Answer(200, body);
  }
}
