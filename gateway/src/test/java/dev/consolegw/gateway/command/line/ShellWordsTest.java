package dev.consolegw.gateway.command.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

  @Test
  void wordsStandBetweenSpaces() throws MisuseException {
    assertThat(ShellWords.split("")).isEmpty();
    assertThat(ShellWords.split(" \t\n ")).isEmpty();
    assertThat(ShellWords.split("  send   a\tb\nc\r")).containsExactly("send", "a", "b", "c");
  }

  @Test
  void quotesKeepSpacesAndMakeEmptyWords() throws MisuseException {
    assertThat(ShellWords.split("wait 'login: ' \"a b\" '' \"\""))
        .containsExactly("wait", "login: ", "a b", "", "");
    assertThat(ShellWords.split("a'b c'd\"e f\"g")).containsExactly("ab cde fg");
    assertThat(ShellWords.split("'it'\\''s'")).containsExactly("it's");
  }

  @Test
  void aBackslashTakesMeaningAwayAsInAShell() throws MisuseException {
    assertThat(ShellWords.split("a\\ b \\' \\\\ end\\")).containsExactly("a b", "'", "\\", "end\\");
    assertThat(ShellWords.split("'a\\b'")).containsExactly("a\\b");
    assertThat(ShellWords.split("\"a\\.b \\\" \\\\ \\$ \\` \\n\""))
        .containsExactly("a\\.b \" \\ $ ` \\n");
  }

  @Test
  void aQuoteWithoutItsEndIsAMistake() {
    for (var line : List.of("send 'a", "send \"a", "send \"a\\\"", "'")) {
      assertThatExceptionOfType(MisuseException.class)
          .isThrownBy(() -> ShellWords.split(line))
          .withMessageContaining("without its end");
    }
  }

  @Property
  void whatWasQuotedComesOutAsItWas(
      @ForAll @Size(max = 5) List<@StringLength(max = 8) String> words) throws MisuseException {
    var line =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));

    assertThat(ShellWords.split(line)).isEqualTo(words);
  }
}
