package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from the Debian that packages are built on. */
class HostFilesTest {
  @TempDir Path folder;

  /** A JVM in outline: two programs. */
  private Path runtime(String java) throws IOException {
    var runtime = folder.resolve("runtime");
    Files.createDirectories(runtime.resolve("bin"));
    Files.createDirectories(runtime.resolve("lib"));
    Files.copy(Path.of(java), runtime.resolve("bin/java"));
    Files.copy(Path.of("/bin/true"), runtime.resolve("lib/jspawnhelper"));
    return runtime;
  }

  @Test
  void theCLibraryIsTaken() throws Exception {
    var taken = HostFiles.libraries(runtime("/bin/true"), folder.resolve("stage")).nodes();

    assertThat(taken.keySet()).anyMatch(path -> path.endsWith("/libc.so.6"));
  }

  /** As Debian's own JDK needs that of C++. */
  @Test
  void aJdkThatNeedsMoreIsRefused() throws Exception {
    var runtime = runtime("/usr/bin/dpkg");

    assertThatThrownBy(() -> HostFiles.libraries(runtime, folder.resolve("stage")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this JDK needs /")
        .hasMessageContaining("which is not of Debian's libc6");
  }
}
