package dev.consolegw.deploy.packaging;

import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes all packages: {@code Packages ROOT GATEWAY OUT VERSION TIME}, with the folder of the clone,
 * that of what Maven has built of the gateway, where they go, and the version and the time of the
 * build, as Maven has them. Runs in the JDK whose modules they get; on Debian, of whose C library
 * the image has a copy.
 */
public final class Packages {
  private static final String SYSTEMD = "deploy/systemd/console-gw.";
  private static final String INSTALLED_CLONE = "/opt/console-gw";
  private static final FileTree.Owner NOBODY = new FileTree.Owner(65532, 65532);

  private final Path root;
  private final Path out;
  private final Path stage;
  private final String version;
  private final Instant time;
  private final Program program;
  private final Sbom sbom;
  private final FileTree libraries;

  private Packages(Path root, Path gateway, Path out, String version, Instant time)
      throws IOException, InterruptedException {
    this.root = root;
    this.out = out;
    this.stage = out.resolve("stage");
    remove(stage);
    Files.createDirectories(stage);
    this.version = version;
    this.time = time;
    var runtime = JavaRuntime.make(stage.resolve("runtime"));
    this.libraries = HostFiles.libraries(runtime, stage.resolve("system"));
    this.program = new Program(root, gateway, runtime, stage.resolve("program"));
    this.sbom =
        Sbom.read(gateway.resolve("bom.json"))
            .licences()
            .jvm(Path.of(System.getProperty("java.home")))
            .checksums(program.jars())
            .page(program.jar());
  }

  /** See above. What is wrong is one sentence, and status 1. */
  public static void main(String[] args) throws InterruptedException {
    try {
      var packages =
          new Packages(
              Path.of(args[0]).toRealPath(),
              Path.of(args[1]),
              Path.of(args[2]),
              args[3].replace("-SNAPSHOT", "~SNAPSHOT"),
              Instant.parse(args[4]));
      packages.debian();
      packages.image();
    } catch (IOException e) {
      System.err.println("no packages: " + e.getMessage());
      System.exit(1);
    }
  }

  /** As Debian calls the processor; Go, and so the OCI, calls these two the same. */
  private static String architecture() throws IOException {
    var name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> throw new IOException("no name is known here for the processor " + name);
    };
  }

  private void debian() throws IOException, InterruptedException {
    var sources = root.resolve("deploy/packages");
    var files = new FileTree(stage.resolve("deb")).add(program.base()).add(program.own());
    files.program("usr/bin/console-gw", sources.resolve("deb/console-gw"));
    files.program(Program.HOME + "/prepare-start", sources.resolve("deb/prepare-start"));
    files.file("etc/console-gw/console-gw.yaml", sources.resolve("deb/console-gw.yaml"));
    files.text("usr/lib/systemd/system/console-gw.service", unit());
    files.file("usr/lib/sysusers.d/console-gw.conf", root.resolve(SYSTEMD + "sysusers"));
    files.file("usr/share/lintian/overrides/console-gw", sources.resolve("deb/lintian-overrides"));
    files.text(Program.DOC + "/sbom.cdx.json", sbom.text());
    var manual = Program.compressed(Files.readString(sources.resolve("deb/console-gw.1")));
    files.bytes("usr/share/man/man1/console-gw.1.gz", manual);
    var changes = Program.compressed(changelog());
    files.bytes(Program.DOC + "/changelog.gz", changes);
    files.file(Program.DOC + "/CHANGELOG.md", root.resolve("CHANGELOG.md"));
    pages(files);
    var architecture = architecture();
    var values = Map.of("version", version, "architecture", architecture);
    write(
        "console-gw_%s_%s.deb".formatted(version, architecture),
        file -> new DebianPackage(files, time).write(file, sources.resolve("control"), values));
  }

  /** The unit of an installed clone, for the package's command. */
  private String unit() throws IOException {
    var unit = Files.readString(root.resolve(SYSTEMD + "service"));
    return unit.substring(unit.indexOf("[Unit]"))
        .replace("file://" + INSTALLED_CLONE + "/README.md", "man:console-gw(1)")
        .replace(INSTALLED_CLONE + "/console-gw", "/usr/bin/console-gw");
  }

  /** What a user sees stands in CHANGELOG.md; Debian wants to read of a version here. */
  private String changelog() {
    var date =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .format(time.atOffset(ZoneOffset.UTC));
    return """
    console-gw (%s) unstable; urgency=medium

      * What has changed is in CHANGELOG.md, beside this file.

     -- console-gw <packages@console-gw.invalid>  %s
    """
        .formatted(version, date);
  }

  private void pages(FileTree files) throws IOException {
    for (var folder : List.of("docs", "docs/wires")) {
      try (var pages = Files.newDirectoryStream(root.resolve(folder), "*.md")) {
        for (var page : pages) {
          files.file(Program.DOC + "/" + root.relativize(page), page);
        }
      }
    }
  }

  private void image() throws IOException, InterruptedException {
    var system =
        libraries
            .bytes("etc/ssl/certs/ca-certificates.crt", HostFiles.certificates())
            .text("etc/passwd", "console-gw:x:65532:65532::/state:/nonexistent\n")
            .text("etc/group", "console-gw:x:65532:\n")
            .text("etc/nsswitch.conf", "hosts: files dns\n")
            .folder("tmp", 0700, NOBODY)
            .folder("state", 0700, NOBODY);
    var sources = root.resolve("deploy/packages");
    var own =
        new FileTree(stage.resolve("image"))
            .add(program.own())
            .add(HostFiles.papers(Program.DOC, sources.resolve("copyright"), stage))
            .text(Program.DOC + "/sbom.cdx.json", sbom.copy().debian(HostFiles.versions()).text())
            .file(Program.DOC + "/LICENSE", root.resolve("LICENSE"))
            .file("etc/console-gw/console-gw.yaml", sources.resolve("image/console-gw.yaml"));
    var architecture = architecture();
    var image =
        new Image(stage, time, architecture)
            .layer("system", system)
            .layer("base", program.base())
            .layer("own", own);
    describe(image.settings());
    var tag = version.replace('~', '-');
    write(
        "console-gw-%s-%s.oci.tar".formatted(tag, architecture),
        file -> image.write(file, "console-gw:" + tag));
  }

  /** What is run, as whom, and what it says of itself. */
  private void describe(JibContainerBuilder image) {
    var home = "/" + Program.HOME;
    var state = AbsoluteUnixPath.get("/state");
    image
        .setUser(NOBODY.toString())
        .setEnvironment(Map.of("LANG", "C.UTF-8"))
        .setWorkingDirectory(state)
        .setVolumes(state)
        .setExposedPorts(Port.tcp(2222))
        .setEntrypoint(
            home + "/runtime/bin/java",
            "@" + home + "/common.options",
            "@" + home + "/server.options",
            "@" + home + "/trust.options",
            "-jar",
            "/" + Program.JARS + "/console-gw.jar")
        .setProgramArguments("serve");
    image
        .addLabel("org.opencontainers.image.title", "console-gw")
        .addLabel(
            "org.opencontainers.image.description",
            "An SSH gateway to the serial consoles of virtual machines.")
        .addLabel("org.opencontainers.image.version", version)
        .addLabel("org.opencontainers.image.licenses", "Apache-2.0");
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What writes a package to a file. */
  private interface Writer {
    void write(Path file) throws IOException, InterruptedException;
  }

  private void write(String name, Writer writer) throws IOException, InterruptedException {
    var file = out.resolve(name);
    writer.write(file);
    System.out.printf("[INFO] %s: %d MiB%n", file, Files.size(file) >> 20);
  }
}
