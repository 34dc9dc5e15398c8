package dev.consolegw.authz;

/** What a person may do with a console. Each right includes the ones before it. */
public enum Right {
  /** Look, and read what it printed. */
  WATCH,
  /** Type, and take a free or silent seat. */
  WRITE,
  /** Take any seat, send others away, clear. */
  MANAGE;

  public boolean includes(Right needed) {
    return compareTo(needed) >= 0;
  }
}
