package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Lines about what people do not get: so many a minute of one person, of one kind and exit status.
 * Nothing that a client chooses tells them apart, so nobody can have more lines by asking for
 * something else, nor take those of others. Thread-safe; never blocks.
 */
final class RefusalRate {
  /** Lines a minute. */
  static final int LINES = 10;

  private static final LogRateLimit.Bounds BOUNDS =
      new LogRateLimit.Bounds(LINES, Duration.ofMinutes(1), Integer.MAX_VALUE);

  private final LogRateLimit<Refused> lines;

  /** What is counted together. */
  private record Refused(Set<Person> owners, AuditCode code, String kind, ExitCode exit) {}

  RefusalRate(InstantSource clock) {
    this.lines = new LogRateLimit<>(clock, BOUNDS);
  }

  /**
   * Whether a line may be written; if so, it is.
   *
   * @param kind one of a few words of ours
   * @return what was left out before it; nothing when this one is to be left out, too
   */
  Optional<LogRateLimit.Omitted> take(Session session, AuditCode code, String kind, ExitCode exit) {
    return lines.take(new Refused(session.identity().owners(), code, kind, exit));
  }
}
