package dev.consolegw.config.value;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them. */
public final class Durations {
  /** A century: more would not fit into nanoseconds. */
  private static final Duration MAX_DURATION = Duration.ofDays(36_500);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 30d}; never zero.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static Duration parse(String text) {
    var form = DURATION.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is no duration; write a number and a unit, such as 500ms, 30s, 5m, 2h or 30d");
    }
    long count = Long.parseLong(form.group(1));
    Duration unit =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(1);
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          default -> Duration.ofDays(1);
        };
    if (count == 0 || count > MAX_DURATION.dividedBy(unit)) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is out of range; write more than 0 and at most 36500d");
    }
    return unit.multipliedBy(count);
  }
}
