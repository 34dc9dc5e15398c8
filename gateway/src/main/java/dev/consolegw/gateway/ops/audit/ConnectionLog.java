package dev.consolegw.gateway.ops.audit;

import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.terminal.Printable;
import org.slf4j.Logger;

/** Lines of the log about connections, {@code event=name key=value}. No state. */
final class ConnectionLog {
  /** Of so many keys the fingerprints are logged. */
  private static final int NAMED = 3;

  private ConnectionLog() {}

  static void write(Logger log, AuditEvent.OfConnection event) {
    switch (event) {
      case AuditEvent.SignedIn(var from, var who, _) ->
          log.info(
              "event=signed-in key={} owners={} from={} {}",
              who.credential().auditName(),
              AuditLog.owners(who),
              socket(from),
              from);
      case AuditEvent.SignedOut _ -> {}
      case AuditEvent.NotSignedIn(var from, var attempt) when from.outer().isPresent() ->
          log.info("event=not-signed-in from={} {} {}", socket(from), from, words(attempt));
      case AuditEvent.NotSignedIn(var from, var attempt) ->
          log.info("event=not-signed-in from={} {}", socket(from), words(attempt));
      case AuditEvent.TooManyConnections(_, var network, var cause) ->
          log.warn("event=too-many-connections from={} cause={}", network, cause);
      case AuditEvent.Penalty(var network, int failed, var lasting, boolean slowed) ->
          log.warn(
              "event=penalty from={} failed={} for={}s slowed={}",
              network,
              failed,
              lasting.toSeconds(),
              slowed);
      case AuditEvent.MoreFromStrangers(var network, long networks, long count) -> {
        if (network.isEmpty()) {
          log.info("event=more-from-strangers networks-beside={} count={}", networks, count);
        } else {
          log.info("event=more-from-stranger from={} count={}", network, count);
        }
      }
      case AuditEvent.LimitReached(var from, var who, var limit, long times) ->
          log.info(
              "event=refused limit={} key={} from={} times={}",
              limit,
              who.credential().auditName(),
              value(from.address()),
              times);
      case AuditEvent.NothingAskedFor(var from, var who, long times) ->
          log.info(
              "event=nothing-asked-for key={} from={} times={}",
              who.credential().auditName(),
              value(from.address()),
              times);
      case AuditEvent.ProxyRefused(var network, var cause) ->
          log.warn("event=proxy-refused from={} cause=\"{}\"", network, cause);
    }
  }

  private static String words(AuditEvent.Attempt attempt) {
    return "user=%s method=%s offered=%d keys=%s cause=%s"
        .formatted(
            attempt.user().isEmpty() ? "-" : value(attempt.user()),
            attempt.methods().isEmpty() ? "-" : String.join(",", attempt.methods()),
            attempt.offered(),
            attempt.keys().isEmpty()
                ? "-"
                : String.join(",", attempt.keys().stream().limit(NAMED).toList()),
            attempt.cause());
  }

  private static String socket(Origin from) {
    boolean six = from.address().indexOf(':') >= 0;
    return value("/" + (six ? "[" + from.address() + "]" : from.address()) + ":" + from.port());
  }

  private static String value(String text) {
    return Printable.of(text).asValue();
  }
}
