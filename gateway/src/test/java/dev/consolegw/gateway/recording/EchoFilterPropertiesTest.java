package dev.consolegw.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever is typed and printed, and in whatever pieces. */
class EchoFilterPropertiesTest {

  /** Something that happens at a console. */
  sealed interface Act {
    record Type(String keys) implements Act {}

    record Print(String text) implements Act {}

    record Wait(int millis) implements Act {}
  }

  private static void act(Typist typist, List<Act> acts) {
    acts.forEach(act -> act(typist, act));
    typist.waits(Duration.ofSeconds(2));
    typist.filter.finish();
  }

  private static Arbitrary<String> text(int most) {
    return Arbitraries.strings().withChars("abc\r\n\u007f\b\u0003 ^C").ofMaxLength(most);
  }

  @Provide
  Arbitrary<List<Act>> acts() {
    return Arbitraries.<Act>oneOf(
            text(6).map(Act.Type::new),
            text(6).map(Act.Print::new),
            Arbitraries.integers().between(0, 1500).map(Act.Wait::new))
        .list()
        .ofMaxSize(20);
  }

  /** The heart of it: the record says nothing that the output does not say in one piece. */
  @Property
  void whatIsRecordedStandsInTheOutputInOnePiece(@ForAll("acts") List<Act> acts) {
    var typist = new Typist();

    act(typist, acts);

    for (var piece : typist.pieces) {
      assertThat(anyEcho(piece.bytes(), typist.output.toString())).isTrue();
    }
  }

  /** Whether the output has an echo of these keys somewhere. */
  private static boolean anyEcho(String keys, String output) {
    for (int at = 0; at <= output.length(); at++) {
      if (echoedAt(keys, output, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean echoedAt(String keys, String output, int at) {
    if (keys.isEmpty()) {
      return true;
    }
    char key = keys.charAt(0);
    var ways =
        switch (key) {
          case '\r', '\n' -> List.of("\r\n", "\n");
          case '\b', 0x7F -> List.of("\b \b", "\b\u001b[K", "\u0007");
          default -> List.of(Typist.echo(key));
        };
    return ways.stream()
        .anyMatch(way ->
            output.startsWith(way, at) && echoedAt(keys.substring(1), output, at + way.length()));
  }

  @Property
  void nothingIsCountedTwiceOrForgotten(@ForAll("acts") List<Act> acts) {
    var typist = new Typist();

    act(typist, acts);

    long typed =
        acts.stream()
            .mapToLong(act -> act instanceof Act.Type(String keys) ? keys.length() : 0)
            .sum();
    assertThat(typist.recorded().length() + typist.withheld()).isEqualTo(typed);
  }

  @Provide
  Arbitrary<String> passwords() {
    return Arbitraries.strings().withChars("abc").ofMinLength(4).ofMaxLength(10);
  }

  /** Output of the password's own letters, in any order, whenever it pleases. */
  @Provide
  Arbitrary<List<Act>> noise() {
    return Arbitraries.<Act>oneOf(
            Arbitraries.strings().withChars("abc\r\n").ofMaxLength(5).map(Act.Print::new),
            Arbitraries.integers().between(0, 600).map(Act.Wait::new))
        .list()
        .ofMinSize(10)
        .ofMaxSize(20);
  }

  @Property
  void aPasswordThatTheGuestDoesNotPrintIsNeverRecorded(
      @ForAll("passwords") String password,
      @ForAll("noise") List<Act> noise,
      @ForAll @Size(min = 10, max = 10) List<Boolean> together) {
    var typist = new Typist().prints("Password: ");
    var keys = password + '\r';

    int at = 0;
    for (int i = 0; i < noise.size() || at < keys.length(); i++) {
      int to = Math.min(at + (i < 10 && together.get(i) ? 2 : 1), keys.length());
      typist.types(keys.substring(at, to));
      at = to;
      act(typist, noise.get(i % noise.size()));
    }
    act(typist, List.of());

    Assume.that(typist.output.indexOf(password) < 0);
    assertThat(typist.recorded()).doesNotContain(password);
  }

  private static void act(Typist typist, Act act) {
    switch (act) {
      case Act.Type(String keys) -> typist.types(keys);
      case Act.Print(String text) -> typist.prints(text);
      case Act.Wait(int millis) -> typist.waits(Duration.ofMillis(millis));
    }
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.strings()
        .withChars("abc -\t\u007f\r\u0003")
        .ofMinLength(1)
        .ofMaxLength(6)
        .list()
        .ofMaxSize(10);
  }

  /** A guest that echoes at once is recorded completely, however keys and looks are cut. */
  @Property
  void allThatIsEchoedIsRecorded(
      @ForAll("pieces") List<String> pieces, @ForAll @Size(min = 10, max = 10) List<Boolean> look) {
    var typist = new Typist();
    var all = String.join("", pieces) + '\r';

    for (int i = 0; i < pieces.size(); i++) {
      var keys = pieces.get(i);
      typist.types(keys);
      keys.chars().forEach(key -> typist.printsUnseen(Typist.echo((char) key)));
      if (look.get(i)) {
        typist.looks();
      }
    }
    typist.types("\r").prints("\r\n");

    assertThat(typist.recorded()).isEqualTo(all);
    assertThat(typist.withheld()).isZero();
  }
}
