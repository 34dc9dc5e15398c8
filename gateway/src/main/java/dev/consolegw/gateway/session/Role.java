package dev.consolegw.gateway.session;

import java.util.Locale;

/** What a viewer does right now. */
public enum Role {
  /** Holds the seat. */
  WRITE,
  /** Writes beside the holder of the seat. */
  JOIN,
  WATCH;

  public boolean writes() {
    return this != WATCH;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
