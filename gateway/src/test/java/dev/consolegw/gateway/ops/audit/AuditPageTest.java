package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the audit has every event, and every key that a line can have. */
class AuditPageTest {
  private static final Path PAGE = Path.of("../docs/audit.md");
  private static final Path LINES =
      Path.of("src/test/resources/dev/consolegw/gateway/ops/audit/lines.txt");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(G\\d+)` \\| `([a-z-]+)` \\|");
  private static final Pattern KEY = Pattern.compile("\"([a-z_]+)\":");

  @Test
  void theTableIsThatOfTheProgram() throws IOException {
    var rows = ROW.matcher(Files.readString(PAGE)).results();

    assertThat(rows.map(row -> row.group(1) + ' ' + row.group(2)))
        .containsExactlyElementsOf(
            Arrays.stream(AuditCode.values()).map(one -> one.code() + ' ' + one.word()).toList());
  }

  @Test
  void itPromisesNothingOfWhatACommandLineOfAGuestHolds() throws IOException {
    var code = "| `" + AuditCode.SHELL_COMMAND.code() + "` |";

    assertThat(Files.readString(PAGE).lines().filter(line -> line.startsWith(code)))
        .singleElement()
        .asString()
        .contains("may hold a secret");
  }

  @Test
  void everyKeyIsExplained() throws IOException {
    var page = Files.readString(PAGE);
    var keys =
        KEY.matcher(Files.readString(LINES))
            .results()
            .map((MatchResult key) -> key.group(1))
            .distinct()
            .toList();

    assertThat(keys)
        .hasSizeGreaterThan(20)
        .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
  }
}
