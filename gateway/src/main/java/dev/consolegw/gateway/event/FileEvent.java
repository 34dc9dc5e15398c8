package dev.consolegw.gateway.event;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
   * @param operations what they asked for, and how often
   * @param code how it ended; empty when it was cut off
   * @param reason why it did before they had done with it, by what it was cut off; may be empty
   */
  record FilesClosed(
      ConsoleId console,
      Session session,
      Grant grant,
      long fetched,
      SortedMap<String, Long> operations,
      Optional<ExitCode> code,
      String reason)
      implements FileEvent {
    public FilesClosed {
      operations = Collections.unmodifiableSortedMap(new TreeMap<>(operations));
    }
  }

  /**
   * Somebody has fetched a file, or a part of it.
   *
   * @param path as we call it
   * @param bytes that were sent
   */
  record FileRead(ConsoleId console, Session session, Grant grant, String path, long bytes)
      implements FileEvent {}

  /**
   * Somebody asked for what nobody may: nothing here can be changed.
   *
   * @param operation in a word
   */
  record FileRefused(ConsoleId console, Session session, Grant grant, String operation)
      implements FileEvent {}
}
