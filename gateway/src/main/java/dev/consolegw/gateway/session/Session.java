package dev.consolegw.gateway.session;

import dev.consolegw.authz.Identity;
import java.time.Instant;

/**
 * One SSH login, as consoles and commands see it.
 *
 * @param id short and unique while the gateway runs; what {@code who} shows and {@code kick} takes
 * @param identity whose key signed in
 * @param origin where from
 * @param since when it signed in
 */
public record Session(String id, Identity identity, Origin origin, Instant since) {

  /** Where from, without the port. */
  public String address() {
    return origin.address();
  }
}
