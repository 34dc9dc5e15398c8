package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an image without a system below it takes from the Debian that it is built on: the C library,
 * which the JVM is linked against, the certificates of Debian's package, without those that
 * somebody has added on this machine, and the texts of licences.
 */
final class HostFiles {
  /** Debian's packages that something is taken of. */
  private static final List<String> PACKAGES = List.of("libc6", "ca-certificates", "base-files");

  private static final Path CERTIFICATES = Path.of("/usr/share/ca-certificates/mozilla");
  private static final Pattern LICENCE = Pattern.compile("/usr/share/common-licenses/[\\w.+-]*\\w");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  private HostFiles() {}

  /**
   * The libraries that the programs of a JVM load, at the paths that they are looked for at.
   *
   * @throws IOException also for a library that is not of the C library's package: no package would
   *     bring it, and none depends on it
   */
  static FileTree libraries(Path runtime, Path stage) throws IOException, InterruptedException {
    var all = new TreeSet<String>();
    for (var program : programs(runtime)) {
      var found = LIBRARY.matcher(Programs.output("ldd", program.toString()));
      while (found.find()) {
        if (!Path.of(found.group(1)).normalize().startsWith(runtime.toAbsolutePath())) {
          all.add(found.group(1));
        }
      }
    }
    var known = filesOfTheCLibrary();
    var tree = new FileTree(stage);
    for (var library : all) {
      var file = Path.of(library).toRealPath();
      if (!known.contains(file)) {
        throw new IOException(
            "this JDK needs %s, which is not of Debian's libc6: build with one such as Temurin's"
                .formatted(library));
      }
      tree.program(library.substring(1), file);
    }
    return tree;
  }

  /** Debian's packages name some of them by links, such as {@code /lib}. */
  private static Set<Path> filesOfTheCLibrary() throws IOException, InterruptedException {
    var name = "libc6:" + Programs.output("dpkg", "--print-architecture").strip();
    var all = new HashSet<Path>();
    for (var line : Programs.output("dpkg-query", "-L", name).lines().toList()) {
      var file = Path.of(line);
      if (line.contains(".so") && Files.exists(file)) {
        all.add(file.toRealPath());
      }
    }
    return all;
  }

  private static List<Path> programs(Path runtime) throws IOException {
    var all =
        new ArrayList<>(List.of(runtime.resolve("bin/java"), runtime.resolve("lib/jspawnhelper")));
    try (var files = Files.walk(runtime.resolve("lib"))) {
      files.filter(file -> file.toString().endsWith(".so")).sorted().forEach(all::add);
    }
    return all;
  }

  /** One file, as {@code update-ca-certificates} makes it. */
  static byte[] certificates() throws IOException {
    if (!Files.isDirectory(CERTIFICATES)) {
      throw new IOException(
          "no certificates in " + CERTIFICATES + ": apt-get install ca-certificates");
    }
    var all = new StringBuilder();
    try (var files = Files.list(CERTIFICATES)) {
      for (var file : files.sorted().toList()) {
        all.append(Files.readString(file, StandardCharsets.US_ASCII).strip()).append('\n');
      }
    }
    return all.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The copyright files of what is taken, as {@code copyright.PACKAGE}, and the licences that they
   * and that of the program lead to, which Debian has in {@code base-files}.
   *
   * @param folder where the copyright files come to be
   * @param copyright the program's own
   * @param stage a folder for what is made here
   */
  static FileTree papers(String folder, Path copyright, Path stage) throws IOException {
    var tree = new FileTree(stage);
    var texts = new StringBuilder(Files.readString(copyright));
    for (var name : PACKAGES) {
      var file = Path.of("/usr/share/doc", name, "copyright");
      texts.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      tree.file(folder + "/copyright." + name, file);
    }
    var licences = LICENCE.matcher(texts);
    while (licences.find()) {
      tree.file(licences.group().substring(1), Path.of(licences.group()).toRealPath());
    }
    return tree;
  }

  /** The versions of what is taken, by Debian's package. */
  static SortedMap<String, String> versions() throws IOException, InterruptedException {
    var all = new TreeMap<String, String>();
    for (var name : PACKAGES) {
      all.put(name, Programs.output("dpkg-query", "-W", "-f=${Version}", name));
    }
    return all;
  }
}
