package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.session.Origin;

/** The lines about what somebody who has signed in may not have, summed up. Any thread. */
final class RefusalLog {
  private final Audit audit;
  private final LogRateLimit<String> limit;

  /**
   * @param limit what was refused lately, and to whom; of all connections
   */
  RefusalLog(Audit audit, LogRateLimit<String> limit) {
    this.audit = audit;
    this.limit = limit;
  }

  /** Somebody has as much of something as they may. */
  void refused(Identity who, String what, Origin from) {
    limit
        .take(what + who.credential().auditName())
        .ifPresent(before ->
            audit.record(new AuditEvent.LimitReached(from, who, what, before.same() + 1)));
  }

  /** A channel of theirs was closed because nothing was asked for on it. */
  void askedForNothing(Identity who, Origin from) {
    limit
        .take("asked-for-nothing" + who.credential().auditName())
        .ifPresent(
            before -> audit.record(new AuditEvent.NothingAskedFor(from, who, before.same() + 1)));
  }
}
