package dev.consolegw.gateway.connection;

/** What became of a break, a size or a reset. */
public enum Delivery {
  /** The wire has taken it. */
  SENT,
  /** This console's wire has no way to say that. */
  UNSUPPORTED,
  /** It was thrown away: there is no connection, or too much waits already. */
  LOST
}
