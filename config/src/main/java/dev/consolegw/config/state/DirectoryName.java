package dev.consolegw.config.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns the key of a console into the name of a directory: safe on every file system and in a log
 * line, and different for different keys. What is no letter, digit, {@code -}, {@code _} or inner
 * dot is written as percent and hex digits of its UTF-8 bytes; a long name is cut and ends in
 * {@code ~} and the SHA-256 of the whole.
 */
public final class DirectoryName {
  /** Well below the usual limit of 255 bytes. */
  private static final int LONGEST = 200;

  private static final Pattern ESCAPED =
      Pattern.compile("(?:[A-Za-z0-9._-]|%[0-9A-F]{2}|%u[0-9A-F]{4})+");

  private DirectoryName() {}

  /**
   * The name for a key.
   *
   * @throws IllegalArgumentException for the empty key
   */
  public static String of(String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("the key of a history is empty");
    }
    var name = escape(key);
    return name.length() <= LONGEST ? name : shortened(name);
  }

  /** A key as text of one line, whole. */
  public static String escape(String key) {
    var name = new StringBuilder();
    key.codePoints().forEach(point -> append(name, point));
    return name.toString();
  }

  /** The key of an escaped text; nothing if that is none, such as a shortened name. */
  public static Optional<String> unescape(String text) {
    if (!ESCAPED.matcher(text).matches()) {
      return Optional.empty();
    }
    var key = new StringBuilder();
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%' && text.charAt(i + 1) != 'u') {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
        continue;
      }
      key.append(bytes.toString(UTF_8));
      bytes.reset();
      boolean half = text.charAt(i) == '%';
      key.append(half ? (char) HexFormat.fromHexDigits(text, i + 2, i + 6) : text.charAt(i));
      i += half ? 5 : 0;
    }
    key.append(bytes.toString(UTF_8));
    // Not everything that looks like a name was made by us.
    return Optional.of(key.toString()).filter(found -> escape(found).equals(text));
  }

  private static void append(StringBuilder name, int point) {
    boolean inner = point == '.' && !name.isEmpty();
    if (inner || point == '-' || point == '_' || isLetterOrDigit(point)) {
      name.append((char) point);
    } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      // Half a character has no UTF-8. No hex digit is a u, so this is no other key's name.
      name.append("%%u%04X".formatted(point));
    } else {
      for (byte each : Character.toString(point).getBytes(UTF_8)) {
        name.append("%%%02X".formatted(each));
      }
    }
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String shortened(String name) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return name.substring(0, LONGEST - 65) + '~' + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
