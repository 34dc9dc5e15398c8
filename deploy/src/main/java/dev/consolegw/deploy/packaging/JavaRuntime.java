package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the JVM of a package: the modules of this JDK that the gateway needs, by its jlink. */
final class JavaRuntime {
  /**
   * What the jars ask for (jdeps), without what they do without: java.desktop, java.rmi. And what
   * is found by name only: the extended management of memory.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.management",
          "jdk.net",
          "jdk.security.auth",
          "jdk.unsupported");

  private JavaRuntime() {}

  /**
   * Makes one in a folder that is not there. The certificates of this machine's JDK stay here: a
   * package goes by those of the machine that it is on.
   */
  static Path make(Path folder) throws IOException, InterruptedException {
    Programs.output(
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules",
        String.join(",", MODULES),
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        folder.toString());
    Files.delete(folder.resolve("lib/security/cacerts"));
    Files.deleteIfExists(folder.resolve("bin/jwebserver"));
    return folder;
  }
}
