package dev.consolegw.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

  @Test
  void wordsStandBetweenSpaces() throws Refusal {
    assertThat(ShellWords.split("")).isEmpty();
    assertThat(ShellWords.split(" \t\n ")).isEmpty();
    assertThat(ShellWords.split("  send   a\tb\nc\r")).containsExactly("send", "a", "b", "c");
  }

  @Test
  void quotesKeepSpacesAndMakeEmptyWords() throws Refusal {
    assertThat(ShellWords.split("wait 'login: ' \"a b\" '' \"\""))
        .containsExactly("wait", "login: ", "a b", "", "");
    assertThat(ShellWords.split("a'b c'd\"e f\"g")).containsExactly("ab cde fg");
    assertThat(ShellWords.split("'it'\\''s'")).containsExactly("it's");
  }

  @Test
  void aBackslashTakesMeaningAwayAsInAShell() throws Refusal {
    assertThat(ShellWords.split("a\\ b \\' \\\\ end\\")).containsExactly("a b", "'", "\\", "end\\");
    assertThat(ShellWords.split("'a\\b'")).containsExactly("a\\b");
    assertThat(ShellWords.split("\"a\\.b \\\" \\\\ \\$ \\` \\n\""))
        .containsExactly("a\\.b \" \\ $ ` \\n");
  }

  @Test
  void aQuoteWithoutItsEndIsAMistake() {
    for (var line : List.of("send 'a", "send \"a", "send \"a\\\"", "'")) {
      var refusal = catchThrowableOfType(Refusal.class, () -> ShellWords.split(line));
      assertThat(refusal.ending().code()).isEqualTo(ExitCode.USAGE);
      assertThat(refusal.ending().text()).contains("without its end");
    }
  }

  @Test
  void aLineHasABound() throws Refusal {
    assertThat(ShellWords.split("x".repeat(ShellWords.LIMIT))).hasSize(1);
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> ShellWords.split("x".repeat(ShellWords.LIMIT + 1)));
  }

  @Property
  void whatWasQuotedComesOutAsItWas(
      @ForAll @Size(max = 5) List<@StringLength(max = 8) String> words) throws Refusal {
    var line =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));

    assertThat(ShellWords.split(line)).isEqualTo(words);
  }
}
