package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.http.JdkAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Calls with a token: gets one, and another when the service has lost faith in it. Blocks. */
final class Calls {
  private final Supplier<CloudConfig> config;
  private final Tokens tokens;
  private final Exchange exchange;

  Calls(Supplier<CloudConfig> config, Tokens tokens, Exchange exchange) {
    this.config = config;
    this.tokens = tokens;
    this.exchange = exchange;
  }

  /**
   * The answer to a call that the cloud agreed to.
   *
   * @throws CloudException for every other one
   */
  JsonNode json(Call call) throws CloudException {
    var token = tokens.get(call.scope());
    var answer = once(call, token);
    if (answer.getStatus() == 401) {
      tokens.refused(call.scope(), token);
      answer = once(call, tokens.get(call.scope()));
    }
    if (answer.getStatus() >= 300) {
      throw Faults.of(call, answer);
    }
    try {
      return answer.json();
    } catch (IOException _) {
      throw Faults.nonsense(call.service(), "JSON");
    }
  }

  private JdkAnswer once(Call call, Token token) throws CloudException {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("X-Auth-Token", token.id()));
    call.version()
        .ifPresent(it -> {
          headers.add(Map.entry("OpenStack-API-Version", "compute " + it));
          headers.add(Map.entry("X-OpenStack-Nova-API-Version", it.toString())); // until 2.26
        });
    return exchange.once(call, address(call, token), headers);
  }

  /** Where the service is, as the token's catalog says. */
  URI address(Call call, Token token) throws CloudException {
    return switch (call.service()) {
      case KEYSTONE -> config.get().authUrl();
      case NOVA ->
          token
              .compute()
              .orElseThrow(() ->
                  new CloudException(
                      CloudException.Kind.BROKEN,
                      "the catalog has no Nova for this region and interface; set region or"
                          + " interface"));
    };
  }

  /** The token of a scope, for what only it knows. */
  Token token(Scope scope) throws CloudException {
    return tokens.get(scope);
  }
}
