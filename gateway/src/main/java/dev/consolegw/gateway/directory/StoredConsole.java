package dev.consolegw.gateway.directory;

import java.util.Map;

/**
 * A console of which something is on disk, whether it is still there or gone.
 *
 * @param notes what its directory knew of it when it was last seen; see {@link ConsoleEntry#notes}
 */
public record StoredConsole(ConsoleId id, Map<String, String> notes) {
  public StoredConsole {
    notes = Map.copyOf(notes);
  }
}
