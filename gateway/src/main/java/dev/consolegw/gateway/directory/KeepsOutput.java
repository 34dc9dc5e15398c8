package dev.consolegw.gateway.directory;

import dev.consolegw.gateway.backend.DialException;

/** A directory whose source itself keeps what consoles print. Thread-safe. */
public interface KeepsOutput {

  /** What people call the source, to be put into sentences: {@code Nova}. Printable. */
  String source();

  /**
   * The last lines that the source has kept of a console, from before we were connected. May block.
   *
   * @throws DialException when it has none or does not answer, with a sentence for a person
   */
  String printed(ConsoleId id, int lines) throws DialException;
}
