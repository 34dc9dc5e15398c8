package dev.consolegw.config.value;

import java.util.regex.Pattern;

/** An amount of bytes, written {@code 64MiB}, {@code 500KiB}, {@code 2GiB} or {@code 4096}. */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB|TiB)?");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static ByteSize parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is no size; write a number and a unit, such as 64MiB");
    }
    long unit =
        switch (form.group(2) == null ? "B" : form.group(2)) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case "TiB" -> 1L << 40;
          default -> 1L;
        };
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is too large; write less than 8388608TiB", tooLarge);
    }
  }
}
