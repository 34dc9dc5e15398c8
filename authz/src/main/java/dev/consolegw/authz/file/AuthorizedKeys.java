package dev.consolegw.authz.file;

import dev.consolegw.authz.SshKey;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads public keys as authorized_keys files write them. Options in front of a key are mistakes,
 * since nobody here would enforce them. Each mistake is reported where it stands, and the good keys
 * around it are still given back: a line with options never lets anybody in with fewer restrictions
 * than it says. Not thread-safe; {@link #file} does disk I/O.
 */
final class AuthorizedKeys {
  /** The largest file that is read, in bytes. */
  static final int FILE_LIMIT = 1 << 20;

  private final Problems problems;

  /** Reports mistakes to {@code problems}. */
  AuthorizedKeys(Problems problems) {
    this.problems = problems;
  }

  /** Reads one line that must hold a key. */
  Optional<SshKey> line(Located<String> line) {
    String text = line.value().strip();
    if (KeyLine.isComment(text)) {
      problems.add(line.where(), "this holds no key; write the line of a .pub file");
      return Optional.empty();
    }
    if (text.lines().count() > 1) {
      problems.add(line.where(), "this is more than one line; write an entry for each key");
      return Optional.empty();
    }
    return key(text, line.where());
  }

  /**
   * Reads all keys of a text; {@code name} is how reports call it. Where a file of another format
   * starts, it stops.
   */
  List<SshKey> text(String text, String name) {
    var keys = new ArrayList<SshKey>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!KeyLine.isComment(line)) {
        int column = line.length() - line.stripLeading().length() + 1;
        key(line, new Where(name, number, column)).ifPresent(keys::add);
      }
      if (KeyLine.isForeignFile(line)) {
        break;
      }
    }
    return keys;
  }

  /** Reads all keys of a file that nobody but its owner can change. */
  List<SshKey> file(Located<Path> file) {
    Path path = file.value();
    try {
      var attributes = Files.readAttributes(path, PosixFileAttributes.class);
      var unfit = unfit(path, attributes);
      if (unfit.isPresent()) {
        problems.add(file.where(), unfit.get());
        return List.of();
      }
      try (var in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(FILE_LIMIT + 1);
        if (bytes.length > FILE_LIMIT) {
          problems.add(
              file.where(), "%s is larger than %d bytes; split it".formatted(path, FILE_LIMIT));
          return List.of();
        }
        return text(bytes, path);
      }
    } catch (IOException e) {
      problems.add(file.where(), unread(path, e));
      return List.of();
    }
  }

  /** A byte order mark is no part of the first line; in UTF-16 no line would be one. */
  private List<SshKey> text(byte[] bytes, Path path) {
    var utf16 =
        startsWith(bytes, 0xFE, 0xFF)
            || startsWith(bytes, 0xFF, 0xFE)
            || (bytes.length > 1 && bytes[0] == 0 != (bytes[1] == 0)); // without the mark
    if (utf16) {
      problems.add(
          new Where(path.toString(), 1, 1),
          "this is UTF-16; save the file as UTF-8, it holds no key now");
      return List.of();
    }
    int mark = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    var text = new String(bytes, mark, bytes.length - mark, StandardCharsets.UTF_8);
    if (text.lines().allMatch(KeyLine::isComment)) {
      problems.add(
          new Where(path.toString(), 0, 0), "holds no key, so nobody signs in with one of it");
    }
    return text(text, path.toString());
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private Optional<SshKey> key(String line, Where where) {
    try {
      return Optional.of(KeyLine.parse(line));
    } catch (KeyMistake mistake) {
      problems.add(where, String.valueOf(mistake.getMessage()));
      return Optional.empty();
    }
  }

  /** A FIFO would hold up the start for ever, and a file that others can change is no proof. */
  private static Optional<String> unfit(Path path, PosixFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      return Optional.of(path + " is no regular file; name a file of public keys");
    }
    var permissions = attributes.permissions();
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return Optional.of(
          "%s can be changed by others than its owner (%s); run: chmod go-w %s"
              .formatted(path, PosixFilePermissions.toString(permissions), path));
    }
    return Optional.empty();
  }

  static String unread(Path path, IOException why) {
    return switch (why) {
      case NoSuchFileException missing -> path + " does not exist; make it, or correct the path";
      case AccessDeniedException denied ->
          path + " may not be read by the gateway; let its user read the file and its folders";
      case FileSystemException other when other.getReason() != null ->
          "%s cannot be read: %s".formatted(path, other.getReason());
      default -> "%s cannot be read: %s".formatted(path, why.getMessage());
    };
  }
}
