package dev.consolegw.gateway.terminal.screen;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a program sent to a terminal of some size, and what tmux showed after it. The resources are
 * made by {@code captures.py}, and their screens by this class's {@link #main}.
 */
final class Capture {
  private static final String FOLDER = "captures";
  private static final String BYTES = ".bin.gz";
  private static final String SCREEN = ".screen.gz";

  private final String name;
  private final int rows;
  private final int columns;
  private final byte[] bytes;
  private final String screen;

  private Capture(Path folder, String name) {
    this.name = name;
    var size = folder.getFileName().toString();
    int cross = size.indexOf('x');
    rows = Integer.parseInt(size.substring(0, cross));
    columns = Integer.parseInt(size.substring(cross + 1));
    bytes = read(folder.resolve(name + BYTES));
    screen = new String(read(folder.resolve(name + SCREEN)), StandardCharsets.UTF_8);
  }

  String name() {
    return name;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** What the program sent; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** What tmux showed, as {@link Tmux#screen} tells it. */
  String screen() {
    return screen;
  }

  static List<Capture> all() {
    try {
      var folder = requireNonNull(Capture.class.getResource(FOLDER)).toURI();
      try (var sizes = Files.list(Path.of(folder))) {
        return sizes.sorted().flatMap(Capture::ofSize).toList();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
  }

  static Capture named(String name, int rows) {
    return all().stream()
        .filter(it -> it.name.equals(name) && it.rows == rows)
        .findAny()
        .orElseThrow();
  }

  private static Stream<Capture> ofSize(Path folder) {
    return names(folder, BYTES).map(name -> new Capture(folder, name));
  }

  private static Stream<String> names(Path folder, String end) {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(end))
          .map(name -> name.substring(0, name.length() - end.length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static byte[] read(Path file) {
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    Files.write(file, packed.toByteArray());
  }

  ScreenModel model() {
    return Screens.fed(rows, columns, bytes);
  }

  @Override
  public String toString() {
    return "%s at %dx%d".formatted(name, rows, columns);
  }

  /** Makes the resources of captures: {@code FOLDER}, as captures.py has filled it, and theirs. */
  public static void main(String[] arguments) throws IOException {
    var from = Path.of(arguments[0]);
    var to = Path.of(arguments[1]).resolve(FOLDER);
    for (int rows : new int[] {24, 40}) {
      int columns = rows == 24 ? 80 : 120;
      var size = rows + "x" + columns;
      Files.createDirectories(to.resolve(size));
      try (var tmux = new Tmux(rows, columns)) {
        for (var name : names(from.resolve(size), ".bin").toList()) {
          var bytes = Files.readAllBytes(from.resolve(size).resolve(name + ".bin"));
          write(to.resolve(size).resolve(name + BYTES), bytes);
          var screen = tmux.screen(bytes).getBytes(StandardCharsets.UTF_8);
          write(to.resolve(size).resolve(name + SCREEN), screen);
        }
      }
    }
  }
}
