package dev.consolegw.config.value;

import dev.consolegw.config.yaml.Scalars;
import java.time.Duration;

/** Durations as people write them. */
public final class Durations {
  private Durations() {}

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 30d}; never zero.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static Duration parse(String text) {
    return Scalars.duration(text);
  }
}
