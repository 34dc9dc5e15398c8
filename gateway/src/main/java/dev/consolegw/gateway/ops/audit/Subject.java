package dev.consolegw.gateway.ops.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a line is about, short enough to be kept by the thousand: of a long one the beginning and a
 * hash of the whole, so that two of the same beginning stay two. No state.
 */
final class Subject {
  /** As long as this, in UTF-16 units, it is kept as it is. */
  static final int LENGTH = 128;

  private Subject() {}

  static String of(String whole) {
    if (whole.length() <= LENGTH) {
      return whole;
    }
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
      return whole.substring(0, LENGTH) + ' ' + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
