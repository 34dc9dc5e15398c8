package dev.consolegw.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.EscapeParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A message among keys, as a console's channel brings them. */
class MessageLineTest {
  private static final byte ESCAPE = 0x1D;

  /** What was made of some bytes; keys that follow each other are one entry. */
  private static final class Calls {
    private final List<String> all = new ArrayList<>();
    private final EscapeParser parser =
        new EscapeParser(ESCAPE, EscapeParser.Place.ANYWHERE, key -> key != ESCAPE);
    private final MessageLine line = new MessageLine();

    private void add(String kind, String text) {
      if (!all.isEmpty() && !kind.equals("command ") && all.getLast().startsWith(kind)) {
        all.set(all.size() - 1, all.getLast() + text);
      } else {
        all.add(kind + text);
      }
    }

    private void echo(ByteBuffer shown) {
      add("echo ", StandardCharsets.ISO_8859_1.decode(shown).toString());
    }

    void feed(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        if (line.isOpen()) {
          compose(bytes.get());
          continue;
        }
        switch (parser.next(bytes)) {
          case PLAIN ->
              add("plain ", StandardCharsets.ISO_8859_1.decode(parser.plain()).toString());
          case KEY -> command(parser.key());
          case END -> assertThat(bytes.hasRemaining()).isFalse();
        }
      }
    }

    private void command(char key) {
      if (key == 'm') {
        echo(line.open());
      } else {
        add("command ", String.valueOf(key));
      }
    }

    private void compose(byte key) {
      switch (line.key(key)) {
        case MessageLine.Outcome.Echo(var shown) -> echo(shown);
        case MessageLine.Outcome.Ignored() -> {}
        case MessageLine.Outcome.Complete(var text) -> all.add("message " + text);
      }
    }
  }

  private static List<String> parse(byte[] bytes, int piece) {
    var calls = new Calls();
    for (int at = 0; at < bytes.length; at += piece) {
      calls.feed(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    return calls.all;
  }

  private static List<String> parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aMessageIsALineThatTheGuestDoesNotSee() {
    assertThat(parse("\035mhello\rls"))
        .containsExactly("echo \r\nmessage: hello", "message hello", "plain ls");
    assertThat(parse("\035mGrüße\n"))
        .containsExactly("echo \r\nmessage: " + latin1("Grüße"), "message Grüße");
  }

  @Test
  void aMessageCanBeCorrectedAndGivenUp() {
    assertThat(parse("\035maé€\177\177b\r")).endsWith("message ab");
    assertThat(parse("\035m\177\177x\r")).endsWith("message x");
    assertThat(parse("\035mnever mind\003ls")).endsWith("message ", "plain ls");
    assertThat(parse("\035mnever mind\033")).endsWith("message ");
  }

  @Test
  void aMessageHasABoundAndHoldsNoControls() {
    var calls = parse("\035m" + "x".repeat(10_000) + "\r");
    assertThat(calls).endsWith("message " + "x".repeat(MessageLine.LENGTH));

    assertThat(parse("\035ma\007\t\000\035b\r")).endsWith("message ab");
  }

  @Provide
  Arbitrary<List<Byte>> typing() {
    var likely =
        Arbitraries.of(
            "\035mx.\r\n\003\033\177\b\u00c3\u00a9".chars().mapToObj(c -> (byte) c).toList());
    return Arbitraries.frequencyOf(Tuple.of(4, likely), Tuple.of(1, Arbitraries.bytes()))
        .list()
        .ofMaxSize(40);
  }

  @Property
  void anyPiecesGiveTheSameCalls(
      @ForAll("typing") List<Byte> typing, @ForAll @IntRange(min = 1, max = 7) int piece) {
    var bytes = new byte[typing.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = typing.get(i);
    }

    assertThat(parse(bytes, piece)).isEqualTo(parse(bytes, 1 << 20));
  }
}
