package dev.consolegw.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One Markdown page of the project, taken apart as far as its tests need. */
record Page(Path path, List<String> prose, List<Block> blocks) {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  /** The project's folder; tests run in that of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What stands between two fences; {@code line} is that of its first line, from 1. */
  record Block(String language, int line, String text) {}

  /** Every page: those at the top and all under {@code docs}. */
  static List<Page> all() throws IOException {
    try (var top = Files.list(ROOT);
        var docs = Files.walk(ROOT.resolve("docs"))) {
      var paths =
          Stream.concat(top, docs)
              .filter(path -> path.toString().endsWith(".md"))
              .filter(path -> !path.startsWith(ROOT.resolve("docs/target")))
              .distinct()
              .sorted()
              .toList();
      List<Page> pages = new ArrayList<>();
      for (Path path : paths) {
        pages.add(parse(path, Files.readAllLines(path)));
      }
      return List.copyOf(pages);
    }
  }

  static Page parse(Path path, List<String> lines) {
    List<String> prose = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++);
      if (!line.startsWith("```")) {
        prose.add(line);
        continue;
      }
      int first = at;
      while (at < lines.size() && !lines.get(at).startsWith("```")) {
        at++;
      }
      var text = String.join("\n", lines.subList(first, at)) + "\n";
      blocks.add(new Block(line.substring(3).strip(), first + 1, text));
      at++;
    }
    return new Page(path, List.copyOf(prose), List.copyOf(blocks));
  }

  /** Links to other places of the project, as written. */
  List<String> relativeLinks() {
    return prose.stream()
        .flatMap(line -> LINK.matcher(line).results())
        .map(found -> found.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  /** The names by which links reach this page's headings. */
  List<String> anchors() {
    return prose.stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ *", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'))
        .toList();
  }

  @Override
  public String toString() {
    return ROOT.relativize(path).toString();
  }
}
