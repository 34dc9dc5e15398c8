package dev.consolegw.gateway.shell.link;

import java.time.Duration;

/**
 * What a link may cost.
 *
 * @param channels commands, connections and listeners at a time
 * @param memory bytes that both sides remember of what was sent to the guest, a power of two from
 *     64 KiB; 0 for none
 * @param silence how long a guest may be silent that owes us an answer
 * @param quietKernel whether a guest where we are root keeps its kernel's messages off the console
 */
public record LinkLimits(int channels, int memory, Duration silence, boolean quietKernel) {

  private static final int MOST_CHANNELS = 64;
  private static final int MEMORY = 4 * 1024 * 1024;
  private static final int LITTLE_MEMORY = 64 * 1024;
  private static final Duration SILENCE = Duration.ofMinutes(2);

  /** The usual ones. */
  public static LinkLimits standard() {
    return new LinkLimits(MOST_CHANNELS, MEMORY, SILENCE, true);
  }

  /** The same with next to no memory, for one of very many. */
  public LinkLimits withLittleMemory() {
    return new LinkLimits(channels, LITTLE_MEMORY, silence, quietKernel);
  }
}
