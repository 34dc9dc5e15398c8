import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lays out the page for browsers: our own files, and what they need of npm's packages, which are
 * installed first where they are not those of the lock file. Without npm, or where it cannot
 * install them, one line says that there is no page, and nothing is laid out.
 *
 * <p>{@code WebPage MODULE OUT [offline=true]}: the folder with {@code package.json} and {@code
 * src/main/web}, where the files go, and that nothing may be fetched.
 */
final class WebPage {
  /** What is taken of each package, and what it is called in the page's folder. */
  private static final Map<String, String> TAKEN =
      Map.of(
          "@xterm/xterm/lib/xterm.mjs", "xterm.mjs",
          "@xterm/xterm/css/xterm.css", "xterm.css",
          "@xterm/addon-fit/lib/addon-fit.mjs", "addon-fit.mjs",
          "@xterm/addon-search/lib/addon-search.mjs", "addon-search.mjs",
          "@xterm/addon-unicode-graphemes/lib/addon-unicode-graphemes.mjs",
              "addon-unicode-graphemes.mjs");

  private static final Pattern LOCKED =
      Pattern.compile("\"node_modules/([^\"]+)\": \\{([^{}]*)\\}");
  private static final Pattern INTEGRITY = Pattern.compile("\"integrity\": \"([^\"]+)\"");
  private static final Pattern VERSION = Pattern.compile("\"version\": \"([^\"]+)\"");

  /** How inline styles are made, which the page's content security policy has no room for. */
  private static final Pattern STYLE_ELEMENT = Pattern.compile("createElement\\(\"style\"\\)");

  private static final Pattern STYLE_ATTRIBUTE =
      Pattern.compile("([\\w$]+)\\.setAttribute\\(\"style\",(`[^`]*`)\\)");
  private static final Pattern INLINE =
      Pattern.compile("createElement\\([\"'`]style[\"'`]|setAttribute\\([\"'`]style[\"'`]");
  private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$\\R?");

  private final Path module;
  private final Path packages;

  private WebPage(Path module) {
    this.module = module;
    this.packages = module.resolve("node_modules");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    var page = new WebPage(Path.of(args[0]));
    var out = Path.of(args[1]);
    var missing = page.install(List.of(args).contains("offline=true"));
    if (missing.isEmpty()) {
      layOut(page.files(), out);
    } else {
      System.out.println("[WARNING] this gateway has no page for browsers: " + missing);
      layOut(Map.of(), out);
    }
  }

  // --- npm's packages ---------------------------------------------------------------------------

  /** Has the packages of the lock file there. Why that cannot be; empty where it is so. */
  private String install(boolean offline) throws IOException, InterruptedException {
    if (areInstalled()) {
      return "";
    }
    var npm = npm();
    if (npm.isEmpty()) {
      return "npm is not installed";
    }
    var command =
        Stream.of(
                npm,
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--fetch-retries=1",
                offline ? "--offline" : "--prefer-offline")
            .toList();
    var said = Files.createTempFile("npm", ".log");
    try {
      int exit =
          new ProcessBuilder(command)
              .directory(module.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start()
              .waitFor();
      if (exit == 0 && areInstalled()) {
        return "";
      }
      var reason =
          Files.readAllLines(said, UTF_8).stream()
              .filter(line -> line.startsWith("npm error") || line.startsWith("npm ERR!"))
              .limit(3)
              .map(line -> line.replaceFirst("npm (error|ERR!) *", ""))
              .collect(Collectors.joining("; "));
      return "`npm ci` in " + module + " failed: " + (reason.isEmpty() ? "exit " + exit : reason);
    } finally {
      Files.delete(said);
    }
  }

  private static String npm() {
    var path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "npm"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("");
  }

  /** npm notes what it has installed in the form of the lock file. */
  private boolean areInstalled() throws IOException {
    var installed = packages.resolve(".package-lock.json");
    if (!Files.exists(installed)) {
      return false;
    }
    return locked(installed).equals(locked(module.resolve("package-lock.json")))
        && TAKEN.keySet().stream().allMatch(file -> Files.exists(packages.resolve(file)));
  }

  /** The checksum of each package. */
  private static Map<String, String> locked(Path file) throws IOException {
    var all = new TreeMap<String, String>();
    var entries = LOCKED.matcher(Files.readString(file));
    while (entries.find()) {
      all.put(entries.group(1), found(INTEGRITY, entries.group(2)));
    }
    return all;
  }

  private static String found(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? found.group(1) : "";
  }

  // --- the page ---------------------------------------------------------------------------------

  private Map<String, byte[]> files() throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var ours = Files.list(module.resolve("src/main/web"))) {
      for (var file : ours.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    for (var taken : TAKEN.entrySet()) {
      var text = Files.readString(packages.resolve(taken.getKey()));
      var name = taken.getValue();
      files.put(
          name, (name.endsWith(".mjs") ? withoutInlineStyles(name, text) : text).getBytes(UTF_8));
    }
    files.put("licences.txt", licences().getBytes(UTF_8));
    return files;
  }

  /**
   * The same script, whose style elements are those of {@code sheet.js}, and which sets attributes
   * as properties.
   */
  private static String withoutInlineStyles(String name, String script) {
    var changed = STYLE_ELEMENT.matcher(script).replaceAll("createElement(\"constructed-sheet\")");
    changed = STYLE_ATTRIBUTE.matcher(changed).replaceAll("($1.style.cssText=$2)");
    if (INLINE.matcher(changed).find()) {
      throw new IllegalStateException(
          name + " makes inline styles in a way that is not known here; see WebPage.java");
    }
    return SOURCE_MAP.matcher(changed).replaceAll("");
  }

  private String licences() throws IOException {
    var all = new StringBuilder();
    var names =
        TAKEN.keySet().stream()
            .map(file -> file.replaceFirst("(@[^/]+/[^/]+)/.*", "$1"))
            .distinct();
    for (var name : names.sorted().toList()) {
      var version =
          found(VERSION, Files.readString(packages.resolve(name).resolve("package.json")));
      all.append(name).append(' ').append(version).append("\n\n");
      all.append(Files.readString(packages.resolve(name).resolve("LICENSE")).strip());
      all.append("\n\n\n");
    }
    return all.toString();
  }

  /** Has these files in a folder, and no others. What is the same is not touched. */
  private static void layOut(Map<String, byte[]> files, Path out) throws IOException {
    if (files.isEmpty() && !Files.exists(out)) {
      return;
    }
    Files.createDirectories(out);
    for (var file : files.entrySet()) {
      var at = out.resolve(file.getKey());
      if (!Files.exists(at) || !Arrays.equals(Files.readAllBytes(at), file.getValue())) {
        Files.write(at, file.getValue());
      }
    }
    for (var old : inside(out)) {
      if (!files.containsKey(out.relativize(old).toString())) {
        Files.delete(old);
      }
    }
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    }
  }
}
