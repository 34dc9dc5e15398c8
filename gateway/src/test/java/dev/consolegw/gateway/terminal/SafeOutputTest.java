package dev.consolegw.gateway.terminal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.terminal.SafeOutput.Keep;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SafeOutputTest {

  private static byte[] safe(Keep keep, byte[] bytes, int piece) {
    var output = new SafeOutput(keep);
    var all = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += piece) {
      add(output.of(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at))), all);
    }
    add(output.rest(), all);
    return all.toByteArray();
  }

  private static void add(ByteBuffer safe, ByteArrayOutputStream all) {
    all.write(safe.array(), safe.arrayOffset() + safe.position(), safe.remaining());
  }

  private static String safe(Keep keep, String text) {
    return new String(safe(keep, text.getBytes(UTF_8), 1 << 20), UTF_8);
  }

  private static String safe(String text) {
    return safe(Keep.COLOURS, text);
  }

  /** What a screen is drawn with. */
  private static String drawn(String text) {
    return safe(Keep.SCREEN, text);
  }

  /** One byte a character. */
  private static String safeBytes(String bytes) {
    return new String(safe(Keep.COLOURS, bytes.getBytes(ISO_8859_1), 1 << 20), ISO_8859_1);
  }

  @Test
  void textAndColoursStay() {
    var text = "\033[0;1;31mred\033[m \033[38:2::1:2:3mtrue\033[0m\r\n\tä€😀 done\b\n";

    assertThat(safe(text)).isEqualTo(text);
  }

  @Test
  void whatMovesEntersOrAsksIsDropped() {
    assertThat(safe("a\033[2Jb\033[6nc\033[?1049hd\033[5;5He")).isEqualTo("abcde");
    assertThat(safe("a\033cb\0337c\033(0d\033#8e\033=f")).isEqualTo("abcdef");
    assertThat(safe("a\007b\000c\016d\005e\177f")).isEqualTo("abcdef");
  }

  @Test
  void sequencesThatOnlyEndLikeColoursAreDropped() {
    assertThat(safe("a\033[>4;2mb")).isEqualTo("ab"); // sets how keys are sent
    assertThat(safe("a\033[?4mb")).isEqualTo("ab"); // asks for it
    assertThat(safe("a\033[0 mb\033[!mc")).isEqualTo("abc");
    assertThat(safe("a\033[" + "1;".repeat(200) + "mb")).isEqualTo("ab");
  }

  @Test
  void stringsAreDroppedWhole() {
    assertThat(safe("a\033]0;title\007b\033]8;;http://x\033\\c")).isEqualTo("abc");
    assertThat(safe("a\033P+q544e\033\\b\033_x\033\\c\033^x\033\\d\033Xx\033\\e"))
        .isEqualTo("abcde");
    assertThat(safe("a\033]0;x\033]0;y\007b")).isEqualTo("ab");
  }

  @Test
  void anUnfinishedStringHidesNoMoreThanItsLine() {
    assertThat(safe("a\033]0;never ends\nthe rest\n")).isEqualTo("a\nthe rest\n");
    assertThat(safe("a\033P\030b")).isEqualTo("ab");
    assertThat(safe("a\033[1\030b\033[1\032c")).isEqualTo("abc");
  }

  @Test
  void anInterruptedSequenceBeginsAnew() {
    assertThat(safe("a\033\033[31mb\033[31\033[32mc")).isEqualTo("a\033[31mb\033[32mc");
    assertThat(safe("a\033[3\n1mb")).isEqualTo("a\n1mb");
  }

  @Test
  void controlsOfEightBitsAreDroppedInEveryDisguise() {
    assertThat(safe("a\u009b6nb\u0090x\u0085c\u0080d")).isEqualTo("a6nbxcd");
    assertThat(safeBytes("a\u009b6nb")).isEqualTo("a6nb");
    assertThat(safeBytes("\u00e9\u009b6n")).isEqualTo("\u00e96n"); // Latin-1, and a cut character
    assertThat(safeBytes("\u00c0\u009bx")).isEqualTo("\u00c0x"); // overlong
    assertThat(safeBytes("\u00e0\u0082\u009bx")).isEqualTo("\u00e0x");
    assertThat(safeBytes("\u00ed\u00a0\u0080x")).isEqualTo("\u00ed\u00a0x"); // a surrogate
    assertThat(safeBytes("\u00f0\u009f\u0098\033[31mx")).isEqualTo("\u00f0\033[31mx");
  }

  @Test
  void latinOneStays() {
    assertThat(safeBytes("caf\u00e9 au lait, na\u00efve\u00e9"))
        .isEqualTo("caf\u00e9 au lait, na\u00efve\u00e9");
  }

  @Test
  void aScreenIsDrawnAgain() {
    var screen =
        "\033[H\033[2J\033[5;5Hx\033[1A\033[K\033[2P\033[3@\033[4X\033[2L\033[1M\033[2S\033[1T"
            + "\033[1;20r\0337\0338\033[s\033[u\033M\033[?25l\033[?1049h\033[?7;25h\033(0lqk\033(B"
            + "\016x\017\033[31m";

    assertThat(drawn(screen)).isEqualTo(screen);
  }

  @Test
  void whatATerminalAnswersIsNeverAskedAgain() {
    assertThat(drawn("a\033[5nb\033[6nc\033[?6nd\033[?15ne")).isEqualTo("abcde"); // DSR
    assertThat(drawn("a\033[cb\033[0cc\033[>cd\033[=ce\033Zf")).isEqualTo("abcdef"); // DA
    assertThat(drawn("a\033[?25$pb\033[4$pc\033[>qd\033[>0qe")).isEqualTo("abcde"); // DECRQM
    assertThat(drawn("a\033[14tb\033[21tc\033[18;2td")).isEqualTo("abcd"); // XTWINOPS
    assertThat(drawn("a\033[xb\033[1;1*yc\033[1$wd\033[?ue\005f")).isEqualTo("abcdef");
    assertThat(drawn("a\033P$qm\033\\b\033]10;?\007c\033[?4md\033[>4;2me")).isEqualTo("abcde");
    assertThat(drawn("a\033[?1sb\033[?25;1000rc")).isEqualTo("abc");
  }

  @Test
  void whatWouldChangeWhatATerminalSendsIsDropped() {
    assertThat(drawn("a\033[?1000hb\033[?1004hc\033[?2004hd\033[?1he")).isEqualTo("abcde");
    assertThat(drawn("a\033[?25;1006hb\033[20hc\033=d\033>e\033ce")).isEqualTo("abcdee");
    assertThat(drawn("a\033[1;2;3;4;5Tb\033[>1uc\033[5id\033[!pe")).isEqualTo("abcde");
  }

  @Test
  void textAloneHasNoColours() {
    assertThat(safe(Keep.TEXT, "\033[1;31merr\033[0mor\033[5;5H")).isEqualTo("error");
  }

  @Test
  void theEndForgetsWhatHasBegun() {
    var output = new SafeOutput(Keep.SCREEN);

    assertThat(output.of(UTF_8.encode("a\033[3")).remaining()).isOne();
    assertThat(output.rest().remaining()).isZero();
    assertThat(UTF_8.decode(output.of(UTF_8.encode("1mb"))).toString()).isEqualTo("1mb");
  }

  @Provide
  Arbitrary<List<Byte>> output() {
    var likely =
        Arbitraries.of(
            "\033[]P\\;:?>(0123mnHhctu\007\b\n\u0080\u0085\u009b\u009c\u00c2\u00e2"
                .chars()
                .mapToObj(c -> (byte) c)
                .toList());
    return Arbitraries.frequencyOf(Tuple.of(5, likely), Tuple.of(2, Arbitraries.bytes()))
        .list()
        .ofMaxSize(40);
  }

  private static byte[] array(List<Byte> list) {
    var array = new byte[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }

  @Property
  void nothingThatATerminalObeysPassesInAnyPieces(
      @ForAll("output") List<Byte> output, @ForAll @IntRange(min = 1, max = 7) int piece) {
    var bytes = array(output);
    var safe = safe(Keep.COLOURS, bytes, 1 << 20);

    assertThat(safe(Keep.COLOURS, bytes, piece)).isEqualTo(safe);
    var rest = new String(safe, UTF_8).replaceAll("\033\\[[0-9;:]*m", "");
    assertThat(rest.chars()).noneMatch(SafeOutputTest::isObeyed);
    assertThat(strays(safe)).isZero();
  }

  @Property
  void aScreenIsDrawnWithoutAskingInAnyPieces(
      @ForAll("output") List<Byte> output, @ForAll @IntRange(min = 1, max = 7) int piece) {
    var bytes = array(output);
    var safe = safe(Keep.SCREEN, bytes, 1 << 20);

    assertThat(safe(Keep.SCREEN, bytes, piece)).isEqualTo(safe);
    var rest =
        new String(safe, UTF_8)
            .replaceAll("\033\\[(\\?(6|7|25|47|104[789]|;)+[hl]|[0-9;:]*m)", "")
            .replaceAll("\033\\[([0-9;]*[A-MPSXZ@`abdefr]|[0-9]*T|[su])", "")
            .replaceAll("\033([78DEM]|[()][0B])|[\016\017]", "");
    assertThat(rest.chars()).noneMatch(SafeOutputTest::isObeyed);
    assertThat(strays(safe)).isZero();
  }

  private static boolean isObeyed(int c) {
    return (c < 0x20 && "\n\r\t\b".indexOf(c) < 0) || (c >= 0x7F && c < 0xA0);
  }

  /** How many bytes are 8-bit controls by themselves: all of that range but for parts of UTF-8. */
  private static long strays(byte[] bytes) {
    var characters = new String(bytes, UTF_8).replace("\uFFFD", "").getBytes(UTF_8);
    return count(bytes) - count(characters);
  }

  private static long count(byte[] bytes) {
    return new String(bytes, ISO_8859_1).chars().filter(c -> c >= 0x80 && c < 0xA0).count();
  }

  @Property
  void allOtherTextPassesAsItIs(@ForAll @Size(max = 20) List<Character> some) {
    var text = new StringBuilder();
    some.stream().filter(c -> !isObeyed(c) && !Character.isSurrogate(c)).forEach(text::append);

    assertThat(safe(text.toString())).isEqualTo(text.toString());
  }
}
