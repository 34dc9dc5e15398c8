package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudCredential;
import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import dev.consolegw.authz.openstack.client.http.JdkAnswer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openstack4j.api.types.Facing;
import org.openstack4j.core.transport.ClientConstants;
import org.openstack4j.core.transport.HttpMethod;
import org.openstack4j.openstack.identity.v3.domain.KeystoneEndpoint;
import org.openstack4j.openstack.identity.v3.domain.KeystoneProject;
import org.openstack4j.openstack.identity.v3.domain.KeystoneService;
import org.openstack4j.openstack.identity.v3.domain.KeystoneToken;

/** Gets tokens. openstack4j has no application credentials, so the request is ours. Blocks. */
final class Keystone {
  /** A fernet token has some 200 characters, a signed one some thousands. */
  private static final int MAX_TOKEN = 16_384;

  /** Of a token that does not say. */
  private static final Duration UNSAID_LIFE = Duration.ofMinutes(1);

  private static final String BOUND =
      "an application credential is bound to its own project: to serve others, configure a user"
          + " with a password";

  private final Supplier<CloudConfig> current;
  private final Exchange exchange;
  private final InstantSource clock;

  Keystone(Supplier<CloudConfig> current, Exchange exchange, InstantSource clock) {
    this.current = current;
    this.exchange = exchange;
    this.clock = clock;
  }

  /** A new token. An application credential's is for its own project, which is then checked. */
  Token token(Scope scope) throws CloudException {
    var config = current.get();
    boolean bound = config.credential() instanceof CloudCredential.Application;
    var auth = JsonNodeFactory.instance.objectNode();
    auth.set("identity", config.credential().json());
    scope.json().filter(_ -> !bound).ifPresent(it -> auth.set("scope", it));
    var body = JsonNodeFactory.instance.objectNode();
    body.set("auth", auth);
    var call = Call.to(Call.Service.KEYSTONE, scope, HttpMethod.POST, "/auth/tokens");
    var answer = exchange.once(call.json(body.toString()), config.authUrl(), List.of());
    if (answer.getStatus() == 401 || (bound && answer.getStatus() == 404)) { // 404: it was deleted
      throw refusal(scope, bound);
    }
    if (answer.getStatus() != 201) {
      throw Faults.of(call, answer);
    }
    var token = token(answer, config);
    if (bound && !scope.admits(token.project())) {
      throw new CloudException(Kind.UNAUTHORIZED, BOUND);
    }
    return token;
  }

  /** Keystone says the same of a wrong password and of a scope that is not for us. */
  private static CloudException refusal(Scope scope, boolean bound) {
    if (bound) {
      return new CloudException(
          Kind.SIGN_IN_REFUSED, "Keystone refuses the application credential");
    }
    return scope instanceof Scope.Own
        ? new CloudException(Kind.SIGN_IN_REFUSED, "Keystone refuses the user or the password")
        : new CloudException(
            Kind.UNAUTHORIZED,
            "Keystone refuses a token for "
                + scope.words()
                + ": it is disabled, or we have no role there");
  }

  private Token token(JdkAnswer answer, CloudConfig config) throws CloudException {
    var id = answer.header(ClientConstants.HEADER_X_SUBJECT_TOKEN);
    if (id == null
        || id.isEmpty()
        || id.length() > MAX_TOKEN
        || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw Faults.nonsense(Call.Service.KEYSTONE, "a token");
    }
    try {
      var token = answer.readEntity(KeystoneToken.class);
      var now = clock.instant();
      var expires = now.plus(life(token, now));
      var project = Optional.ofNullable(token.getProject()).map(KeystoneProject::getId);
      return new Token(id, now, expires, compute(token, config), project);
    } catch (UncheckedIOException | IllegalArgumentException _) {
      throw Faults.nonsense(Call.Service.KEYSTONE, "a token");
    }
  }

  /** As long as Keystone says, from when we have it: its clock and ours may differ. */
  private static Duration life(KeystoneToken token, Instant now) {
    if (token.getExpires() == null) {
      return UNSAID_LIFE;
    }
    var issued = token.getIssuedAt() == null ? now : token.getIssuedAt().toInstant();
    return Duration.between(issued, token.getExpires().toInstant());
  }

  private static Optional<URI> compute(KeystoneToken token, CloudConfig config) {
    if (config.compute().isPresent() || token.getCatalog() == null) {
      return config.compute();
    }
    return token.getCatalog().stream()
        .filter(service -> "compute".equals(service.getType()))
        .flatMap(service -> endpoints(service).stream())
        .filter(endpoint -> wanted(endpoint, config))
        .flatMap(endpoint -> uri(endpoint).stream())
        .findFirst();
  }

  @SuppressWarnings("unchecked") // its declared type is the interface, which has no region id
  private static List<KeystoneEndpoint> endpoints(KeystoneService service) {
    return service.getEndpoints() == null
        ? List.of()
        : (List<KeystoneEndpoint>) service.getEndpoints();
  }

  private static boolean wanted(KeystoneEndpoint endpoint, CloudConfig config) {
    return endpoint.getIface() == Facing.value(config.face().toUpperCase(Locale.ROOT))
        && config
            .region()
            .map(it -> it.equals(endpoint.getRegion()) || it.equals(endpoint.getRegionId()))
            .orElse(true);
  }

  private static Optional<URI> uri(KeystoneEndpoint endpoint) {
    try {
      return Optional.of(URI.create(endpoint.getUrl().toURI().toString().replaceAll("/+$", "")));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
