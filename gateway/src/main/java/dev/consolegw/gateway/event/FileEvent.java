package dev.consolegw.gateway.event;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.Session;

/** What somebody does with a console's output and recordings as files. */
public sealed interface FileEvent extends GatewayEvent {

  /** Whose session it is. */
  Session session();

  /** Somebody may fetch what it printed as a file. */
  record FilesOpened(ConsoleId console, Session session, Grant grant) implements FileEvent {}

  /**
   * Somebody who might fetch files has left.
   *
   * @param fetched bytes of files that were sent
   */
  record FilesClosed(ConsoleId console, Session session, Grant grant, long fetched)
      implements FileEvent {}
}
