package dev.consolegw.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoFilterTest {
  private static final Duration LATE = Duration.ofSeconds(1);

  private final Typist typist = new Typist();

  private static List<String> letters(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  @Test
  void aLineThatIsEchoedIsRecordedWhole() {
    typist.prints("$ ").typesEchoed("ls -l\r");

    assertThat(typist.recorded()).isEqualTo("ls -l\r");
    assertThat(typist.withheld()).isZero();
  }

  @Test
  void aPasswordAtANoEchoPromptIsWithheld() {
    typist.prints("login: ").typesEchoed("root\r").prints("Password: ");

    typist.types("hunter2\r").prints("\r\nLast login: today\r\n# ").typesEchoed("id\r");

    assertThat(typist.recorded()).isEqualTo("root\rid\r");
    assertThat(typist.withheld()).isEqualTo(8);
  }

  @Test
  void aPasswordTypedSlowlyIsWithheldKeyByKey() {
    typist.prints("Password: ");
    for (var key : letters("hunter2\r")) {
      typist.types(key).waits(Duration.ofMillis(200));
    }

    typist.prints("\r\n").waits(LATE);

    assertThat(typist.recorded()).isEmpty();
    assertThat(typist.withheld()).isEqualTo(8);
  }

  @Test
  void lettersOfAPasswordInUnrelatedOutputDoNotGiveItAway() {
    typist.prints("Password: ");
    for (var key : letters("hunter2\r")) {
      typist.types(key).prints("[12.3] " + key + " hunter\r\n");
    }
    typist.waits(LATE);

    assertThat(typist.recorded()).isEmpty();
  }

  @Test
  void evenAGuestThatPrintsEachLetterByChanceGivesAwayNoShortPart() {
    typist.prints("PIN: ").types("123").prints("123 packets").waits(LATE);
    typist.types("\r").prints("\r\n").waits(LATE);

    assertThat(typist.recorded()).isEmpty();
  }

  @Test
  void starsAreNoEcho() {
    typist.prints("Password: ");
    for (var key : letters("secret")) {
      typist.types(key).prints("*");
    }
    typist.types("\r").prints("\r\n").waits(LATE);

    assertThat(typist.recorded()).isEmpty();
    assertThat(typist.withheld()).isEqualTo(7);
  }

  @Test
  void anEchoThatComesTooLateDoesNotCount() {
    typist.types("reboot\r").waits(LATE).prints("reboot\r\n").waits(LATE);

    assertThat(typist.recorded()).isEmpty();
    assertThat(typist.withheld()).isEqualTo(7);
  }

  @Test
  void outputThatWasThereBeforeAKeyIsNotItsEcho() {
    typist.types("h").prints("hello\r\n").types("ello\r").waits(LATE);

    assertThat(typist.recorded()).isEmpty();
    assertThat(typist.withheld()).isEqualTo(6);
  }

  @Test
  void controlsAndBackspacesAreRecognised() {
    typist.typesEchoed("lsx\u007f -l\r").typesEchoed("sleep 9\r").typesEchoed("\u0003");

    assertThat(typist.recorded()).isEqualTo("lsx\u007f -l\rsleep 9\r\u0003");
  }

  @Test
  void whatCameBeforeATabStaysAndTheRestOfTheLineGoes() {
    typist.typesEchoed("cat /etc/ho").types("\t").prints("st").typesEchoed("s\r");

    assertThat(typist.recorded()).isEqualTo("cat /etc/ho");
    assertThat(typist.withheld()).isEqualTo(3);
  }

  @Test
  void aKernelMessageInTheMiddleEndsWhatCanBeProved() {
    typist.typesEchoed("echo hello").prints("[3.14] usb\r\n").typesEchoed(" world\rid\r");

    assertThat(typist.recorded()).isEqualTo("echo helloid\r");
  }

  @Test
  void aPasteOfSeveralLinesIsRecordedAsLongAsItsEchoIsInOnePiece() {
    typist.types("a=1\rb=2\rc=3\r").prints("a=1\r\nb=2\r\nc=3\r\n");

    assertThat(typist.recorded()).isEqualTo("a=1\rb=2\rc=3\r");
  }

  @Test
  void inputThatNobodyAnswersStaysBounded() {
    for (int i = 0; i < 100; i++) {
      typist.types("x".repeat(1024));
    }
    typist.filter.finish();

    assertThat(typist.withheld()).isEqualTo(100 * 1024);
    assertThat(typist.filter.needs()).isEqualTo(-1);
  }

  @Test
  void afterTooMuchTheNextLineIsRecordedAgain() {
    typist.types("x".repeat(EchoFilter.MOST + 1)).types("y\r").typesEchoed("whoami\r");

    assertThat(typist.recorded()).isEqualTo("whoami\r");
  }

  @Test
  void aLongLineComesInPieces() {
    typist.typesEchoed("x".repeat(EchoFilter.PIECE + 10) + "\r");

    assertThat(typist.recorded()).isEqualTo("x".repeat(EchoFilter.PIECE + 10) + "\r");
    assertThat(typist.pieces).hasSize(2);
  }

  @Test
  void outputThatCannotBeReadWithholds() {
    typist.types("reboot\r").filter.lost();

    assertThat(typist.recorded()).isEmpty();
    assertThat(typist.withheld()).isEqualTo(7);
  }

  @Test
  void anUnfinishedLineIsRecordedAtTheEndIfItIsLongEnough() {
    typist.typesEchoed("shutdown").filter.finish();
    var other = new Typist();
    other.typesEchoed("abc").filter.finish();

    assertThat(typist.recorded()).isEqualTo("shutdown");
    assertThat(other.recorded()).isEmpty();
    assertThat(other.withheld()).isEqualTo(3);
  }
}
