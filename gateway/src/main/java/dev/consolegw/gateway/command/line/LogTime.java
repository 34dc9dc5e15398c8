package dev.consolegw.gateway.command.line;

import dev.consolegw.config.value.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** Times as people write them, seen from a moment and a place. No state: any thread. */
public record LogTime(Instant now, ZoneId zone) {
  private static final Pattern BACK = Pattern.compile("\\d+[a-z]+");
  private static final Pattern TIME_OF_DAY = Pattern.compile("\\d\\d:\\d\\d(:\\d\\d)?");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern WITH_ZONE = Pattern.compile(".*(Z|[+-]\\d\\d(:\\d\\d)?)");

  /**
   * Reads {@code 2026-01-31T12:00:00Z}, the same with another offset or, in local time, with none;
   * {@code 2026-01-31}; the last {@code 12:00} or {@code 12:00:00}, local; or how long ago, {@code
   * 10m}.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public Instant parse(String text) {
    try {
      if (BACK.matcher(text).matches()) {
        return now.minus(Durations.parse(text));
      }
      if (TIME_OF_DAY.matcher(text).matches()) {
        return last(LocalTime.parse(text));
      }
      if (DAY.matcher(text).matches()) {
        return LocalDate.parse(text).atStartOfDay(zone).toInstant();
      }
      var whole = text.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
      return WITH_ZONE.matcher(whole.substring(Math.min(10, whole.length()))).matches()
          ? OffsetDateTime.parse(whole).toInstant()
          : LocalDateTime.parse(whole).atZone(zone).toInstant();
    } catch (DateTimeException | ArithmeticException mistake) {
      throw new IllegalArgumentException(
          "the time %s is not understood; write 2026-01-31T12:00:00Z, 12:00 or, for ten minutes ago, 10m"
              .formatted(text),
          mistake);
    }
  }

  /** Today, or yesterday when that is still to come. */
  private Instant last(LocalTime time) {
    var today = LocalDate.ofInstant(now, zone);
    var then = today.atTime(time).atZone(zone).toInstant();
    return then.isAfter(now) ? today.minusDays(1).atTime(time).atZone(zone).toInstant() : then;
  }
}
