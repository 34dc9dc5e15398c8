package dev.consolegw.gateway.directory;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Line;
import java.io.IOException;
import java.util.List;

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
   * Where to dial, asked anew for every dial. May block.
   *
   * @throws DialException when the console is gone or has no address now
   */
  Line line(ConsoleId id) throws DialException;
}
