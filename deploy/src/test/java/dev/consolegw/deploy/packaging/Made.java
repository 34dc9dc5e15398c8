package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The packages that a build has left, and programs to look at them with. */
final class Made {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Beside the classes of these tests, wherever Maven has put them. */
  private static final Path PACKAGES = target().resolve("packages");

  private Made() {}

  private static Path target() {
    try {
      var classes = Made.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Objects.requireNonNull(Path.of(classes).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path deb() throws IOException {
    return only("*.deb");
  }

  static Path image() throws IOException {
    return only("*.oci.tar");
  }

  private static Path only(String pattern) throws IOException {
    if (Files.isDirectory(PACKAGES)) {
      try (var all = Files.newDirectoryStream(PACKAGES, pattern)) {
        for (var one : all) {
          return one;
        }
      }
    }
    throw new AssertionError(
        "no " + pattern + " in " + PACKAGES + ": mvn -Ppackages -DskipTests package");
  }

  /**
   * What a program says on both streams; one that fails is a failed test. Whoever is interrupted
   * leaves none behind.
   */
  static String run(Path folder, List<String> words) throws IOException, InterruptedException {
    var said = Files.createTempFile("said", null);
    try {
      int status = status(folder, words, said);
      var text = Files.readString(said, StandardCharsets.ISO_8859_1);
      if (status != 0) {
        throw new AssertionError("%s: status %d%n%s".formatted(words, status, text));
      }
      return text;
    } finally {
      Files.delete(said);
    }
  }

  private static int status(Path folder, List<String> words, Path said)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      process.getOutputStream().close();
      return process.waitFor();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  static String run(Path folder, String... words) throws IOException, InterruptedException {
    return run(folder, List.of(words));
  }
}
