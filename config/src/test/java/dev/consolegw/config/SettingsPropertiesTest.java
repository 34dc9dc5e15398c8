package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.yaml.Problems;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a file, reading it ends soon, and in settings or in problems with a place. */
class SettingsPropertiesTest {
  private static final String[] PIECES = {
    "\n",
    "\n  ",
    "\n- ",
    ": ",
    "- ",
    "? ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!t ",
    "|",
    ">-",
    "%YAML 9",
    "---",
    "...",
    "\t",
    "~",
    "@",
    "`",
    "\\",
    "\"\\x1b\"",
    "<<",
    "\u0000",
    "\u202e",
    "\uFEFF",
    "\uD800",
    "\uD83D\uDE00",
    "ssh",
    "listen",
    "users",
    "rules",
    "consoles",
    "ports",
    "keep",
    "0",
    "-1",
    "99999999999",
    "64MiB",
    "30s",
    "16B/20ms",
    "/",
    "a/b",
    "*"
  };
  private static final String FILE =
      """
      ssh: {listen: ["[::1]:22"], login-grace: 30s}
      history:
        keep: 64MiB
      users: &u
        al: {keys: "k"}
      rules:
      - {users: [al], consoles: a/*, right: watch}
      consoles:
        a/b: {address: 'c', pace: 16B/20ms}
        a/c: {ports: {s: {address: d, headers: {H: v}}}}
      """;

  /** In bytes. Work for each pair of pieces would take minutes, that for each piece a moment. */
  private static final int REPEATED = 1 << 20;

  private static final int NAMES = 3_000;
  private static final Duration IN_TIME = Duration.ofSeconds(30);

  @Property(shrinking = ShrinkingMode.OFF)
  void aMutatedFileGivesSettingsOrProblems(@ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder(FILE);
    for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, text.substring(from, to));
        case 2 -> text.setCharAt(from, (char) random.nextInt(256));
        default -> text.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
      }
    }

    assertReads(text.toString());
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void piecesOfYamlInAnyOrderGiveSettingsOrProblems(@ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder();
    for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }

    assertReads(text.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{",
        "- ",
        "? ",
        "a: ",
        "{a: ",
        "[{",
        "'",
        "\"",
        "\n",
        "\n ",
        "&a ",
        "*a ",
        "!",
        "!t ",
        "|\n",
        "#",
        "a\n",
        "a,",
        ",",
        "---\n",
        "%A\n",
        "\t",
        "\\",
        "a: b\n",
        "- a\n",
        "? a\n",
        "\n- ? - ",
        "\"\\\n",
        "rules: "
      })
  void aFileOfOnePieceRepeatedIsReadInTime(String piece) {
    String text = piece.repeat(REPEATED / piece.length());

    assertTimeoutPreemptively(IN_TIME, () -> assertReads(text));
  }

  @Test
  void aLargeFileFullOfUnknownNamesIsReadInTime() {
    var text = new StringBuilder("users:\n");
    for (int n = 0; n < NAMES; n++) {
      text.append("  person%d: {keys: k}\n".formatted(n));
    }
    text.append("rules:\n");
    for (int n = 0; n < NAMES; n++) {
      text.append("- {users: [parson%d], consoles: a/b, right: watch}\n".formatted(n));
    }

    assertTimeoutPreemptively(IN_TIME, () -> assertReads(text.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: &a {b: x, c: x}", "a: &a [x, x]"})
  void aliasesThatMultiplyAreStopped(String start) {
    var text = new StringBuilder(start).append('\n');
    for (char next = 'b'; next <= 'z'; next++) {
      char last = (char) (next - 1);
      text.append("%c: &%c [*%c, *%c, *%c, *%c]\n".formatted(next, next, last, last, last, last));
    }
    var problems = new Problems();

    assertTimeoutPreemptively(IN_TIME, () -> SettingsLoader.parse("f", text.toString(), problems));

    assertThat(problems.all()).singleElement().asString().contains("more than 1000000 values");
  }

  private static void assertReads(String text) {
    var problems = new Problems();

    Settings settings = SettingsLoader.parse("f", text, problems);

    assertThat(settings).isNotNull();
    for (var problem : problems.all()) {
      var where = problem.where();
      boolean placed = where.file().equals("f") && where.line() > 0 && where.column() > 0;
      if (!placed || !problem.text().equals(Spelling.oneLine(problem.text()))) {
        fail(problem.toString());
      }
    }
  }
}
