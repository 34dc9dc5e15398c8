package dev.consolegw.gateway.command.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final Reading SEND = new Reading.Text(Set.of("--wait", "--file"));

  private static List<String> send(String line) throws MisuseException {
    return SEND.words(line);
  }

  private static List<String> wait(String line) throws MisuseException {
    return new Reading.Patterns().words(line);
  }

  @Test
  void aTextIsTypedAsItStands() throws MisuseException {
    assertThat(send("send cp \"/tmp/my dir\"/* /tmp/x"))
        .containsExactly("send", "--", "cp \"/tmp/my dir\"/* /tmp/x");
    assertThat(send("send C:\\temp")).containsExactly("send", "--", "C:\\temp");
    assertThat(send("send ls -l --all")).containsExactly("send", "--", "ls -l --all");
    assertThat(send("  send   don't  do   that "))
        .containsExactly("send", "--", "don't  do   that ");
    assertThat(send("send -v")).containsExactly("send", "--", "-v");
    assertThat(send("send 'a' \"b")).containsExactly("send", "--", "'a' \"b");
  }

  @Test
  void optionsStandInFrontOfATextAndTwoDashesEndThem() throws MisuseException {
    assertThat(send("send --json --wait 'a b' echo --wait x"))
        .containsExactly("send", "--json", "--wait=a b", "--", "echo --wait x");
    assertThat(send("send --wait=\"\\$ \" x")).containsExactly("send", "--wait=\\$ ", "--", "x");
    assertThat(send("send -- --help")).containsExactly("send", "--", "--help");
    assertThat(send("send --   x")).containsExactly("send", "--", "  x");
    assertThat(send("send --")).containsExactly("send", "--", "");
    assertThat(send("send --file -")).containsExactly("send", "--file=-");
    assertThat(send("send --wait -- x")).containsExactly("send", "--wait=--", "--", "x");
    assertThat(send("send --wait")).containsExactly("send", "--wait");
    assertThat(send("send")).containsExactly("send");
  }

  @Test
  void aPatternIsOneWordAndItsBackslashesAreItsOwn() throws MisuseException {
    assertThat(wait("wait '\\$ '")).containsExactly("wait", "\\$ ");
    assertThat(wait("wait \"\\$ \" --timeout 5s"))
        .containsExactly("wait", "\\$ ", "--timeout", "5s");
    assertThat(wait("wait --timeout 5s \\bX\\b"))
        .containsExactly("wait", "--timeout", "5s", "\\bX\\b");
    assertThat(wait("wait don't")).containsExactly("wait", "don't");
    assertThat(wait("wait 'it's done'")).containsExactly("wait", "it's done");
    assertThat(wait("wait \"say \\\"x\\\" now\"")).containsExactly("wait", "say \\\"x\\\" now");
    assertThat(wait("log --grep='a b' --raw")).containsExactly("log", "--grep=a b", "--raw");
  }

  @Test
  void aQuotedWordIsNoOption() throws MisuseException {
    assertThat(wait("wait '--- done' --timeout 5s"))
        .containsExactly("wait", "--timeout", "5s", "--", "--- done");
    assertThat(wait("log --grep '--raw'")).containsExactly("log", "--grep=--raw");
    assertThat(wait("wait -- --help")).containsExactly("wait", "--", "--help");
  }

  @Test
  void aQuoteWithoutItsEndIsAMistake() {
    for (var line : List.of("wait 'a", "wait \"a b", "wait 'a\\'", "log --grep='a")) {
      assertThatExceptionOfType(MisuseException.class)
          .isThrownBy(() -> wait(line))
          .withMessageContaining("close it");
    }
  }

  @Test
  void aLineHasABound() throws MisuseException {
    assertThat(Reading.command("x".repeat(Reading.LIMIT))).hasSize(Reading.LIMIT);
    assertThatExceptionOfType(MisuseException.class)
        .isThrownBy(() -> Reading.command("x".repeat(Reading.LIMIT + 1)))
        .withMessageContaining("longer than 8192 characters");
  }

  @Property
  void anyTextBehindTwoDashesComesOutAsItWas(@ForAll @StringLength(max = 40) String text)
      throws MisuseException {
    assertThat(send("send -- " + text)).containsExactly("send", "--", text);
  }

  @Property
  void anyQuotedWordThatEndsWithNoBackslashComesOutAsItWas(
      @ForAll
          @StringLength(max = 12)
          @Chars({'\\', '"', '-', ' ', '$', '='})
          @CharRange(from = 'a', to = 'c')
          String word)
      throws MisuseException {
    var words = wait("wait '" + word + "x' --timeout 5s");

    assertThat(words).hasSizeBetween(4, 5).contains(word + "x");
  }
}
