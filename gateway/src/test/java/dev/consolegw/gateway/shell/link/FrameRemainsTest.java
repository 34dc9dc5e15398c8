package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.link.frame.Alphabet;
import dev.consolegw.gateway.shell.link.frame.Frame;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link that was cut off has left among a guest's text. */
class FrameRemainsTest {
  private static final byte[] FRAME = frame();

  private static byte[] frame() {
    var payload = new byte[900];
    new Random(5).nextBytes(payload);
    return Alphabet.without(new BitSet()).write(new Frame(Frame.Kind.DATA, 7, 9, payload));
  }

  private static FrameRemains in(String before, int bytes, String after) {
    var frame = new String(Arrays.copyOf(FRAME, bytes), ISO_8859_1);
    return FrameRemains.in((before + frame + after).getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 9, 400, 800})
  void aPartOfAFrameAtTheEndIsNoText(int bytes) {
    var remains = in("vm# ", bytes, "");

    assertThat(remains.text()).isEqualTo("vm# ".getBytes(ISO_8859_1));
    assertThat(remains.areLast()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "vm# ", "a\r\nweb1 login: "})
  void aWholeFrameIsNoTextAndWhatFollowsIsTheLast(String after) {
    var remains = in("x\r\n", FRAME.length, after);

    assertThat(new String(remains.text(), ISO_8859_1)).isEqualTo("x\r\n" + after);
    assertThat(remains.areLast()).isEqualTo(after.isEmpty());
  }

  @Test
  void aHelperThatHasBegunAndSaidNothingIsNoText() {
    var remains = FrameRemains.in("vm# x\r\n@GO@".getBytes(ISO_8859_1));

    assertThat(new String(remains.text(), ISO_8859_1)).isEqualTo("vm# x\r\n");
    assertThat(remains.areLast()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "vm# ", "\u00c1rbol", "login: "})
  void whatIsNoFrameStays(String text) {
    var remains = FrameRemains.in(text.getBytes(ISO_8859_1));

    assertThat(new String(remains.text(), ISO_8859_1)).isEqualTo(text);
    assertThat(remains.areLast()).isFalse();
  }
}
