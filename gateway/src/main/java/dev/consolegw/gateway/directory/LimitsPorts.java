package dev.consolegw.gateway.directory;

/** A directory that knows fewer consoles than its servers have serial ports. Thread-safe. */
public interface LimitsPorts {

  /** Why: a printable clause for a person who asks for another port. */
  String noMorePorts();
}
