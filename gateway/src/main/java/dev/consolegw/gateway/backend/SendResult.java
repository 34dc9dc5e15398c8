package dev.consolegw.gateway.backend;

/** What became of a {@link ConsoleInput}. */
public enum SendResult {
  /** It is on its way: the system has taken all of it. */
  DONE,
  /**
   * The backend keeps what the far side did not take yet. Send nothing more until {@link
   * ConsoleOutput.Released} arrives: a backend keeps one input, not a queue of them.
   */
  HELD,
  /** This wire has no way to say that; nothing was sent. */
  UNSUPPORTED
}
