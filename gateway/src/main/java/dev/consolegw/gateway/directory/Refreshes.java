package dev.consolegw.gateway.directory;

import dev.consolegw.authz.ConsoleRef;
import java.io.IOException;

/** A directory whose servers get other names and labels while they run. Thread-safe. */
public interface Refreshes {

  /**
   * A server as it is now, for who is at its console. One that has left is as it was, for its end
   * is announced. May block.
   *
   * @throws IOException when the source cannot answer now
   */
  ConsoleRef refreshed(ConsoleRef known) throws IOException;
}
