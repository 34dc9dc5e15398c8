package dev.consolegw.authz.openstack.client;

import dev.consolegw.authz.openstack.account.Scope;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openstack4j.core.transport.HttpMethod;

/**
 * One thing asked of the cloud. All that we ask can be asked twice.
 *
 * @param path below the service's address
 * @param query in order; a flag has an empty value
 * @param version Nova's microversion
 * @param budget time for all tries together
 */
record Call(
    Service service,
    Scope scope,
    HttpMethod method,
    String path,
    Map<String, String> query,
    Optional<String> body,
    Optional<Microversion> version,
    Duration budget) {
  static final Duration BUDGET = Duration.ofSeconds(30);

  enum Service {
    KEYSTONE("Keystone"),
    NOVA("Nova");

    private final String words;

    Service(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** UUIDs with dashes and without, and the 64 digits of users from LDAP. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** An id that goes into a path; whatever is none is not asked for. */
  static String checked(Service service, String id) throws CloudException {
    if (!ID.matcher(id).matches()) {
      throw new CloudException(CloudException.Kind.NOT_FOUND, service + " does not know it");
    }
    return id;
  }

  static Call to(Service service, Scope scope, HttpMethod method, String path) {
    return new Call(
        service, scope, method, path, Map.of(), Optional.empty(), Optional.empty(), BUDGET);
  }

  static Call get(Service service, Scope scope, String path) {
    return to(service, scope, HttpMethod.GET, path);
  }

  Call query(String key, String value) {
    var more = new LinkedHashMap<>(query);
    more.put(key, value);
    return new Call(service, scope, method, path, more, body, version, budget);
  }

  Call json(String text) {
    return new Call(service, scope, method, path, query, Optional.of(text), version, budget);
  }

  Call version(Microversion wanted) {
    return new Call(service, scope, method, path, query, body, Optional.of(wanted), budget);
  }

  Call within(Duration time) {
    return new Call(service, scope, method, path, query, body, version, time);
  }

  /** Without the body, which may hold a password. */
  @Override
  public String toString() {
    return service + " " + method + " " + path;
  }
}
