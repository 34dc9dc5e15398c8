import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * Takes signatures out of the jars in a folder. The JVM keeps no class of a signed jar in its
 * cache, and checks the signature at each start: of Bouncy Castle's, that is a third of it. Whether
 * the jars are the right ones is known before, by the checksums that Maven compares.
 *
 * <p>{@code Unsign DIR}; a jar that has none stays as it is.
 */
final class Unsign {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private Unsign() {}

  public static void main(String[] args) throws IOException {
    // A jar has times of no zone, and what is written has them in two ways.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (var jar : jars) {
        try (var inside = FileSystems.newFileSystem(jar, Map.of())) {
          unsign(inside);
        }
      }
    }
  }

  private static void unsign(FileSystem jar) throws IOException {
    var signatures = signatures(jar);
    if (signatures.isEmpty()) {
      return;
    }
    for (var signature : signatures) {
      Files.delete(signature);
    }
    var file = jar.getPath(MANIFEST);
    var made = Files.getLastModifiedTime(file);
    var manifest = new Manifest();
    try (var in = Files.newInputStream(file)) {
      manifest.read(in);
    }
    manifest.getEntries().values().forEach(Unsign::removeDigests);
    manifest.getEntries().values().removeIf(Map::isEmpty);
    try (var out = Files.newOutputStream(file)) {
      manifest.write(out);
    }
    Files.setLastModifiedTime(file, made); // the same jar, whenever this is done
  }

  private static void removeDigests(Attributes attributes) {
    attributes.keySet().removeIf(name -> name.toString().endsWith("-Digest"));
  }

  private static List<Path> signatures(FileSystem jar) throws IOException {
    var folder = jar.getPath("META-INF");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.(SF|RSA|DSA|EC)"))
          .toList();
    }
  }
}
