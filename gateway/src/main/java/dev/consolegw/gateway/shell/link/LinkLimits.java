package dev.consolegw.gateway.shell.link;

import java.time.Duration;
import java.util.Optional;

/**
 * What a link may cost.
 *
 * @param channels commands, connections and listeners at a time
 * @param memory bytes that both sides remember of what was sent to the guest, a power of two from
 *     64 KiB; 0 for none
 * @param silence how long a guest may be silent that owes us an answer
 * @param absence how long what runs waits for a line that is gone
 * @param quietKernel whether a guest where we are root keeps its kernel's messages off the console
 */
public record LinkLimits(
    int channels, int memory, Duration silence, Duration absence, boolean quietKernel) {

  private static final int MOST_CHANNELS = 64;
  private static final int MEMORY = 4 * 1024 * 1024;
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final Duration ABSENCE = Duration.ofSeconds(30);

  /** A helper that hears nothing for so long has ended. */
  private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(60);

  /** The usual ones. */
  public static LinkLimits standard() {
    return new LinkLimits(MOST_CHANNELS, MEMORY, SILENCE, ABSENCE, true);
  }

  /**
   * The same for somebody who waits for a line as long as this.
   *
   * @param wish empty for as long as usual; no longer than a helper lives without us counts
   */
  public LinkLimits staying(Optional<Duration> wish) {
    var stay = wish.orElse(absence);
    var longest = stay.compareTo(LONGEST_ABSENCE) < 0 ? stay : LONGEST_ABSENCE;
    return new LinkLimits(channels, memory, silence, longest, quietKernel);
  }
}
