package dev.consolegw.gateway.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.config.value.FilePattern;
import dev.consolegw.gateway.directory.ConsoleEntry;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Which file is whose. Names come from strangers: a VM may be called {@code ../../etc/passwd}, or
 * like another one. What is no letter, digit, {@code -}, {@code _} or inner dot is written as
 * percent and hex digits; of two consoles that would have one file, the later one's gets a mark of
 * its own, and keeps it. Any thread.
 */
final class MirrorNames {
  /** The label of a port that is the only one. */
  private static final String ONLY_PORT = "0";

  /** Bytes of a file's name that file systems take, less what logrotate puts behind it. */
  private static final int LONGEST = 224;

  private static final int HASH = 64;
  private static final int SHORTEST_MARK = 8;

  private final Map<Path, String> owners = new HashMap<>();
  private final Map<String, Path> files = new HashMap<>();

  /** What a pattern means for one console, if no other has it. */
  static Path plain(FilePattern pattern, ConsoleEntry console) {
    var path = pattern.path(word -> meaning(word, console));
    var name = path.getFileName().toString();
    if (name.length() <= LONGEST) {
      return path;
    }
    return path.resolveSibling(name.substring(0, LONGEST - HASH - 1) + '~' + hash(name, HASH));
  }

  private static String meaning(FilePattern.Word word, ConsoleEntry console) {
    var server = console.server();
    return switch (word) {
      case NAME -> safe(server.name().isEmpty() ? server.id() : server.name()) + port(console);
      case PROJECT -> safe(server.project());
      case ID -> safe(server.id()) + port(console);
      case DIRECTORY -> safe(server.directory());
    };
  }

  private static String port(ConsoleEntry console) {
    var port = console.id().port();
    return port.equals(ONLY_PORT) ? "" : ':' + safe(port);
  }

  private static String safe(String text) {
    return text.isEmpty() ? "_" : DirectoryName.of(text);
  }

  /**
   * The file of a console from now on; another one that it had is free.
   *
   * @param key of the console
   * @param plain what its pattern means
   * @param last where its output went before, perhaps before a restart
   */
  synchronized Path claim(String key, Path plain, Path last) {
    var now = files.getOrDefault(key, last);
    for (int digits = 0; digits <= HASH; digits = Math.max(SHORTEST_MARK, digits * 2)) {
      var path = digits == 0 ? plain : marked(plain, hash(key, digits));
      boolean wasMarked = digits == 0 && now.equals(marked(plain, hash(key, SHORTEST_MARK)));
      if (!wasMarked && key.equals(owners.getOrDefault(path, key))) {
        release(key);
        owners.put(path, key);
        files.put(key, path);
        return path;
      }
    }
    throw new IllegalStateException("two keys have one hash: " + key);
  }

  /** The console is gone; others may have its file. */
  synchronized void release(String key) {
    var file = files.remove(key);
    if (file != null) {
      owners.remove(file);
    }
  }

  /** {@code web1.log} becomes {@code web1~0123abcd.log}. */
  private static Path marked(Path path, String mark) {
    var name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    int end = dot > 0 ? dot : name.length();
    return path.resolveSibling(name.substring(0, end) + '~' + mark + name.substring(end));
  }

  private static String hash(String text, int digits) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, digits);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
