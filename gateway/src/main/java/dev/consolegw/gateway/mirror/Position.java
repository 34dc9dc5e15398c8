package dev.consolegw.gateway.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.config.state.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * How far the copy of one console is: on disk after each write, a little behind it when the gateway
 * is killed in between.
 *
 * @param offset in the history of what is copied next
 * @param size of the file then
 * @param identity of the file, whatever it is called by now; empty of one that is not there yet
 * @param file its path
 */
record Position(long offset, long size, String identity, Path file) {
  private static final int LARGEST = 16 * 1024;

  private static final Set<StandardOpenOption> OVER =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  /** Where that of a console is kept. */
  static StateFile place(Path folder, String key) {
    return new StateFile(folder.resolve(DirectoryName.of(key)));
  }

  /** Reads one; nothing when there is none, or none of ours. */
  static Optional<Position> read(StateFile place) throws IOException {
    return place.read(LARGEST).flatMap(Position::parse);
  }

  private static Optional<Position> parse(byte[] bytes) {
    var lines = new String(bytes, UTF_8).split("\n", -1);
    if (lines.length < 5 || !"end".equals(lines[4])) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Position(
              Long.parseLong(lines[0]), Long.parseLong(lines[1]), lines[2], Path.of(lines[3])));
    } catch (NumberFormatException | InvalidPathException damaged) {
      return Optional.empty();
    }
  }

  /** The same file, and another offset. */
  Position at(long other) {
    return new Position(other, size, identity, file);
  }

  /**
   * Writes it over the old one in one piece: a kill leaves the old or the new one, and it costs no
   * new file.
   */
  void write(StateFile place) throws IOException {
    var text = "%019d\n%019d\n%s\n%s\nend\n".formatted(offset, size, identity, file);
    try (var channel = place.open(OVER)) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
    }
  }
}
