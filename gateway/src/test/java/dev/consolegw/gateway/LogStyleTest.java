package dev.consolegw.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line that is logged has one form: {@code event=word-with-dashes key=value key="text"}. */
class LogStyleTest {
  private static final Pattern CALL =
      Pattern.compile("\\blog\\s*\\.\\s*(?:at)?(?i:trace|debug|info|warn|error)\\s*\\(");

  /** The first argument, where it is a text; its pieces may be added up. */
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*)\\s*[,)]");

  /** A lone {@code {}} stands for keys with their values. */
  private static final Pattern LINE =
      Pattern.compile(
          "event=[a-z]+(?:-[a-z]+)*(?: (?:[a-z]+(?:-[a-z]+)*=(?:\"[^\"]*\"|[^\\s\"=]+)|\\{}))*");

  private static final Pattern LOGGER = Pattern.compile("\\bLogger (?!log\\b)\\w+\\s*=");

  private static List<Path> sources() throws IOException {
    var all = new ArrayList<Path>();
    for (var module : List.of("config", "authz", "gateway")) {
      try (var files = Files.walk(Path.of("..", module, "src", "main", "java").normalize())) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    return all;
  }

  /** The places, {@code file:line}, that log in another form. */
  private static List<String> otherwise(String file, String source) {
    var places = new ArrayList<String>();
    var call = CALL.matcher(source);
    while (call.find()) {
      var format = FORMAT.matcher(source).region(call.end(), source.length());
      if (!format.lookingAt() || !LINE.matcher(text(format.group(1))).matches()) {
        places.add(place(file, source, call.start()));
      }
    }
    var logger = LOGGER.matcher(source);
    while (logger.find()) {
      places.add(place(file, source, logger.start()));
    }
    return places;
  }

  private static String text(String literals) {
    var whole = literals.replaceAll("\"\\s*\\+\\s*\"", "");
    return whole.substring(1, whole.length() - 1).replace("\\\"", "\"");
  }

  private static String place(String file, String source, int at) {
    return file + ':' + (1 + source.substring(0, at).chars().filter(c -> c == '\n').count());
  }

  @Test
  void everyLineNamesItsEventFirst() throws IOException {
    var places = new ArrayList<String>();
    int calls = 0;
    for (var file : sources()) {
      var source = Files.readString(file);
      places.addAll(otherwise(file.toString(), source));
      calls += (int) CALL.matcher(source).results().count();
    }

    assertThat(places).as("event=word-with-dashes key=value key=\"quoted text\"").isEmpty();
    assertThat(calls).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log.info(\"event=gone\");",
        "log.error(\"event=reader-failed\", bug);",
        "log.warn(\n  \"event=file-unread file={} cause=\\\"{}\\\"\",\n  file, why);",
        "log.warn(\"event=over-budget held={} hint=\\\"remove\"\n  + \" some\\\"\", held);",
        "log.info(\"event=attached console={} {} role={}\", console, who, role);",
        "log.info(\"event=client-silent silent={}s see=capture.most\", seconds);",
      })
  void thisIsTheForm(String source) {
    assertThat(otherwise("A.java", source)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log.warn(\"history: cannot read\");",
        "log.info(\"attached console={}\", console);",
        "log.info(\"event=console gone\");",
        "log.info(\"event=gone: console={}\", console);",
        "log.warn(\"event=file-unread cause={} and more\", why);",
        "log.warn(\"event=file-unread\" + why);",
        "log.warn(words);",
        "log.atWarn().log(\"event=gone\");",
        "private static final Logger other = LoggerFactory.getLogger(\"audit\");",
      })
  void thisIsNot(String line) {
    assertThat(otherwise("A.java", "class A {\n" + line + "}\n")).containsExactly("A.java:2");
  }
}
