package dev.consolegw.gateway.session;

import java.util.Locale;

/** What a viewer does right now. */
public enum Role {
  /** Holds the seat. */
  WRITE,
  /** Holds the seat for what runs in the guest: a program writes. */
  SHELL,
  /** Writes beside the holder of the seat. */
  JOIN,
  WATCH;

  public boolean writes() {
    return this != WATCH;
  }

  /** Whether it has the one seat of its console. */
  public boolean holdsSeat() {
    return this == WRITE || this == SHELL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
