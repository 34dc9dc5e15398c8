package dev.consolegw.authz.openstack.client;

import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.http.JdkAnswer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Which microversions Nova speaks. Asked for now and then, since clouds are upgraded. Blocks. */
final class Versions {
  private static final Duration GOOD_FOR = Duration.ofHours(1);

  private final Calls calls;
  private final Exchange exchange;
  private final InstantSource clock;
  private volatile Known known = new Known(Microversion.FIRST, Instant.MIN);

  private record Known(Microversion newest, Instant until) {}

  Versions(Calls calls, Exchange exchange, InstantSource clock) {
    this.calls = calls;
    this.exchange = exchange;
    this.clock = clock;
  }

  /** The newest of the Nova that a scope leads to. All scopes lead to the same. */
  Microversion newest(Scope scope) throws CloudException {
    var now = clock.instant();
    var it = known;
    if (now.isBefore(it.until())) {
      return it.newest();
    }
    var token = calls.token(scope);
    var call = Call.get(Call.Service.NOVA, scope, "/");
    var answer =
        exchange.once(
            call, root(calls.address(call, token)), List.of(Map.entry("X-Auth-Token", token.id())));
    if (answer.getStatus() >= 300) {
      throw Faults.of(call, answer);
    }
    it = new Known(newest(answer), now.plus(GOOD_FOR));
    known = it;
    return it.newest();
  }

  private static Microversion newest(JdkAnswer answer) throws CloudException {
    try {
      var version = answer.json().path("version").path("version").asText("");
      return Microversion.parse(version).orElse(Microversion.FIRST); // v2.0 says nothing
    } catch (java.io.IOException _) {
      throw Faults.nonsense(Call.Service.NOVA, "its versions");
    }
  }

  /** Some catalogs put the project behind the version. */
  private static URI root(URI service) {
    return URI.create(service.toString().replaceAll("(/v2(?:\\.\\d+)?)/[^/]*$", "$1"));
  }
}
