package dev.consolegw.authz.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      nullValues = "-",
      value = {
        "web1 - web1 -",
        "lab/web1 lab web1 -",
        "web1:1 - web1 1",
        "web1#s0 - web1 s0",
        "lab/web1:s0 lab web1 s0",
        "web1.example.org - web1.example.org -",
        "a=b@c:2 - a=b@c 2",
        "größe#ttyS0 - größe ttyS0",
        "lab/a/b lab a/b -",
        "a:b/c:1 a:b c 1",
        "web1: - web1: -",
        "web1:!: - web1:!: -",
        "a:1#2 - a:1 2",
        "a#1:2 - a#1 2",
        "a:1#! - a:1#! -",
        "fe80::1 - fe80: 1",
        "fe80::1:0 - fe80::1 0",
        "web1+project=lab+port=1 lab web1 1",
        "lab/web1:1+port=1+project=lab lab web1 1",
        "web1+project=a/b a/b web1 -",
      })
  void aTargetIsProjectServerAndPort(String text, String project, String server, String port)
      throws Exception {
    var name = ConsoleName.parse(text);

    assertThat(name.project()).isEqualTo(Optional.ofNullable(project));
    assertThat(name.server()).isEqualTo(server);
    assertThat(name.port()).isEqualTo(Optional.ofNullable(port));
    assertThat(name.options()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab/vm ro | lab/vm+ro",
        "vm ro replay=20 wait | vm+ro+replay=20+wait",
        "my vm:1 ro+raw | my vm:1+ro+raw",
        "vm+replay=20 ro | vm+replay=20+ro",
        "my ro server | my ro server",
        "vm replay | vm replay",
        "vm ro=1 | vm ro=1",
        "vm ro  raw | vm ro  raw"
      })
  void aBlankBeforeNothingButOptionsIsThePlusOfAUri(String text, String canonical)
      throws Exception {
    assertThat(ConsoleName.parse(text)).hasToString(canonical);
  }

  @Test
  void aServerNameMayHaveSpaces() throws Exception {
    var name = ConsoleName.parse("my lab/My VM (old):a b");

    assertThat(name.project()).contains("my lab");
    assertThat(name.server()).isEqualTo("My VM (old):a b");
    assertThat(name.port()).isEmpty();
  }

  @Test
  void optionsKeepTheirOrderAndAFlagIsEmpty() throws Exception {
    var name = ConsoleName.parse("web1+wait+replay=@4711+ro+pace=16/20+escape==");

    assertThat(name.options())
        .containsExactly(
            Map.entry("wait", ""),
            Map.entry("replay", "@4711"),
            Map.entry("ro", ""),
            Map.entry("pace", "16/20"),
            Map.entry("escape", "="));
  }

  @ParameterizedTest
  @CsvSource({
    "web1#1, web1:1",
    "web1+port=1+ro+project=lab, lab/web1:1+ro",
    "web1+ro+project=a/b, web1+project=a/b+ro",
    "+ro+port=1, +port=1+ro",
    "web1+wait=, web1+wait",
  })
  void theCanonicalFormIsPrinted(String text, String canonical) throws Exception {
    assertThat(ConsoleName.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "name-mistakes.csv", delimiter = '|')
  void aMistakeSaysWhatAndWhereAndWhatToWrite(String text, String sentence) {
    assertThatThrownBy(() -> ConsoleName.parse(text))
        .isInstanceOf(ConsoleNameException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"we\u001bb1", "web\n", "web1+wake=\r", "web\u0085", "web\ud800"})
  void controlCharactersAreRefusedBeforeAnythingIsQuoted(String text) {
    assertThatThrownBy(() -> ConsoleName.parse(text))
        .isInstanceOf(ConsoleNameException.class)
        .hasMessageContaining("holds a control character at character");
  }

  @Test
  void aNameOfTheLimitIsReadAndALongerOneRefused() throws Exception {
    assertThat(ConsoleName.parse("a".repeat(ConsoleName.LIMIT)).server()).hasSize(512);

    assertThatThrownBy(() -> ConsoleName.parse("a".repeat(ConsoleName.LIMIT + 1)))
        .isInstanceOf(ConsoleNameException.class)
        .hasMessageStartingWith("the user name is too long at character 513");
  }

  @Test
  void aLiteralIsTheServerWhole() throws Exception {
    var name = ConsoleName.literal("lab/web1:1+ro");

    assertThat(name.server()).isEqualTo("lab/web1:1+ro");
    assertThat(name.project()).isEmpty();
    assertThat(name.port()).isEmpty();
    assertThat(name.options()).isEmpty();
    assertThatThrownBy(() -> ConsoleName.literal("")).isInstanceOf(ConsoleNameException.class);
  }

  @Test
  void addedOptionsReplaceThoseThatWereThere() throws Exception {
    var added = new LinkedHashMap<String, String>();
    added.put("replay", "5");
    added.put("project", "lab");
    added.put("port", "s1");

    var name = ConsoleName.parse("web1:1+replay=20+ro").withOptions(added);

    assertThat(name).hasToString("lab/web1:s1+replay=5+ro");
    assertThatThrownBy(() -> name.withOptions(Map.of("replai", "5")))
        .hasMessage("'replai' is no option; write 'replay'");
    assertThatThrownBy(() -> name.withOptions(Map.of("ro", "yes")))
        .hasMessage("option 'ro' takes no value; write '+ro'");
  }

  @Test
  void aUuidIsKnownInEverySpelling() throws Exception {
    var uuid = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");

    assertThat(ConsoleName.parse("0f8fad5b-d9cb-469f-a165-70867728950e").uuid()).contains(uuid);
    assertThat(ConsoleName.parse("0F8FAD5BD9CB469FA16570867728950E").uuid()).contains(uuid);
    assertThat(ConsoleName.parse("0f8fad5b-d9cb").uuid()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0f8fad5b, true",
    "0F8FAD5B-, true",
    "0f8fad5b-d9cb-469f-a165-70867728950e, true",
    "0f8fad5, false",
    "0f8-fad5b1, false",
    "0f8fad5b--d9cb, false",
    "0f8fad5bx, false",
    "0f8fad5b-d9cb-469f-a165-70867728950e0, false",
    "0f8fad5b-d9cb-469f-a165-7086-7728950e, false",
    "٠٠٠٠٠٠٠٠, false",
  })
  void aUuidPrefixHasEightOrMoreDigitsAndDashesAtTheirPlaces(String text, boolean prefix)
      throws Exception {
    assertThat(ConsoleName.parse(text).looksLikeUuidPrefix()).isEqualTo(prefix);
  }
}
