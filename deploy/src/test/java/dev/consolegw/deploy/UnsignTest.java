package dev.consolegw.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build does to the jars that the program runs with. */
@Tag("slow")
class UnsignTest {
  private static final String SIGNATURE = "META-INF/[^/]+\\.(SF|RSA)";

  @TempDir Path folder;

  @Test
  void aSignedJarIsTheSameWithoutItsSignature() throws Exception {
    var jar = Files.copy(signed(), folder.resolve("signed.jar"));

    unsign();

    var before = content(signed());
    before.keySet().removeIf(name -> name.matches(SIGNATURE) || name.equals(JarFile.MANIFEST_NAME));
    var after = content(jar);
    after.remove(JarFile.MANIFEST_NAME);
    assertThat(after).isEqualTo(before);
    try (var opened = new JarFile(jar.toFile());
        var original = new JarFile(signed().toFile())) {
      var manifest = opened.getManifest();
      assertThat(manifest.getMainAttributes())
          .isEqualTo(original.getManifest().getMainAttributes())
          .isNotEmpty();
      assertThat(manifest.getEntries()).isEmpty();
    }
  }

  @Test
  void aJarThatHasNoneStaysAsItIs() throws Exception {
    var jar = Files.copy(signed(), folder.resolve("signed.jar"));
    unsign();
    var once = Files.readAllBytes(jar);
    var made = Files.getLastModifiedTime(jar);

    unsign();

    assertThat(Files.readAllBytes(jar)).isEqualTo(once);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(made);
  }

  /** Bouncy Castle's smallest. */
  private static Path signed() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(jar -> jar.contains("/bcutil-"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  private void unsign() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var program = Project.ROOT.resolve(".mvn/Unsign.java").toString();
    var ran = new ProcessBuilder(java, program, folder.toString()).inheritIO().start();
    assertThat(ran.waitFor()).isZero();
  }

  private static Map<String, Integer> content(Path jar) throws IOException {
    var content = new LinkedHashMap<String, Integer>();
    try (var opened = new JarFile(jar.toFile())) {
      for (var entry : opened.stream().filter(entry -> !entry.isDirectory()).toList()) {
        try (var in = opened.getInputStream(entry)) {
          content.put(entry.getName(), Arrays.hashCode(in.readAllBytes()));
        }
      }
    }
    return content;
  }
}
