package dev.consolegw.gateway.picker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.picker.Key.Named;
import dev.consolegw.gateway.terminal.input.TerminalInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeyReaderTest {
  private final List<Key> keys = new ArrayList<>();
  private final KeyReader reader = new KeyReader(keys::add);

  private List<Key> read(String typed) {
    reader.feed(typed.getBytes(StandardCharsets.UTF_8));
    return keys;
  }

  @Test
  void cursorKeysOfBothModesAreTheSame() {
    assertThat(
            read("\033[A\033OA\033[B\033OB\033[H\033OH\033[1~\033[7~\033[F\033[4~\033[5~\033[6~"))
        .containsExactly(
            Named.UP,
            Named.UP,
            Named.DOWN,
            Named.DOWN,
            Named.HOME,
            Named.HOME,
            Named.HOME,
            Named.HOME,
            Named.END,
            Named.END,
            Named.PAGE_UP,
            Named.PAGE_DOWN);
  }

  @Test
  void whatIsNotKnownIsDroppedAsAWhole() {
    assertThat(read("\033[200~a\033[201~\033[<0;10;10M\033[1;5Cb\001\u0085"))
        .containsExactly(new Key.Text('a'), new Key.Text('b'));
  }

  @Test
  void charactersOfAnyScriptAreText() {
    assertThat(read("é漢👍"))
        .containsExactly(new Key.Text('é'), new Key.Text('漢'), new Key.Text(0x1F44D));
  }

  @Test
  void escIsAKeyOnceNothingFollows() {
    read("\033");
    assertThat(reader.patience()).contains(TerminalInput.PATIENCE);
    assertThat(keys).isEmpty();

    reader.expire();

    assertThat(keys).containsExactly(Named.ESCAPE);
    assertThat(reader.patience()).isEmpty();
  }

  @Test
  void escBeforeACharacterIsTwoKeys() {
    assertThat(read("\033x\033\033"))
        .containsExactly(Named.ESCAPE, new Key.Text('x'), Named.ESCAPE);
  }

  @Test
  void keysInOtherEncodingsAreTheSame() {
    assertThat(read("\033[97u\033[97;1:3u\033[99;5u\033[27;5;117~\033[13u\033[38;72;0;1;0;1_"))
        .containsExactly(new Key.Text('a'), Named.LEAVE, Named.ERASE_ALL, Named.ENTER, Named.UP);
  }

  @Test
  void aPasteFiltersAndOpensNothingAndAnswersAreNoKeys() {
    assertThat(read("\033[200~we\r\033[201~\033[24;1R\033[M !!\033]11;rgb:0/0/0\033\\b"))
        .containsExactly(new Key.Text('w'), new Key.Text('e'), new Key.Text('b'));
  }

  @Property
  void everyChunkingGivesTheSameKeys(
      @ForAll("typed") byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int piece) {
    var whole = new ArrayList<Key>();
    new KeyReader(whole::add).feed(bytes);
    var inPieces = new ArrayList<Key>();
    var pieceReader = new KeyReader(inPieces::add);

    for (int at = 0; at < bytes.length; at += piece) {
      pieceReader.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }

    assertThat(inPieces).isEqualTo(whole);
    assertThat(whole)
        .allMatch(key -> !(key instanceof Key.Text(int point)) || !Character.isISOControl(point));
  }

  @Provide
  Arbitrary<byte[]> typed() {
    var likely =
        Arbitraries.of((byte) 27, (byte) '[', (byte) 'O', (byte) '~', (byte) '5', (byte) 'A');
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(2, likely), net.jqwik.api.Tuple.of(1, Arbitraries.bytes()))
        .array(byte[].class)
        .ofMaxSize(40);
  }
}
