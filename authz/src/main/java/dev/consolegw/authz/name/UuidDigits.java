package dev.consolegw.authz.name;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The start of a UUID, or all of it, without its dashes and in lower case.
 *
 * @param digits {@value #LEAST} to {@value #ALL} of them
 */
record UuidDigits(String digits) {
  static final int LEAST = 8;
  static final int ALL = 32;

  /** Reads any spelling; dashes may be left out, but stand only where a UUID has them. */
  static Optional<UuidDigits> of(String text) {
    var digits = new StringBuilder(ALL);
    boolean dash = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean place =
          !dash && digits.length() >= 8 && digits.length() <= 20 && digits.length() % 4 == 0;
      dash = c == '-';
      if (dash ? !place : !HexFormat.isHexDigit(c)) {
        return Optional.empty();
      }
      if (!dash) {
        digits.append(c);
      }
    }
    return digits.length() < LEAST || digits.length() > ALL
        ? Optional.empty()
        : Optional.of(new UuidDigits(digits.toString().toLowerCase(Locale.ROOT)));
  }

  boolean isWhole() {
    return digits.length() == ALL;
  }

  Optional<UUID> uuid() {
    return isWhole()
        ? Optional.of(
            new UUID(
                Long.parseUnsignedLong(digits, 0, 16, 16),
                Long.parseUnsignedLong(digits, 16, ALL, 16)))
        : Optional.empty();
  }

  boolean startsWith(UuidDigits prefix) {
    return digits.startsWith(prefix.digits);
  }
}
