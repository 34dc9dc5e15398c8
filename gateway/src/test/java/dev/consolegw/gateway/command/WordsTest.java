package dev.consolegw.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.console.ExitCode;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void wordsStandBetweenSpaces() throws Refusal {
    assertThat(Words.split("")).isEmpty();
    assertThat(Words.split(" \t\n ")).isEmpty();
    assertThat(Words.split("  send   a\tb\nc\r")).containsExactly("send", "a", "b", "c");
  }

  @Test
  void quotesKeepSpacesAndMakeEmptyWords() throws Refusal {
    assertThat(Words.split("wait 'login: ' \"a b\" '' \"\""))
        .containsExactly("wait", "login: ", "a b", "", "");
    assertThat(Words.split("a'b c'd\"e f\"g")).containsExactly("ab cde fg");
    assertThat(Words.split("'it'\\''s'")).containsExactly("it's");
  }

  @Test
  void aBackslashTakesMeaningAwayAsInAShell() throws Refusal {
    assertThat(Words.split("a\\ b \\' \\\\ end\\")).containsExactly("a b", "'", "\\", "end\\");
    assertThat(Words.split("'a\\b'")).containsExactly("a\\b");
    assertThat(Words.split("\"a\\.b \\\" \\\\ \\$ \\` \\n\""))
        .containsExactly("a\\.b \" \\ $ ` \\n");
  }

  @Test
  void aQuoteWithoutItsEndIsAMistake() {
    for (var line : List.of("send 'a", "send \"a", "send \"a\\\"", "'")) {
      var refusal = catchThrowableOfType(Refusal.class, () -> Words.split(line));
      assertThat(refusal.ending().code()).isEqualTo(ExitCode.USAGE);
      assertThat(refusal.ending().text()).contains("without its end");
    }
  }

  @Test
  void aLineHasABound() throws Refusal {
    assertThat(Words.split("x".repeat(Words.LIMIT))).hasSize(1);
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> Words.split("x".repeat(Words.LIMIT + 1)));
  }

  @Property
  void whatWasQuotedComesOutAsItWas(
      @ForAll @Size(max = 5) List<@StringLength(max = 8) String> words) throws Refusal {
    var line =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));

    assertThat(Words.split(line)).isEqualTo(words);
  }
}
