package dev.consolegw.deploy.packaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * What is in a package (CycloneDX 1.6): Maven's artefacts, as its plugin has listed them, and what
 * Maven knows nothing of.
 */
final class Sbom {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String PAGE = "dev/consolegw/gateway/web/page/licences.txt";
  private static final Pattern PAGE_PACKAGE =
      Pattern.compile("(?m)^(@?[a-z][a-z0-9./-]*) (\\d+\\.\\d[0-9a-z.-]*)$");

  /**
   * Licences of which a POM says another one, or none that SPDX has, by name: as the files say that
   * lie with the source.
   */
  private static final Map<String, String> LICENCES =
      Map.of(
          "openstack4j-core", "Apache-2.0", // the POM says MIT
          "jline-terminal", "BSD-3-Clause", // the POM's name for it is that of each BSD licence
          "re2j", "BSD-3-Clause", // that of Go
          "bcprov-jdk18on", "MIT", // under a name of its own
          "bcpkix-jdk18on", "MIT",
          "bcutil-jdk18on", "MIT");

  private final ObjectNode all;

  private Sbom(ObjectNode all) {
    this.all = all;
  }

  /** Begins with what Maven's plugin has written. */
  static Sbom read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("no " + file + ": CycloneDX's plugin does nothing in Maven's mode -o");
    }
    return new Sbom((ObjectNode) JSON.readTree(file.toFile()));
  }

  /** The same as it is now, to be gone on with in two ways. */
  Sbom copy() {
    return new Sbom(all.deepCopy());
  }

  /** Licences by their names in SPDX's list, as the sources have them. */
  Sbom licences() {
    for (var component : all.withArray("components")) {
      var known = LICENCES.get(component.get("name").asText());
      if (known != null) {
        ((ObjectNode) component)
            .putArray("licenses")
            .addObject()
            .putObject("license")
            .put("id", known);
      }
    }
    return this;
  }

  /**
   * Those of the jars as they are here: Maven's plugin tells those of its repository, where some
   * are signed still.
   */
  Sbom checksums(List<Path> jars) throws IOException {
    for (var component : all.withArray("components")) {
      var name = component.get("name").asText() + "-" + component.get("version").asText() + ".jar";
      for (var jar : jars) {
        if (jar.endsWith(name)) {
          ((ObjectNode) component)
              .putArray("hashes")
              .addObject()
              .put("alg", "SHA-256")
              .put("content", sha256(Files.readAllBytes(jar)));
        }
      }
    }
    return this;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JVM, by the file {@code release} of the JDK that it was made of. */
  Sbom jvm(Path jdk) throws IOException {
    var release = new Properties();
    try (var in = Files.newBufferedReader(jdk.resolve("release"))) {
      release.load(in);
    }
    var version = unquoted(release, "JAVA_RUNTIME_VERSION");
    var maker = unquoted(release, "IMPLEMENTOR");
    var jvm =
        component(
            "platform", "openjdk", version, "pkg:generic/openjdk@" + version.replace("+", "%2B"));
    if (!maker.isEmpty()) {
      jvm.putObject("supplier").put("name", maker);
    }
    licence(jvm, "GPL-2.0-only WITH Classpath-exception-2.0");
    return this;
  }

  /** The packages of npm whose files are in the page for browsers, where the jar has one. */
  Sbom page(Path jar) throws IOException {
    try (var inside = new ZipFile(jar.toFile())) {
      var licences = inside.getEntry(PAGE);
      if (licences == null) {
        return this;
      }
      var text = new String(inside.getInputStream(licences).readAllBytes(), StandardCharsets.UTF_8);
      var found = PAGE_PACKAGE.matcher(text);
      while (found.find()) {
        licence(
            component(
                "library",
                found.group(1),
                found.group(2),
                "pkg:npm/%s@%s".formatted(found.group(1).replace("@", "%40"), found.group(2))),
            "MIT");
      }
    }
    return this;
  }

  /** Files of Debian's packages, by their versions. */
  Sbom debian(Map<String, String> versions) {
    versions.forEach((name, version) ->
        component(
            "library",
            name,
            version,
            "pkg:deb/debian/%s@%s".formatted(name, version.replace("+", "%2B"))));
    return this;
  }

  String text() throws IOException {
    return JSON.writeValueAsString(all) + "\n";
  }

  private ObjectNode component(String type, String name, String version, String purl) {
    return all.withArray("components")
        .addObject()
        .put("type", type)
        .put("bom-ref", purl)
        .put("name", name)
        .put("version", version)
        .put("purl", purl);
  }

  private static void licence(ObjectNode component, String expression) {
    component.putArray("licenses").addObject().put("expression", expression);
  }

  private static String unquoted(Properties release, String key) {
    return release.getProperty(key, "").replace("\"", "");
  }
}
