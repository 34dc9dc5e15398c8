package dev.consolegw.gateway.console.memory;

import dev.consolegw.gateway.directory.ConsoleId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of small files, one for a console: a hash of its id, safe and short whatever the id is. */
final class ConsoleFileName {
  private ConsoleFileName() {}

  static String of(ConsoleId id) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(hash.digest(id.toString().getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
