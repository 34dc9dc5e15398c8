package dev.consolegw.deploy.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** What is the same in all packages: the jars, the JVM and what is given to it, and the papers. */
final class Program {
  static final String HOME = "usr/lib/console-gw";
  static final String JARS = "usr/share/console-gw";
  static final String DOC = "usr/share/doc/console-gw";

  /** The certificates that the system trusts, as Debian and many others have them. */
  private static final String TRUST =
      "-Djavax.net.ssl.trustStoreType=PEM"
          + " -Djavax.net.ssl.trustStore=/etc/ssl/certs/ca-certificates.crt\n";

  private final Path root;
  private final Path gateway;
  private final Path runtime;
  private final Path stage;

  /**
   * @param root of the clone
   * @param gateway where Maven has put the gateway's jar, with {@code lib} beside it
   * @param runtime a JVM that {@link JavaRuntime} has made
   * @param stage a folder for what is made here
   */
  Program(Path root, Path gateway, Path runtime, Path stage) {
    this.root = root;
    this.gateway = gateway;
    this.runtime = runtime;
    this.stage = stage;
  }

  /** The jars that others make, and the JVM: what seldom changes. */
  FileTree base() throws IOException {
    var tree = new FileTree(stage).copy(HOME + "/runtime", runtime);
    for (var jar : jars()) {
      if (!isOurs(jar)) {
        tree.file(JARS + "/lib/" + jar.getFileName(), jar);
      }
    }
    return tree;
  }

  /** Our own jars, the options of the JVM, and the papers. */
  FileTree own() throws IOException {
    var tree = new FileTree(stage).file(JARS + "/console-gw.jar", jar());
    for (var jar : jars()) {
      if (isOurs(jar)) {
        tree.file(JARS + "/lib/" + jar.getFileName(), jar);
      }
    }
    var command = Files.readString(root.resolve("console-gw"));
    tree.text(HOME + "/common.options", options(command, "common"));
    tree.text(HOME + "/server.options", options(command, "server"));
    tree.text(HOME + "/trust.options", TRUST);
    tree.file(DOC + "/copyright", root.resolve("deploy/packages/copyright"));
    return tree;
  }

  /** The gateway's own one. */
  Path jar() {
    return gateway.resolve("console-gw.jar");
  }

  /** Those that it names as its class path: others in their folder are of earlier builds. */
  List<Path> jars() throws IOException {
    try (var jar = new JarFile(jar().toFile())) {
      var names = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return Stream.of(names.split(" ")).map(gateway::resolve).toList();
    }
  }

  private static boolean isOurs(Path jar) {
    return jar.getFileName().toString().startsWith("console-gw-");
  }

  /** What the command of a clone gives to the JVM, as a file for its {@code @}. */
  private static String options(String command, String variable) throws IOException {
    var line = Pattern.compile("(?m)^" + variable + "=\"([^\"]*)\"$").matcher(command);
    if (!line.find()) {
      throw new IOException("the command console-gw has no line " + variable + "=\"…\"");
    }
    return line.group(1).replace(' ', '\n') + "\n";
  }

  /** As {@code gzip -9n} has it, which says so in the head (RFC 1952, XFL). */
  static byte[] compressed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    var compressed = bytes.toByteArray();
    compressed[8] = 2;
    return compressed;
  }
}
