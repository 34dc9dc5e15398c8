package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.sftp.files.Document;
import dev.consolegw.gateway.sftp.files.Tree.Node;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a client is told of a node: size, mode and time, on the wire and as {@code ls -l} does.
 *
 * @param size in bytes; nothing when nobody knows
 */
record Attributes(Node node, OptionalLong size) {
  private static final int SIZE = 0x1;
  private static final int PERMISSIONS = 0x4;
  private static final int TIMES = 0x8;

  /** As of stat(2): a regular file, or a directory, for its owner to read. */
  private static final int FILE_MODE = 0100400;

  private static final int FOLDER_MODE = 0040500;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM dd HH:mm yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** Asks a file for its size; see {@link Document#size}. */
  static Attributes of(Node node) {
    return switch (node) {
      case Node.File(var document) -> new Attributes(node, document.size());
      case Node.Folder _ -> new Attributes(node, OptionalLong.empty());
    };
  }

  void write(ByteBuffer into) {
    into.putInt((size.isPresent() ? SIZE : 0) | PERMISSIONS | TIMES);
    size.ifPresent(into::putLong);
    int seconds = (int) modified(node).getEpochSecond();
    into.putInt(mode(node)).putInt(seconds).putInt(seconds);
  }

  /** An open file has the size that it was opened with. */
  static void write(Document.Content content, Document of, ByteBuffer into) {
    int seconds = (int) of.modified().getEpochSecond();
    into.putInt(SIZE | PERMISSIONS | TIMES).putLong(content.size());
    into.putInt(FILE_MODE).putInt(seconds).putInt(seconds);
  }

  private static int mode(Node node) {
    return switch (node) {
      case Node.File _ -> FILE_MODE;
      case Node.Folder _ -> FOLDER_MODE;
    };
  }

  private static Instant modified(Node node) {
    return switch (node) {
      case Node.File(var document) -> document.modified();
      case Node.Folder folder -> folder.modified();
    };
  }

  /** Times are in UTC. A size that nobody knows is 0, as of files in {@code /proc}. */
  String line() {
    var mode =
        switch (node) {
          case Node.File _ -> "-r--------";
          case Node.Folder _ -> "dr-x------";
        };
    return "%s   1 console  console  %12d %s %s"
        .formatted(mode, size.orElse(0), DATE.format(modified(node)), node.name());
  }
}
