package dev.consolegw.gateway.directory;

import dev.consolegw.authz.ConsoleRef;
import java.util.Optional;

/** A directory that can tell who could open a console that is gone. Thread-safe. */
public interface RemembersRemoved {

  /**
   * The server that a console belonged to which is not here any more, as policies see it; nothing
   * when it is still here, or when that cannot be told.
   */
  Optional<ConsoleRef> removed(StoredConsole stored);
}
