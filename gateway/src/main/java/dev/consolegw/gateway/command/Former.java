package dev.consolegw.gateway.command;

import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.History;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What consoles that are gone have printed, for those who could manage them. */
final class Former {
  private static final Logger log = LoggerFactory.getLogger(Former.class);

  private final Door door;

  Former(Door door) {
    this.door = door;
  }

  /**
   * The history of a console that is gone, to be closed.
   *
   * @param unknown what somebody is told for whom there is none
   */
  History history(Caller caller, Refusal unknown) throws Refusal {
    try {
      var found = door.former(caller);
      if (found.size() > 1) {
        throw new Refusal(ExitCode.NO_CONSOLE, ambiguous(found));
      }
      if (found.isEmpty()) {
        throw unknown;
      }
      return door.hub().left(found.getFirst()).orElseThrow(() -> unknown);
    } catch (IOException trouble) {
      log.error("histories cannot be read: session={}", caller.session().id(), trouble);
      throw unknown;
    }
  }

  private static String ambiguous(List<ConsoleId> found) {
    return "several consoles that are gone had this name; write PROJECT/NAME:PORT, with one of:"
        + found.stream()
            .limit(Door.LISTED)
            .map(id -> "\n  " + Printable.of(id.server() + ':' + id.port()))
            .collect(Collectors.joining());
  }
}
