package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.terminal.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines about what somebody who has signed in may not have, summed up. Any thread. */
final class RefusalLog {
  private static final Logger log = LoggerFactory.getLogger("audit");

  private final LogRateLimit<String> limit;

  /**
   * @param limit what was refused lately, and to whom; of all connections
   */
  RefusalLog(LogRateLimit<String> limit) {
    this.limit = limit;
  }

  /** Somebody has as much of something as they may. */
  void refused(Identity who, String what, String address) {
    var key = who.credential().auditName();
    limit
        .take(what + key)
        .ifPresent(before ->
            log.info(
                "event=refused limit={} key={} from={} times={}",
                what,
                key,
                Printable.of(address).asValue(),
                before.same() + 1));
  }

  /** A channel of theirs was closed because nothing was asked for on it. */
  void askedForNothing(Identity who, String address) {
    var key = who.credential().auditName();
    limit
        .take("asked-for-nothing" + key)
        .ifPresent(before ->
            log.info(
                "event=nothing-asked-for key={} from={} times={}",
                key,
                Printable.of(address).asValue(),
                before.same() + 1));
  }
}
