package dev.consolegw.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every page must keep: its links lead somewhere, and it is finished. */
class DocsTest {
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TODO|FIXME|TBD|XXX|WIP|lorem ipsum|coming soon)\\b");

  /** A page speaks of the project, not of one machine that it was written on. */
  private static final Pattern HOME_MADE =
      Pattern.compile("(^|[\\s`\"'(])/(work|root|tmp/h)/|/home/(?!(alice|bob)\\b)");

  static List<Page> pages() throws IOException {
    return Page.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Page page) throws IOException {
    for (String link : page.relativeLinks()) {
      String[] parts = link.split("#", 2);
      Path target = page.path().resolveSibling(parts[0]).normalize();
      if (parts[0].isEmpty()) {
        target = page.path();
      }

      assertThat(target).as("the link %s", link).exists();
      if (parts.length == 2) {
        var other = Page.parse(target, Files.readAllLines(target));
        assertThat(other.anchors()).as("the link %s", link).contains(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pagesAreFinished(Page page) throws IOException {
    String text = Files.readString(page.path());

    assertThat(text).doesNotContainPattern(UNFINISHED).doesNotContainPattern(HOME_MADE);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyBlockSaysWhatItIs(Page page) {
    assertThat(page.blocks())
        .allSatisfy(block -> assertThat(block.language()).as("line %d", block.line()).isNotEmpty());
  }

  /** A block that shows a part of the file only must be whole in itself all the same. */
  @ParameterizedTest
  @MethodSource("pages")
  void everyConfigurationShownCanBeUsed(Page page) {
    for (Page.Block block : page.blocks()) {
      if (block.language().equals("yaml")) {
        var problems = new Problems();
        // Lines before the block, so that a mistake is named where it stands on the page.
        String text = "\n".repeat(block.line() - 1) + block.text();
        SettingsLoader.parse(page.toString(), text, problems);

        assertThat(problems.all()).isEmpty();
      }
    }
  }

  @Test
  void aPageIsTakenApart() {
    var page =
        Page.parse(
            Page.ROOT.resolve("docs/a.md"),
            """
            # One, two: `three`
            See [b](b.md#c) and [out](https://example.org/).
            ```yaml
            state: [x](y)
            ```
            """
                .lines()
                .toList());

    assertThat(page.anchors()).containsExactly("one-two-three");
    assertThat(page.relativeLinks()).containsExactly("b.md#c");
    assertThat(page.blocks()).containsExactly(new Page.Block("yaml", 4, "state: [x](y)\n"));
  }
}
