package dev.consolegw.config.value.log;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Spelling;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what stands behind the scheme of an address to which something is logged. No state. */
final class LogPlace {
  private LogPlace() {}

  /**
   * A path from the root.
   *
   * @param scheme such as {@code file:}
   * @return nothing if the text is of another scheme
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  static Optional<Path> path(String scheme, String text) {
    if (!text.startsWith(scheme + '/')) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text.substring(scheme.length())));
    } catch (InvalidPathException mistake) {
      throw new IllegalArgumentException(Spelling.quote(text) + " names no file", mistake);
    }
  }

  /**
   * A host and a port to send to.
   *
   * @param scheme such as {@code udp://}
   * @return nothing if the text is of another scheme
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  static Optional<HostPort> hostPort(String scheme, String text) {
    if (!text.startsWith(scheme)) {
      return Optional.empty();
    }
    var at = HostPort.parse(text.substring(scheme.length()));
    if (at.port() == 0) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " has no port to send to; write one from 1 to 65535");
    }
    return Optional.of(at);
  }
}
