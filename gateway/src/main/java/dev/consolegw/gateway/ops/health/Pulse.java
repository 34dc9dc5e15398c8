package dev.consolegw.gateway.ops.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** When something was last known to be alive. Any thread. */
public final class Pulse {
  private final InstantSource clock;
  private final Duration patience;
  private volatile long at;

  /**
   * Alive when it is made.
   *
   * @param clock for ages
   * @param patience for so long it counts as alive after it was last heard
   */
  public Pulse(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
    this.at = clock.millis();
  }

  /** It is alive now. */
  public void beat() {
    at = clock.millis();
  }

  /** What speaks against it, as a clause for a person. */
  public Optional<String> trouble() {
    long silent = clock.millis() - at;
    return silent > patience.toMillis()
        ? Optional.of("its threads have answered nothing for " + silent / 1000 + " s")
        : Optional.empty();
  }
}
