package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the Debian package, and what is said of it there. */
@Tag("long")
@Tag("beside")
class ContentsTest {
  private static final String HOME = "usr/lib/console-gw/";
  private static final String DOC = "usr/share/doc/console-gw/";

  private static final Pattern JAR = Pattern.compile("usr/share/console-gw/lib/(\\S+)");

  @TempDir static Path root;

  @BeforeAll
  static void unpack() throws Exception {
    Made.run(root, "dpkg-deb", "-x", Made.deb().toString(), root.toString());
  }

  private static List<String> jars() throws IOException {
    try (var lib = Files.list(root.resolve("usr/share/console-gw/lib"))) {
      return lib.map(jar -> jar.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theListOfContentsNamesTheJarsThatAreThereAndNoOther() throws Exception {
    var bom = new ObjectMapper().readTree(root.resolve(DOC + "sbom.cdx.json").toFile());
    var named = new TreeMap<String, String>();
    for (var one : bom.get("components")) {
      if (one.path("purl").asText().startsWith("pkg:maven/")) {
        named.put(
            "%s-%s.jar".formatted(one.get("name").asText(), one.get("version").asText()),
            one.at("/hashes/0/content").asText());
      }
    }
    var there = new TreeMap<String, String>();
    for (var jar : jars()) {
      var bytes = Files.readAllBytes(root.resolve("usr/share/console-gw/lib").resolve(jar));
      there.put(jar, sha256(bytes));
    }

    var java = "pkg:generic/openjdk@" + release();
    assertThat(named).isEqualTo(there);
    assertThat(bom.get("components")).anyMatch(one -> one.get("purl").asText().startsWith(java));
    assertThat(bom.has("serialNumber"))
        .as("a random number would be another one in each build")
        .isFalse();
  }

  /** The release of the JDK that the runtime was made of, such as 25.0.1. */
  private static String release() throws IOException {
    return Files.readString(root.resolve(HOME + "runtime/release"))
        .replaceAll("(?s).*JAVA_VERSION=\"([^\"]+)\".*", "$1");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void theListOfContentsNamesWhatThePageForBrowsersIsMadeOf() throws Exception {
    var bom = Files.readString(root.resolve(DOC + "sbom.cdx.json"));

    assertThat(bom).contains("pkg:npm/%40xterm/xterm@", "pkg:npm/%40xterm/addon-fit@");
  }

  @Test
  void eachJarHasItsLicenceAmongTheOthers() throws Exception {
    var copyright = Files.readString(root.resolve(DOC + "copyright"));
    var named = JAR.matcher(copyright).results().map(found -> found.group(1)).toList();
    var jars = jars().stream().filter(jar -> !isOurs(jar)).toList();

    assertThat(jars).allMatch(jar -> named.stream().anyMatch(name -> fits(name, jar)));
    assertThat(named).allMatch(name -> jars.stream().anyMatch(jar -> fits(name, jar)));
  }

  /** Of some a POM says another one than the source, and not each release is under the same. */
  @Test
  void theLicenceOfEachJarIsTheSameInBoth() throws Exception {
    var bom = new ObjectMapper().readTree(root.resolve(DOC + "sbom.cdx.json").toFile());
    var copyright = Files.readString(root.resolve(DOC + "copyright"));
    var differing = new TreeMap<String, String>();
    int count = 0;
    for (var one : bom.get("components")) {
      var jar = "%s-%s.jar".formatted(one.get("name").asText(), one.get("version").asText());
      if (!one.path("purl").asText().startsWith("pkg:maven/") || isOurs(jar)) {
        continue;
      }
      var ids = new ArrayList<String>();
      one.path("licenses").forEach(licence -> ids.add(licence.at("/license/id").asText("none")));
      var listed = String.join(" or ", ids);
      var written = licence(copyright, jar);
      if (!written.equalsIgnoreCase(listed)) { // Debian writes BSD-3-clause
        differing.put(jar, listed + ", but " + written);
      }
      count++;
    }

    assertThat(differing).isEmpty();
    assertThat(count).isEqualTo((int) jars().stream().filter(it -> !isOurs(it)).count());
  }

  private static boolean isOurs(String jar) {
    return jar.startsWith("console-gw-");
  }

  /** What the paragraph about a jar says. */
  private static String licence(String copyright, String jar) {
    for (var paragraph : copyright.split("\n\n", -1)) {
      boolean named = JAR.matcher(paragraph).results().anyMatch(found -> fits(found.group(1), jar));
      if (named) {
        return paragraph.replaceAll("(?s).*\nLicense: ([^\n]*).*", "$1");
      }
    }
    return "nothing";
  }

  private static boolean fits(String glob, String jar) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(jar));
  }

  /** What jdeps finds no class for is asked for by code that nobody calls. */
  @Test
  void theRuntimeHasTheModulesThatTheJarsAskFor() throws Exception {
    var jdeps = Path.of(System.getProperty("java.home"), "bin", "jdeps").toString();
    var jars = root.resolve("usr/share/console-gw");
    var words =
        new ArrayList<>(
            List.of(
                jdeps, "--multi-release", "25", "--ignore-missing-deps", "--print-module-deps"));
    words.add(jars.resolve("console-gw.jar").toString());
    for (var jar : jars()) {
      words.add(jars.resolve("lib").resolve(jar).toString());
    }
    var asked = Made.run(root, words).lines().toList().getLast().split(",");
    var has = Files.readString(root.resolve(HOME + "runtime/release"));

    // Beans and windows, and objects of other machines: parts of libraries that are not used here.
    assertThat(asked)
        .filteredOn(module -> !List.of("java.desktop", "java.rmi").contains(module))
        .allSatisfy(module -> assertThat(has).contains(module));
  }

  @Test
  void whatIsTrustedIsWhatTheMachineTrusts() throws Exception {
    assertThat(root.resolve(HOME + "runtime/lib/security/cacerts")).doesNotExist();
    assertThat(root.resolve(HOME + "trust.options"))
        .content()
        .contains("/etc/ssl/certs/ca-certificates.crt");
  }

  @Test
  void lintianHasNothingToSay() throws Exception {
    var said =
        Made.run(
            root,
            "lintian",
            "--allow-root",
            "--fail-on",
            "none",
            "--tag-display-limit",
            "0",
            Made.deb().toString());

    assertThat(said.lines().filter(line -> line.matches("[EW]: .*"))).isEmpty();
  }

  @Test
  void systemdHasNothingToSayAgainstTheUnit() throws Exception {
    var unit = Files.readString(root.resolve("usr/lib/systemd/system/console-gw.service"));
    assertThat(unit).contains("ExecStart=/usr/bin/console-gw serve ").doesNotContain("/opt/");
    var here =
        Files.writeString(
            root.resolve("console-gw.service"),
            unit.replace("/usr/bin/console-gw", root + "/usr/bin/console-gw"));

    var said = Made.run(root, "systemd-analyze", "verify", "--man=no", here.toString());

    assertThat(said.lines().filter(line -> line.contains("console-gw.service"))).isEmpty();
  }
}
