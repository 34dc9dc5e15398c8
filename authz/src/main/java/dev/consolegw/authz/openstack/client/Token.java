package dev.consolegw.authz.openstack.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What Keystone gave us, and what of it we need. Does not show its id as text.
 *
 * @param compute where Nova is, if the catalog says so
 * @param project what it is scoped to
 */
record Token(
    String id, Instant issued, Instant expires, Optional<URI> compute, Optional<String> project) {
  /** Renewed this long before its end, or in the last quarter of a shorter life. */
  private static final Duration EARLY = Duration.ofMinutes(5);

  /** Whether a new one is due; the old one still works. */
  boolean isDue(Instant now) {
    var quarter = Duration.between(issued, expires).dividedBy(4);
    return now.isAfter(expires.minus(quarter.compareTo(EARLY) < 0 ? quarter : EARLY));
  }

  @Override
  public String toString() {
    return "(token until " + expires + ')';
  }
}
