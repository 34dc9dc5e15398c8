package dev.consolegw.gateway.directory;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One source of consoles: the configuration file, a cloud. Thread-safe. */
public interface Directory {

  /** Its name in {@link ConsoleId#directory()} and in rules. */
  String name();

  /**
   * The consoles that this identity might be allowed to see, ports of one server in their order;
   * what it really may see is decided above. May block: call it on a virtual thread.
   *
   * @throws IOException when the source cannot answer now
   */
  List<ConsoleEntry> candidates(Identity identity) throws IOException;

  /** Consoles to connect from the start, whoever looks. */
  List<ConsoleEntry> captured();

  /**
   * The server that a console belonged to which is not here any more, as policies see it; nothing
   * when that cannot be told. By default it cannot.
   */
  default Optional<ConsoleRef> former(StoredConsole stored) {
    return Optional.empty();
  }

  /**
   * A server as it is now, for who is at its console: people give servers other names and labels.
   * One that has left is as it was, for its end is announced. By default nothing changes. May
   * block.
   *
   * @throws IOException when the source cannot answer now
   */
  default ConsoleRef today(ConsoleRef known) throws IOException {
    return known;
  }

  /**
   * Where to dial, asked anew for every dial. May block.
   *
   * @throws DialException when the console is gone or has no address now
   */
  DialTarget line(ConsoleId id) throws DialException;

  /**
   * Why servers may have serial ports that are no consoles here: a clause for a person, empty when
   * all of them are.
   */
  default String noMorePorts() {
    return "";
  }

  /**
   * Asks to be told what appears, changes and leaves; once, before anything else. The listener is
   * called by any thread and must not block. A directory whose consoles stay has no news.
   */
  default void listen(Consumer<DirectoryEvent> listener) {}

  /**
   * The last lines that the source itself has kept of a console, from before we were connected. May
   * block.
   *
   * @throws DialException when it has none or does not answer, with a sentence for a person
   */
  default String printed(ConsoleId id, int lines) throws DialException {
    throw new DialException(
        Reason.of(
            Reason.Kind.NOT_FOUND, "nobody but the gateway keeps the output of this console"));
  }
}
