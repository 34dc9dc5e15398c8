package dev.consolegw.gateway.shell.link.arq;

import dev.consolegw.gateway.shell.link.frame.Frame;

/**
 * How many bytes may be under way, and how long frames are: about what the line takes within the
 * time that a frame needs to be confirmed, and {@value #QUEUE_MILLIS} ms. Bytes that wait in the
 * line are bytes that a key waits for. Losses halve it, as in TCP.
 */
final class Flow {
  /** The most bytes under way, which a fast line has within a round trip of a busy machine. */
  static final int MOST = 128 * 1024;

  private static final int FIRST_CAP = 4 * 1024;
  private static final int FIRST_WINDOW = 2 * 1024;
  private static final int FIRST_FRAME = 256;
  private static final int LEAST_FRAME = 128;
  private static final int QUEUE_MILLIS = 40;
  private static final double FRAME_SECONDS = 0.03;
  private static final double READY_SECONDS = 0.005;
  private static final int LEAST_READY = 4 * 1024;
  private static final int MOST_READY = 64 * 1024;
  private static final double LEAST_TIMEOUT = 1;
  private static final double MOST_TIMEOUT = 8;
  private static final double SHORTEST = 1e-4;

  private double rate;
  private double base = 1;
  private double recent;
  private double timeout = LEAST_TIMEOUT;
  private boolean hasLost;
  private int cap = FIRST_CAP;
  private int window = FIRST_WINDOW;
  private int frame = FIRST_FRAME;

  /** In bytes of payload. */
  int window() {
    return window;
  }

  /** The most payload of a frame. */
  int frame() {
    return frame;
  }

  /** In bytes of payload a second, as far as it is known. */
  double rate() {
    return rate;
  }

  /** How much may wait for the line: what it takes in a moment. An answer stands behind it. */
  int ready() {
    return (int) Math.clamp(rate * READY_SECONDS, LEAST_READY, MOST_READY);
  }

  /** After which time without a word everything is sent again, in seconds. */
  double timeout() {
    return timeout;
  }

  /** How long a frame took lately, in seconds. */
  double roundTrip() {
    return recent;
  }

  /**
   * Frames were confirmed.
   *
   * @param bytes how many
   */
  void confirmed(int bytes) {
    cap = Math.min(MOST, cap + (hasLost ? Math.max(1, bytes * frame / cap) : bytes));
    resize();
  }

  /**
   * What the last of them says of the line.
   *
   * @param seconds since it was sent
   * @param bytes confirmed in that time
   * @param pressed whether there was more to send
   */
  void measured(double seconds, long bytes, boolean pressed) {
    double took = Math.max(seconds, SHORTEST);
    double sample = bytes / took;
    base = Math.min(base, took);
    recent = Math.max(took, recent * 0.9);
    if (sample > rate) {
      rate += (sample - rate) / 2;
    } else if (pressed) {
      rate += (sample - rate) / (sample < rate / 2 ? 8 : 32); // far below: it is another line
    }
    frame = (int) Math.clamp(rate * FRAME_SECONDS, LEAST_FRAME, Frame.PAYLOAD);
    timeout = Math.clamp(4 * recent + window / (rate + 1), LEAST_TIMEOUT, MOST_TIMEOUT);
    resize();
  }

  /** Something was lost. */
  void lost() {
    cut(2);
  }

  /** Nothing came back in time. */
  void silent() {
    cut(8);
    timeout = Math.min(MOST_TIMEOUT, 2 * timeout);
  }

  /** It is another line now. */
  void restart() {
    rate = 0;
    base = 1;
    recent = 0;
    timeout = LEAST_TIMEOUT;
    hasLost = false;
    cap = FIRST_CAP;
    window = FIRST_WINDOW;
    frame = FIRST_FRAME;
  }

  private void cut(int share) {
    hasLost = true;
    cap = Math.max(2 * frame, cap / share);
    window = Math.min(window, cap);
  }

  private void resize() {
    double fit = rate * (base + QUEUE_MILLIS / 1000.0);
    window = (int) Math.min(cap, Math.max(2 * frame, fit));
  }
}
