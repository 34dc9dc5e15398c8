package dev.consolegw.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build makes of the page for browsers, with packages as small as they can be. */
@Tag("slow")
class WebPageTest {
  private static final String LOCK =
      """
      { "packages": {
        "": { "name": "page" },
        "node_modules/@xterm/xterm": {
          "version": "6.0.0",
          "integrity": "sha512-%s",
          "workspaces": [ "addons/*" ]
        } } }
      """;

  private static final String INLINE =
      """
      const a=d.createElement("style");t.setAttribute("style",`${x}${y};`);
      //# sourceMappingURL=xterm.mjs.map
      """;

  @TempDir private Path folder;

  private record Ran(int exit, String said) {}

  @BeforeEach
  void module() throws IOException {
    write("module/src/main/web/console.html", "<!doctype html>");
    write("module/package-lock.json", LOCK.formatted("one"));
    write("module/node_modules/.package-lock.json", LOCK.formatted("one"));
    for (var name : List.of("xterm", "addon-fit", "addon-search", "addon-unicode-graphemes")) {
      write("module/node_modules/@xterm/" + name + "/package.json", "{ \"version\": \"6.0.0\" }");
      write("module/node_modules/@xterm/" + name + "/LICENSE", "Anybody may use it.\n");
      write("module/node_modules/@xterm/" + name + "/lib/" + name + ".mjs", INLINE);
    }
    write("module/node_modules/@xterm/xterm/css/xterm.css", ".xterm{}");
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** Runs it where programs are only in one folder, {@code bin}. */
  private Ran run(String... more) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var words =
        new ArrayList<>(
            List.of(
                java,
                Project.ROOT.resolve(".mvn/WebPage.java").toString(),
                folder.resolve("module").toString(),
                folder.resolve("out").toString()));
    words.addAll(List.of(more));
    var program = new ProcessBuilder(words).redirectErrorStream(true);
    program.environment().put("PATH", folder.resolve("bin").toString());
    var running = program.start();
    var said = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Ran(running.waitFor(), said);
  }

  private List<String> laidOut() throws IOException {
    try (var files = Files.list(folder.resolve("out"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void ourFilesAndTheirsAreLaidOutAndInlineStylesAreNot() throws Exception {
    write("out/old.js", "of an earlier build");

    assertThat(run("offline=true")).isEqualTo(new Ran(0, ""));

    assertThat(laidOut())
        .containsExactly(
            "addon-fit.mjs",
            "addon-search.mjs",
            "addon-unicode-graphemes.mjs",
            "console.html",
            "licences.txt",
            "xterm.css",
            "xterm.mjs");
    assertThat(read("out/xterm.mjs"))
        .isEqualTo(
            "const a=d.createElement(\"constructed-sheet\");(t.style.cssText=`${x}${y};`);\n");
    assertThat(read("out/licences.txt")).contains("@xterm/xterm 6.0.0", "Anybody may use it.");
  }

  @Test
  void whatIsTheSameIsNotTouched() throws Exception {
    run();
    var file = folder.resolve("out/xterm.mjs");
    var made = Files.getLastModifiedTime(file);

    run();

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(made);
  }

  @Test
  void withoutNpmThereIsNoPageAndOneLineSaysSo() throws Exception {
    run();
    write("module/package-lock.json", LOCK.formatted("two"));

    var ran = run();

    assertThat(ran)
        .isEqualTo(
            new Ran(0, "[WARNING] this gateway has no page for browsers: npm is not installed\n"));
    assertThat(laidOut()).isEmpty();
  }

  @Test
  void otherPackagesThanTheLockedAreReplaced() throws Exception {
    write("module/package-lock.json", LOCK.formatted("two"));
    npm("cp package-lock.json node_modules/.package-lock.json && echo $* >said");

    assertThat(run("offline=true").said()).isEmpty();
    assertThat(laidOut()).contains("console.html");
    assertThat(read("module/said")).startsWith("ci --ignore-scripts").endsWith("--offline\n");
  }

  @Test
  void whatNpmSaysIsSaidWhereItFails() throws Exception {
    write("module/package-lock.json", LOCK.formatted("two"));
    npm("echo 'npm error code ENOTCACHED' >&2; echo 'npm error there is no network'; exit 1");

    var ran = run();

    assertThat(ran.exit()).isZero();
    assertThat(ran.said())
        .startsWith("[WARNING] this gateway has no page for browsers: `npm ci` in ")
        .endsWith(" failed: code ENOTCACHED; there is no network\n");
  }

  private void npm(String script) throws IOException {
    write("bin/npm", "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
    assertThat(folder.resolve("bin/npm").toFile().setExecutable(true)).isTrue();
  }

  @Test
  void stylesThatAreMadeInlineInAnotherWayEndTheBuild() throws Exception {
    write("module/node_modules/@xterm/xterm/lib/xterm.mjs", "x.createElement('style')");

    var ran = run();

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.said()).contains("xterm.mjs makes inline styles in a way");
  }
}
