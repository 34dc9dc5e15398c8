import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over the sources of all modules. The build starts it from source on the
 * toolchain's JDK, because the formatter needs a newer one than Maven itself may be running on.
 *
 * <p>{@code check DIR} names the files that are not formatted and exits 1; {@code fix DIR} rewrites
 * them.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    List<String> command = new ArrayList<>();
    if (fix) {
      command.add("--replace");
    } else {
      command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    }
    command.addAll(sources(Path.of(args[1])));

    int exit = format(command);
    if (exit != 0 && !fix) {
      System.err.println("The files above are not formatted. `mvn -Pfix` rewrites them.");
    }
    System.exit(exit);
  }

  private static List<String> sources(Path root) throws IOException {
    var wanted = root.getFileSystem().getPathMatcher("glob:{*/src/**,.mvn/*}.java");
    try (var paths = Files.walk(root)) {
      return paths
          .filter(path -> wanted.matches(root.relativize(path)))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static int format(List<String> command) throws Exception {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exit = new Main(out, err, System.in).format(command.toArray(String[]::new));
    out.flush();
    err.flush();
    return exit;
  }
}
