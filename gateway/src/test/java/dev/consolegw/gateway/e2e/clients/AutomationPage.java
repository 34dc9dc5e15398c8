package dev.consolegw.gateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The examples of docs/automation.md. */
final class AutomationPage {
  private AutomationPage() {}

  /**
   * The first one in a language behind a heading.
   *
   * @param heading empty for the whole page
   */
  static String example(String heading, String language) throws IOException {
    return examples(heading, language)[0];
  }

  /** All of them until the next heading. */
  static String[] examples(String heading, String language) throws IOException {
    var page = Files.readString(Path.of("..", "docs", "automation.md"));
    int start = heading.isEmpty() ? 0 : page.indexOf("\n## " + heading + "\n");
    assertThat(start).as(heading).isNotNegative();
    int next = heading.isEmpty() ? -1 : page.indexOf("\n## ", start + 4);
    var part = next < 0 ? page.substring(start) : page.substring(start, next);
    var found =
        Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
            .matcher(part)
            .results()
            .map(block -> block.group(1))
            .toArray(String[]::new);
    assertThat(found).as(heading + " in " + language).isNotEmpty();
    return found;
  }
}
