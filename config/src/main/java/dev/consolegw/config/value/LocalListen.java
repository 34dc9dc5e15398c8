package dev.consolegw.config.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where to listen for programs of this machine alone: {@code 127.0.0.1:9090}, {@code [::1]:9090} or
 * {@code unix:/run/console-gw/ops.sock}.
 */
public sealed interface LocalListen {
  /** The longest path of a UNIX socket that Linux takes, in bytes (unix(7)). */
  int LONGEST_PATH = 107;

  /** A port of the loopback; 0 picks a free one. */
  record Port(HostPort at) implements LocalListen {
    @Override
    public String toString() {
      return at.toString();
    }
  }

  /** A socket in the file system, by its absolute path. */
  record Socket(Path path) implements LocalListen {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  static LocalListen parse(String text) {
    if (text.startsWith("unix:")) {
      return socket(text, text.substring("unix:".length()));
    }
    var at = HostPort.parse(text);
    if (!new HostAddress(at.host()).isLoopback()) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is reached by other machines, and nobody signs in here; write 127.0.0.1:PORT or"
              + " unix:/PATH, and let a proxy of this machine pass on what others need");
    }
    return new Port(at);
  }

  private static LocalListen socket(String text, String path) {
    try {
      if (path.startsWith("/") && path.getBytes(UTF_8).length <= LONGEST_PATH) {
        return new Socket(Path.of(path));
      }
    } catch (InvalidPathException none) {
      // The same sentence.
    }
    throw new IllegalArgumentException(
        Spelling.quote(text)
            + " is no UNIX socket; write unix: and an absolute path of at most "
            + LONGEST_PATH
            + " bytes");
  }
}
