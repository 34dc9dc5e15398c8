package dev.consolegw.gateway.console;

/** What a viewer does right now. */
public enum Role {
  WRITE,
  WATCH;

  @Override
  public String toString() {
    return this == WRITE ? "write" : "watch";
  }
}
