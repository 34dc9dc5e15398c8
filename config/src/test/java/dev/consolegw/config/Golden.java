package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are kept in files. {@code -Dgolden=write} writes them anew, to be read in the diff.
 */
final class Golden {
  private Golden() {}

  static void assertSame(Path file, String text) throws IOException {
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
