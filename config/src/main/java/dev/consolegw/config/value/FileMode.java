package dev.consolegw.config.value;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may read and write a file, written in octal as for {@code chmod}: {@code 0640}. Its owner may
 * do both.
 *
 * @param bits the nine of a file, without any to execute
 */
public record FileMode(int bits) {
  private static final Pattern OCTAL = Pattern.compile("0?6[0246]{2}");

  private static final int READ = 0444;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static FileMode parse(String text) {
    if (!OCTAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is no mode that the gateway can write with; write 0600, 0640 or the like");
    }
    return new FileMode(Integer.parseInt(text, 8));
  }

  /** For a file. */
  public Set<PosixFilePermission> file() {
    return permissions(bits);
  }

  /** For a folder of such files: who may read them may enter it. */
  public Set<PosixFilePermission> folder() {
    return permissions(bits | (bits & READ) >> 2);
  }

  private static Set<PosixFilePermission> permissions(int bits) {
    var text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((bits >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return EnumSet.copyOf(PosixFilePermissions.fromString(text.toString()));
  }

  @Override
  public String toString() {
    return "%04o".formatted(bits);
  }
}
