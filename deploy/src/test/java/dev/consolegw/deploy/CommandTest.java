package dev.consolegw.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of a clone that Maven has built, with a tiny program in the place of ours. */
@Tag("slow")
class CommandTest {
  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path clone;

  private final Map<String, String> environment = new HashMap<>();

  private Path jar;

  @BeforeEach
  void build() throws IOException {
    jar = clone.resolve("gateway/target/console-gw.jar");
    for (var folder : List.of("config/src/main", "authz/src/main", "gateway/src/main")) {
      Files.createDirectories(clone.resolve(folder));
    }
    for (var pom : List.of("pom.xml", "config/pom.xml", "authz/pom.xml", "gateway/pom.xml")) {
      Files.createFile(clone.resolve(pom));
    }
    Files.createDirectories(clone.resolve("gateway/target/lib"));
    var command = Project.ROOT.resolve("console-gw");
    Files.copy(command, clone.resolve("console-gw"), StandardCopyOption.COPY_ATTRIBUTES);
    try (var paths = Files.walk(clone)) {
      for (var path : paths.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(EARLIER.minusSeconds(60)));
      }
    }
    writeJar();
    Files.setLastModifiedTime(jar, FileTime.from(EARLIER));
  }

  private void writeJar() throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Started.class.getName());
    var name = Started.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var code = Objects.requireNonNull(Started.class.getResourceAsStream("/" + name))) {
      out.putNextEntry(new JarEntry(name));
      out.write(code.readAllBytes());
    }
  }

  /** What prepares starts in the JVM of this test. */
  private Path archive() {
    return clone.resolve("gateway/target/console-gw." + Runtime.version() + ".aot");
  }

  private List<String> started(String argument) throws IOException, InterruptedException {
    var command = clone.resolve("console-gw").toString();
    var err = clone.resolve("err");
    var builder = new ProcessBuilder(command, argument).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", Files.readString(err)).isZero();
    return out.lines().toList();
  }

  @Test
  void theFirstStartOfWhatMavenHasBuiltPreparesTheOthersOnce() throws Exception {
    started("serve");

    assertThat(archive()).isNotEmptyFile();
    var made = Files.getLastModifiedTime(archive());
    started("connect");
    assertThat(Files.getLastModifiedTime(archive())).isEqualTo(made);
  }

  @Test
  void whatIsOlderThanTheJarIsMadeAnew() throws Exception {
    Files.writeString(archive(), "of another jar");
    Files.setLastModifiedTime(archive(), FileTime.from(EARLIER.minusSeconds(1)));

    started("serve");

    assertThat(Files.size(archive())).isGreaterThan(10_000);
  }

  @Test
  void aStartThatCannotBePreparedIsAStart() throws Exception {
    Files.createDirectories(archive().resolve("in the way"));
    Files.setLastModifiedTime(archive(), FileTime.from(EARLIER.minusSeconds(1)));

    assertThat(started("serve")).isNotEmpty();
  }

  @Test
  void whereTheRehearsalHangsOneLineSaysSoAndNothingIsKept() throws Exception {
    environment.put("REHEARSAL", "hangs");

    assertThat(started("serve")).isNotEmpty();

    assertThat(Files.readString(clone.resolve("err")))
        .containsOnlyOnce("starts will be slower: the JVM made no ");
    assertThat(archive()).isEmptyFile();
  }

  @Test
  void whatAnotherJvmHasPreparedIsNotUsed() throws Exception {
    var other = archive().resolveSibling("console-gw.25+1.aot");
    Files.writeString(other, "of another JVM");

    started("serve");

    assertThat(archive()).isNotEmptyFile();
    assertThat(other).as("nobody uses it any more").doesNotExist();
  }

  @Test
  void theJvmSaysNothingOfWhatItCannotUse() throws Exception {
    started("serve");
    Files.setLastModifiedTime(jar, FileTime.from(EARLIER.plusSeconds(1))); // another jar to a JVM
    Files.setLastModifiedTime(archive(), FileTime.from(Instant.now()));

    assertThat(started("serve")).isNotEmpty().allMatch(line -> line.startsWith("-"));
    Files.writeString(archive(), "no cache at all");
    assertThat(started("serve")).isNotEmpty().allMatch(line -> line.startsWith("-"));
  }

  @Test
  void onlyAGatewayHasTheMemoryOfOne() throws Exception {
    var memory =
        List.of(
            "-Xmn64m",
            "-XX:MaxHeapFreeRatio=25",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError");

    assertThat(started("serve")).containsAll(memory);
    assertThat(started("demo")).containsAll(memory);
    assertThat(started("connect")).doesNotContainAnyElementsOf(memory).contains("-Xms16m");
  }
}
