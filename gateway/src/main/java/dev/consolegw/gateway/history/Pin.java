package dev.consolegw.gateway.history;

/**
 * Holds a span of one history on disk: no file with a byte of it is deleted, by size, age or
 * budget, until this is closed. Any thread. It ends with the process: who wants it to last pins
 * again at the next start, before a console is opened and {@link Histories#startRetention}.
 */
public final class Pin implements AutoCloseable {
  private final Pins pins;
  private final String name;
  private final long from;
  private long to;
  private boolean open;

  /** Without an end: until {@link #extend} says one, everything from {@code from} on is held. */
  Pin(Pins pins, String name, long from) {
    this.pins = pins;
    this.name = name;
    this.from = from;
    this.open = true;
  }

  /**
   * From now on this holds what is before {@code to}; a smaller one than before changes nothing.
   */
  public synchronized void extend(long to) {
    this.to = Math.max(this.to, to);
    open = false;
  }

  synchronized boolean holds(long start, long end) {
    return start < (open ? Long.MAX_VALUE : to) && end > from;
  }

  String name() {
    return name;
  }

  /** Lets go. What is then too old or too much is deleted within seconds. */
  @Override
  public void close() {
    pins.remove(this);
  }
}
