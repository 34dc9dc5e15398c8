package dev.consolegw.gateway.ops.audit;

/** Lines about connections, and about those who never signed in. No state. */
final class ConnectionLines {
  private ConnectionLines() {}

  static AuditLine of(AuditEvent.OfConnection event) {
    return switch (event) {
      case AuditEvent.SignedIn(var from, var who, var user) ->
          new AuditLine(AuditCode.SIGNED_IN).connection(from).identity(who).text("user", user);
      case AuditEvent.SignedOut(var from, var who) ->
          new AuditLine(AuditCode.SIGNED_OUT).connection(from).identity(who);
      case AuditEvent.NotSignedIn(var from, var attempt) ->
          new AuditLine(AuditCode.NOT_SIGNED_IN)
              .connection(from)
              .text("user", attempt.user())
              .list("methods", attempt.methods())
              .number("offered", attempt.offered())
              .list("keys", attempt.keys())
              .text("reason", attempt.cause());
      case AuditEvent.TooManyConnections(var from, _, var cause) ->
          new AuditLine(AuditCode.TOO_MANY_CONNECTIONS).connection(from).text("reason", cause);
      case AuditEvent.Penalty(var network, int failed, var lasting, boolean slowed) ->
          new AuditLine(AuditCode.PENALTY)
              .network(network)
              .number("failed", failed)
              .number("seconds", lasting.toSeconds())
              .flag("slowed", slowed);
      case AuditEvent.MoreFromStrangers(var network, long networks, long count) ->
          new AuditLine(AuditCode.MORE_FROM_STRANGERS)
              .network(network)
              .number("networks", networks)
              .number("times", count);
      case AuditEvent.LimitReached(var from, var who, var limit, long times) ->
          new AuditLine(AuditCode.LIMIT_REACHED)
              .connection(from)
              .identity(who)
              .text("limit", limit)
              .number("times", times);
      case AuditEvent.NothingAskedFor(var from, var who, long times) ->
          new AuditLine(AuditCode.NOTHING_ASKED_FOR)
              .connection(from)
              .identity(who)
              .number("times", times);
      case AuditEvent.ProxyRefused(var network, var cause) ->
          new AuditLine(AuditCode.PROXY_REFUSED).network(network).text("reason", cause);
    };
  }
}
