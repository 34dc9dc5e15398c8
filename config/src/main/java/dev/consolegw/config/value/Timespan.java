package dev.consolegw.config.value;

import java.time.Duration;

/** A duration as {@link Durations} reads it, or {@code 0} for none at all. */
public record Timespan(Duration length) {
  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static Timespan parse(String text) {
    return new Timespan(text.equals("0") ? Duration.ZERO : Durations.parse(text));
  }

  @Override
  public String toString() {
    return length.isZero() ? "0" : length.toString();
  }
}
