package dev.consolegw.authz.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleNameEnvironmentTest {

  @Test
  void variablesFillWhatTheUserNameLeftOut() throws Exception {
    var environment =
        Map.of(
            "CONSOLE_REPLAY", "200",
            "CONSOLE_PROJECT", "lab",
            "CONSOLE_PORT", "s1",
            "CONSOLE_RO", "1",
            "LANG", "C.UTF-8");

    var name = ConsoleName.parse("web1+eof=keep").merge(environment);

    assertThat(name).hasToString("lab/web1:s1+eof=keep+ro+replay=200");
  }

  @Test
  void theUserNameWins() throws Exception {
    var environment =
        Map.of(
            "CONSOLE_NAME", "db1",
            "CONSOLE_REPLAY", "200",
            "CONSOLE_PROJECT", "prod",
            "CONSOLE_PORT", "2");

    var name = ConsoleName.parse("lab/web1:1+replay=none").merge(environment);

    assertThat(name).hasToString("lab/web1:1+replay=none");
  }

  @Test
  void aVariableNamesTheServerWholeWhenTheUserNameStartsWithAnOption() throws Exception {
    var name = ConsoleName.parse("+ro").merge(Map.of("CONSOLE_NAME", "My VM + a/b:1"));

    assertThat(name.server()).isEqualTo("My VM + a/b:1");
    assertThat(name.project()).isEmpty();
    assertThat(name.options()).containsOnlyKeys("ro");
  }

  @Test
  void aNameWithoutServerIsAMistakeInTheEnd() {
    assertThatThrownBy(() -> ConsoleName.parse("+ro").merge(Map.of("CONSOLE_NAME", "")))
        .isInstanceOf(ConsoleNameException.class)
        .hasMessageStartingWith("no server is named at character 1");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "CONSOLE_RO, 1, web1+ro",
        "CONSOLE_RO, Yes, web1+ro",
        "CONSOLE_RO, 0, web1",
        "CONSOLE_RO, '', web1",
        "CONSOLE_WAIT, true, web1+wait",
        "CONSOLE_WAIT, 5m, web1+wait=5m",
        "CONSOLE_WAIT, no, web1",
        "CONSOLE_REPLAY, '', web1",
      })
  void aSwitchIsSetByOneAndAnEmptyVariableCountsAsNotSet(
      String variable, String value, String canonical) throws Exception {
    assertThat(ConsoleName.parse("web1").merge(Map.of(variable, value))).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "environment-mistakes.csv", delimiter = '|')
  void aMistakenVariableIsNamed(String variable, String value, String sentence) {
    assertThatThrownBy(() -> ConsoleName.parse("web1").merge(Map.of(variable, value)))
        .isInstanceOf(ConsoleNameException.class)
        .hasMessage(sentence);
  }

  @Test
  void aVariableMayNotHoldControlCharactersOrTooMuch() {
    assertThatThrownBy(() -> ConsoleName.parse("a").merge(Map.of("CONSOLE_NAME", "a\u001b[2J")))
        .hasMessageStartingWith("CONSOLE_NAME holds a control character at character 2");
    assertThatThrownBy(() -> ConsoleName.parse("a").merge(Map.of("CONSOLE_WAKE", "x".repeat(513))))
        .hasMessageStartingWith("CONSOLE_WAKE is too long at character 513");
  }
}
