package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramStartTest {
  private static final String LINE = " K=$(stty -g);stty raw -echo;python3 -c 'G';stty $K";

  private final ScriptedGuest guest = new ScriptedGuest().shown("root@web1:~# ");
  private final ProgramStart start = new ProgramStart(LINE, "@GO@", new byte[] {1, (byte) 0xC1});

  private GuestException fails(String answer) {
    guest.lines(_ -> guest.print(answer)).keys(_ -> guest.print("^C\r\nroot@web1:~# "));
    return catchThrowableOfType(GuestException.class, () -> start.start(guest.conversation()));
  }

  @Test
  void theProgramIsSentAsSoonAsTheLineListens() throws Exception {
    guest.lines(line -> guest.echo(false).print("[  1.0000] kernel $ \r\n@GO@"));

    start.start(guest.conversation());

    assertThat(guest.typed()).isEqualTo(LINE + "\r\001\u00C1");
    assertThat(guest.passed()).isLessThan(Conversation.QUIET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sh: 1: python3: not found|the guest has no python3, which +shell needs
          -bash: python3: command not found|the guest has no python3, which +shell needs
          bash: /usr/bin/python3: No such file or directory|the guest has no python3, which +shell needs
          fish: Unknown command: python3|the guest has no python3, which +shell needs
          sh: stty: not found|the guest has no stty, which +shell needs
          ModuleNotFoundError: No module named 'zlib'|the guest does not start what carries commands: "ModuleNotFoundError: No module named 'zlib'"
          Illegal variable name.|the guest does not start what carries commands: "Illegal variable name."
          """)
  void whatIsMissingIsToldAndNothingIsSent(String says, String sentence) {
    var failure = fails(says + "\r\nroot@web1:~# ");

    assertThat(failure).hasMessage(sentence);
    assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(guest.typed()).doesNotContain("\u00C1");
    assertThat(guest.conversation().look()).isEqualTo(Look.SHELL);
  }

  @Test
  void aGuestWithPythonButWithoutSttyGetsNoProgram() {
    var failure = fails("sh: stty: not found\r\n@GO@");

    assertThat(failure).hasMessage("the guest has no stty, which +shell needs");
    assertThat(guest.typed()).isEqualTo(LINE + "\r\003");
  }

  @Test
  void aGuestThatDoesNotAnswerIsGivenUpAndInterrupted() {
    var failure = fails("");

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(guest.passed()).isLessThan(Duration.ofSeconds(12));
    assertThat(guest.typed()).endsWith("\003");
  }

  @Test
  void theEchoOfTheLineMustNotLookLikeItsAnswer() {
    assertThatThrownBy(() -> new ProgramStart("echo @GO@", "@GO@", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProgramStart("x".repeat(1000), "@GO@", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
