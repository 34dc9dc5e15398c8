package dev.consolegw.gateway.net.hop;

import java.time.Duration;

/**
 * What one hop may cost, and how long it may take.
 *
 * @param keepAlive a hop that has said nothing for so long is asked whether it is there
 * @param silent one that has said nothing for so long, though asked, is given up
 * @param unused one that carries nothing for so long is hung up
 * @param firstPause how long after a failed dial the next begins; doubles each time
 * @param longestPause and never more than this
 */
public record HopLimits(
    Duration keepAlive,
    Duration silent,
    Duration unused,
    Duration firstPause,
    Duration longestPause) {
  /** The channel's window: what one console's hop may have sent that nobody has taken, in bytes. */
  static final int WINDOW = 128 * 1024;

  /** What one channel may have on its way to the hop, in bytes. */
  static final int CHANNEL_IN_FLIGHT = 64 * 1024;

  /** The same of all channels of one hop together. */
  static final int HOP_IN_FLIGHT = 512 * 1024;

  /** Channels through one hop. */
  static final int CHANNELS = 1000;

  /** From the first byte to the sign-in. */
  static final Duration DIAL = Duration.ofSeconds(15);

  /** A hop is dialled again by itself while a console has asked for it within this time. */
  static final Duration WANTED = Duration.ofSeconds(60);

  /** As long as the gateway asks its own clients. */
  public static final HopLimits STANDARD =
      new HopLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(15));
}
