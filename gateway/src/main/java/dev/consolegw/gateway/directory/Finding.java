package dev.consolegw.gateway.directory;

import dev.consolegw.authz.Grant;
import java.util.List;

/** What a name turned out to be, among what one person may open. */
public sealed interface Finding {

  /** This console. */
  record Found(ConsoleEntry entry, Grant grant) implements Finding {}

  /** Nothing that this person may open; whether it exists at all is not said. */
  record Nothing() implements Finding {}

  /**
   * The server is there, the port is not.
   *
   * @param why as of {@link Directory#noMorePorts}
   */
  record NoSuchPort(Granted server, String why) implements Finding {}

  /** Several servers. */
  record Ambiguous(List<Granted> servers) implements Finding {}
}
