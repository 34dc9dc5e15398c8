package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of Keystone, with a token for the system or a domain, whichever the credential can
 * have. All methods block; thread-safe.
 */
public final class IdentityApi {
  private final Calls calls;
  private final List<Scope> candidates;
  private volatile @Nullable Scope settled;

  /** Somebody, enabled or not. */
  public record User(String id, String name, String domainId, boolean enabled) {}

  /** A project, enabled or not. */
  public record Project(String id, String name, String domainId, boolean enabled) {}

  /** A domain, enabled or not. */
  public record Domain(String id, String name, boolean enabled) {}

  /**
   * A role that somebody has on a project: assigned, inherited, through a group or implied.
   * Keystone tells it of the disabled, too.
   */
  public record Held(String projectId, String userId, String role) {}

  /**
   * A list, which Keystone may have cut short without a way to the rest.
   *
   * @param whole whether it was not
   */
  public record Listed<T>(List<T> items, boolean whole) {}

  IdentityApi(Calls calls, List<Scope> candidates) {
    this.calls = calls;
    this.candidates = List.copyOf(candidates);
  }

  /** Gets a token, and says in words what it is good for. */
  public String signIn() throws CloudException {
    return scope().words();
  }

  /** All users that we may see. */
  public Listed<User> users() throws CloudException {
    return list("/users", "users", IdentityApi::user);
  }

  /** One user. */
  public User user(String id) throws CloudException {
    return one("/users/", id, "user", IdentityApi::user);
  }

  /** All projects that we may see. */
  public Listed<Project> projects() throws CloudException {
    return list("/projects", "projects", IdentityApi::project);
  }

  /** One project. */
  public Project project(String id) throws CloudException {
    return one("/projects/", id, "project", IdentityApi::project);
  }

  /** All domains; a reader of a domain alone may not ask for them. */
  public Listed<Domain> domains() throws CloudException {
    return list("/domains", "domains", IdentityApi::domain);
  }

  /** One domain. */
  public Domain domain(String id) throws CloudException {
    return one("/domains/", id, "domain", IdentityApi::domain);
  }

  /** All roles on a project. */
  public List<Held> roles(String projectId) throws CloudException {
    return held(get("/role_assignments").query("scope.project.id", projectId));
  }

  /** One user's roles on a project. NOT_FOUND when either is unknown. */
  public List<Held> roles(String projectId, String userId) throws CloudException {
    return held(
        get("/role_assignments").query("scope.project.id", projectId).query("user.id", userId));
  }

  /** One user's roles on all projects. NOT_FOUND when they are unknown. */
  public List<Held> rolesOf(String userId) throws CloudException {
    return held(get("/role_assignments").query("user.id", userId));
  }

  private List<Held> held(Call call) throws CloudException {
    var tree = calls.json(call.query("effective", "").query("include_names", ""));
    return items(
        tree,
        "role_assignments",
        entry -> {
          var project = text(entry.path("scope").path("project"), "id");
          var user = text(entry.path("user"), "id");
          var role = text(entry.path("role"), "name");
          return project.isEmpty() || user.isEmpty() || role.isEmpty()
              ? Optional.empty()
              : Optional.of(new Held(project, user, role));
        });
  }

  private <T> Listed<T> list(String path, String key, Function<JsonNode, Optional<T>> reader)
      throws CloudException {
    var tree = calls.json(get(path));
    return new Listed<>(items(tree, key, reader), !tree.path("truncated").asBoolean());
  }

  private <T> T one(String path, String id, String key, Function<JsonNode, Optional<T>> reader)
      throws CloudException {
    var tree = calls.json(get(path + Call.checked(Call.Service.KEYSTONE, id)));
    return reader
        .apply(tree.path(key))
        .orElseThrow(() -> Faults.nonsense(Call.Service.KEYSTONE, "a " + key));
  }

  /** Entries that make no sense are left out: who is not understood gets nothing. */
  private static <T> List<T> items(
      JsonNode tree, String key, Function<JsonNode, Optional<T>> reader) throws CloudException {
    if (!tree.path(key).isArray()) {
      throw Faults.nonsense(Call.Service.KEYSTONE, "a list of " + key.replace('_', ' '));
    }
    var items = new ArrayList<T>();
    for (JsonNode entry : tree.path(key)) {
      reader.apply(entry).ifPresent(items::add);
    }
    return List.copyOf(items);
  }

  private static Optional<User> user(JsonNode entry) {
    return named(entry)
        .map(id -> new User(id, text(entry, "name"), text(entry, "domain_id"), isEnabled(entry)));
  }

  private static Optional<Project> project(JsonNode entry) {
    return named(entry)
        .map(
            id -> new Project(id, text(entry, "name"), text(entry, "domain_id"), isEnabled(entry)));
  }

  private static Optional<Domain> domain(JsonNode entry) {
    return named(entry).map(id -> new Domain(id, text(entry, "name"), isEnabled(entry)));
  }

  private static Optional<String> named(JsonNode entry) {
    var id = text(entry, "id");
    return id.isEmpty() || text(entry, "name").isEmpty() ? Optional.empty() : Optional.of(id);
  }

  private static String text(JsonNode entry, String key) {
    return entry.path(key).asText("");
  }

  /** What does not say that it is enabled is not. */
  private static boolean isEnabled(JsonNode entry) {
    return entry.path("enabled").isBoolean() && entry.path("enabled").booleanValue();
  }

  private Call get(String path) throws CloudException {
    return Call.get(Call.Service.KEYSTONE, scope(), path);
  }

  /** The widest scope that Keystone gives us; found once. */
  private Scope scope() throws CloudException {
    var known = settled;
    if (known != null) {
      return known;
    }
    CloudException refusal = new CloudException(Kind.UNAUTHORIZED, "no scope to sign in with");
    for (Scope scope : candidates) {
      try {
        calls.token(scope);
        settled = scope;
        return scope;
      } catch (CloudException failure) {
        if (failure.kind() != Kind.UNAUTHORIZED) {
          throw failure;
        }
        refusal = failure;
      }
    }
    throw refusal;
  }
}
