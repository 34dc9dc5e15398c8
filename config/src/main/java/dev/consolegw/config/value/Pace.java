package dev.consolegw.config.value;

import java.time.Duration;

/** How fast a line takes input: at most {@code bytes} every {@code interval}; {@code 16B/20ms}. */
public record Pace(int bytes, Duration interval) {
  private static final int MAX_BYTES = 1 << 20;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static Pace parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is no pace; write bytes per time, such as 16B/20ms");
    }
    long bytes = ByteSize.parse(text.substring(0, slash)).bytes();
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " is out of range; write 1B to 1MiB per time");
    }
    return new Pace((int) bytes, Durations.parse(text.substring(slash + 1)));
  }
}
