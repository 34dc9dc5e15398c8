package dev.consolegw.gateway.shell.posix;

/**
 * When a guest is to be asked whether it is there, and what it has told and we have not heard.
 * While something comes of what we say, never; then ever more seldom, down to once in the idle
 * time. Any thread.
 */
final class Pulse {
  /** So often one is asked that seems to have restarted. */
  private static final int DOUBTS = 2;

  private final long patience;
  private final long idle;
  private final int tries;
  private long pause;
  private long next;
  private int asked;
  private boolean isDoubted;

  /** What is due. */
  enum Due {
    FINE,
    ASK,
    DEAD,
    /** Dead, and it has asked who is there. */
    RESTARTED
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
    isDoubted = false;
    pause = busy && !answered ? patience : Math.min(idle, 2 * pause);
    next = System.nanoTime() + pause;
  }

  /**
   * It seems to have restarted: it is asked at once, and not as often as one that is only silent.
   */
  synchronized void doubt() {
    isDoubted = true;
    asked = Math.max(asked, tries - DOUBTS);
    next = System.nanoTime();
  }

  synchronized Due look(long now) {
    if (now - next < 0) {
      return Due.FINE;
    }
    if (asked == tries) {
      return isDoubted ? Due.RESTARTED : Due.DEAD;
    }
    asked++;
    next = now + patience;
    return Due.ASK;
  }
}
