package dev.consolegw.gateway.shell.posix;

/**
 * When a guest is to be asked whether it is there, and what it has told and we have not heard.
 * While something comes of what we say, never; then ever more seldom, down to once in the idle
 * time. Any thread.
 */
final class Pulse {
  private final long patience;
  private final long idle;
  private final int tries;
  private long pause;
  private long next;
  private int asked;

  /** What is due. */
  enum Due {
    FINE,
    ASK,
    DEAD
  }

  Pulse(PosixLimits limits) {
    patience = limits.patience().toNanos();
    idle = limits.idle().toNanos();
    tries = limits.tries();
    pause = patience;
    next = System.nanoTime() + pause;
  }

  /**
   * The guest was heard.
   *
   * @param busy there is something under way: it is worth asking soon
   */
  synchronized void beat(boolean busy) {
    boolean answered = asked > 0;
    asked = 0;
    pause = busy && !answered ? patience : Math.min(idle, 2 * pause);
    next = System.nanoTime() + pause;
  }

  synchronized Due look(long now) {
    if (now - next < 0) {
      return Due.FINE;
    }
    if (asked == tries) {
      return Due.DEAD;
    }
    asked++;
    next = now + patience;
    return Due.ASK;
  }
}
