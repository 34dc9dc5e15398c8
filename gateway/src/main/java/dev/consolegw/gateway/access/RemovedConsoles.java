package dev.consolegw.gateway.access;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What consoles that are gone have printed, for those who could manage them. */
public final class RemovedConsoles {
  private static final Logger log = LoggerFactory.getLogger(RemovedConsoles.class);

  private final ConsoleAccess access;

  public RemovedConsoles(ConsoleAccess access) {
    this.access = access;
  }

  /**
   * The history of a console that is gone, to be closed.
   *
   * @param unknown what somebody is told for whom there is none
   * @param opened hears which one it is, and by which grant, before there is anything to read
   */
  public HistoryReader.Opened history(
      Caller caller, Refusal unknown, BiConsumer<ConsoleId, Grant> opened) throws Refusal {
    try {
      var found = access.removed(caller);
      if (found.size() > 1) {
        throw new Refusal(ExitCode.NO_CONSOLE, ambiguous(found.keySet()));
      }
      for (var one : found.entrySet()) {
        var grant = access.confirmed(one.getValue(), unknown);
        if (grant.right().includes(Right.MANAGE) && grant.readsPast()) {
          var left = access.consoles().left(one.getKey()).orElseThrow(() -> unknown);
          opened.accept(one.getKey(), grant);
          return left;
        }
      }
      throw unknown;
    } catch (IOException trouble) {
      log.error("event=histories-unreadable session={}", caller.session().id(), trouble);
      throw unknown;
    }
  }

  private static String ambiguous(Set<ConsoleId> found) {
    return "several consoles that are gone had this name; write one of these instead:"
        + found.stream()
            .limit(NameRefusals.LISTED)
            .map(id -> "\n  " + Printable.of(id.server() + ':' + id.port()))
            .collect(Collectors.joining());
  }
}
