package dev.consolegw.gateway.directory;

import dev.consolegw.authz.Grant;
import java.util.List;

/** What a name turned out to be, among what one person may open. */
public sealed interface Resolution {

  /** This console. */
  record Found(ConsoleEntry entry, Grant grant) implements Resolution {}

  /** Nothing that this person may open; whether it exists at all is not said. */
  record Nothing() implements Resolution {}

  /**
   * The server is there, the port is not.
   *
   * @param why as of {@link LimitsPorts#noMorePorts}
   */
  record NoSuchPort(VisibleServer server, String why) implements Resolution {}

  /** Several servers. */
  record Ambiguous(List<VisibleServer> servers) implements Resolution {}
}
