package dev.consolegw.gateway.directory;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.NameMatch;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One source of consoles: the configuration file, a cloud. Here is what each of them has; what only
 * some can do, they say by implementing it too: {@link RemembersRemoved}, {@link Refreshes}, {@link
 * KeepsOutput}, {@link LimitsPorts}. Thread-safe.
 */
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

  /**
   * Those of the {@link #candidates(Identity) candidates} that a name means, if this identity may
   * see them.
   *
   * @throws IOException when the source cannot answer now
   */
  default List<ConsoleEntry> candidates(ConsoleName name, Identity identity) throws IOException {
    return candidates(identity).stream()
        .filter(entry -> NameMatch.of(name, entry.server()).isPresent())
        .toList();
  }

  /** Consoles to connect from the start, whoever looks; by default they are announced, if any. */
  default List<ConsoleEntry> captured() {
    return List.of();
  }

  /**
   * Where to dial, asked anew for every dial. May block.
   *
   * @throws DialException when the console is gone or has no address now
   */
  DialTarget target(ConsoleId id) throws DialException;

  /**
   * Asks to be told what appears, changes and leaves; once, before anything else. The listener is
   * called by any thread and must not block. A directory whose consoles stay has no news.
   */
  default void listen(Consumer<DirectoryEvent> listener) {}
}
