package dev.consolegw.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What each {@code package-info} says of who uses the package, held against who does. With {@code
 * -Dgolden=write} it writes the sentences itself; {@code mvn -Pfix} then wraps them.
 */
class PackageSentencesTest {
  private static final String BASE = "dev.consolegw.";

  /** So many are named; of more, a list says nothing. */
  private static final int NAMED = 8;

  private static final String MANY = "more than eight packages";
  private static final Pattern SENTENCE = Pattern.compile("Used by (?:[^.{]|\\{[^}]*})*\\.");
  private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

  private static final Map<String, Set<String>> USERS = users();

  private final Map<String, Path> pages = pages();

  private static Map<String, Path> pages() {
    var pages = new TreeMap<String, Path>();
    for (var module : List.of("config", "authz", "gateway")) {
      var sources = Path.of("..", module, "src", "main", "java").normalize();
      try (var files = Files.walk(sources)) {
        files
            .filter(file -> file.endsWith("package-info.java"))
            .forEach(file ->
                pages.put(sources.relativize(file.getParent()).toString().replace('/', '.'), file));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return pages;
  }

  private static Map<String, Set<String>> users() {
    var classes =
        new ClassFileImporter()
            .withImportOption(
                place -> !place.contains("/test-classes/") && !place.contains("-tests.jar"))
            .importPackages("dev.consolegw");
    return classes.stream()
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .filter(arrow -> !from(arrow).equals(to(arrow)))
        .collect(
            Collectors.groupingBy(
                PackageSentencesTest::to,
                Collectors.mapping(
                    arrow -> shortly(from(arrow)),
                    Collectors.<String, Set<String>>toCollection(TreeSet::new))));
  }

  private static String from(Dependency arrow) {
    return arrow.getOriginClass().getPackageName();
  }

  private static String to(Dependency arrow) {
    JavaClass target = arrow.getTargetClass().getBaseComponentType();
    return target.getPackageName();
  }

  /** A room of the gateway by its own name, a package of another module with the module's. */
  private static String shortly(String name) {
    return name.substring(BASE.length()).replaceFirst("^gateway\\.", "");
  }

  private String sentence(String page) {
    var names = USERS.getOrDefault(page, Set.of());
    if (names.isEmpty()) {
      return "Used by nobody.";
    }
    return names.size() > NAMED
        ? "Used by " + MANY + '.'
        : names.stream()
            .map("{@code %s}"::formatted)
            .collect(Collectors.joining(", ", "Used by ", "."));
  }

  /** The comment on one line. */
  private static String comment(String source) {
    var found = COMMENT.matcher(source);
    return found.find() ? found.group(1).replaceAll("\\s*\\n\\s*\\*?\\s*", " ").strip() : "";
  }

  private static Stream<String> sentences(Path page) throws IOException {
    return SENTENCE.matcher(comment(Files.readString(page))).results().map(it -> it.group());
  }

  private void write(Path page, String sentence) throws IOException {
    var source = Files.readString(page);
    var said = SENTENCE.matcher(comment(source)).replaceAll("").replaceAll(" +", " ").strip();
    var now = Matcher.quoteReplacement("/** %s %s */".formatted(said, sentence));
    Files.writeString(page, COMMENT.matcher(source).replaceFirst(now));
  }

  @Test
  void eachPackageSaysWhoUsesIt() throws IOException {
    var wrong = new TreeMap<String, String>();
    for (var page : pages.entrySet()) {
      var sentence = sentence(page.getKey());
      if (!sentences(page.getValue()).toList().equals(List.of(sentence))) {
        wrong.put(page.getValue().toString(), sentence);
        if ("write".equals(System.getProperty("golden"))) {
          write(page.getValue(), sentence);
        }
      }
    }

    assertThat(wrong)
        .as("what these should say; -Dgolden=write writes it, and mvn -Pfix wraps the lines")
        .isEmpty();
  }

  @Test
  void eachPackageSaysInASentenceWhatItIs() throws IOException {
    for (var page : pages.values()) {
      var said = comment(Files.readString(page));

      assertThat(SENTENCE.matcher(said).replaceAll("").strip()).as(page.toString()).endsWith(".");
    }
  }

  @Test
  void whoIsNamedIsFoundHoweverTheLinesAreWrapped() {
    var wrapped = "/**\n * All. Used by {@code console.viewer}, {@code\n * front}. More.\n */";

    assertThat(SENTENCE.matcher(comment(wrapped)).results().map(it -> it.group()))
        .containsExactly("Used by {@code console.viewer}, {@code front}.");
  }
}
