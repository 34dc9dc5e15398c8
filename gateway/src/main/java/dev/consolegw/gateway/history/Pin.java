package dev.consolegw.gateway.history;

/**
 * Holds a span of one history on disk: no file with a byte of it is deleted, by size, age or
 * budget, until this is closed. Any thread. It ends with the process: who wants it to last pins
 * again at the next start, before a console is opened and {@link Histories#startRetention}.
 */
public interface Pin extends AutoCloseable {
  /**
   * From now on this holds what is before {@code to}; a smaller one than before changes nothing.
   * Until it is called, everything from the first held offset on is held.
   */
  void extend(long to);

  /** Lets go. What is then too old or too much is deleted within seconds. */
  @Override
  void close();
}
