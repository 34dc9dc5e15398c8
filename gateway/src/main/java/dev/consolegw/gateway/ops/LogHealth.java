package dev.consolegw.gateway.ops;

/** How the log fares. Any thread; answers at once. */
@FunctionalInterface
public interface LogHealth {
  /** Whether what is written arrives. */
  boolean isWritable();

  /** Lines that were not written, and never will be, since the start. */
  default long lost() {
    return 0;
  }
}
