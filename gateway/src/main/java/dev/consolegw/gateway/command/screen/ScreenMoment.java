package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.line.LogTime;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** When a screen is wanted. */
sealed interface ScreenMoment {
  /** Now. */
  record Newest() implements ScreenMoment {}

  /** After so much output. */
  record Offset(long offset) implements ScreenMoment {}

  /** At a time. */
  record Time(Instant time) implements ScreenMoment {}

  /**
   * Reads what {@code --at} is given: digits are an offset, all else is a time as for {@code log}.
   *
   * @param text null where nothing is
   * @throws Refusal with 64 when it is neither
   */
  static ScreenMoment parse(@Nullable String text, Instant now) throws Refusal {
    if (text == null) {
      return new Newest();
    }
    if (text.matches("\\d{1,18}")) {
      return new Offset(Long.parseLong(text));
    }
    try {
      return new Time(new LogTime(now, ZoneId.systemDefault()).parse(text));
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }
}
