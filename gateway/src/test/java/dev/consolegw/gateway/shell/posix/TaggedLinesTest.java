package dev.consolegw.gateway.shell.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TaggedLinesTest {
  private static final String OURS = "0123456789ab";
  private static final String ANOTHER = "fedcba987654";

  private final List<String> heard = new ArrayList<>();
  private final TaggedLines lines =
      new TaggedLines(line -> heard.add(line.mark().charAt(0) + " " + line.body()));

  TaggedLinesTest() {
    lines.expect(OURS, ANOTHER);
  }

  private String take(String came) {
    return ISO_8859_1.decode(lines.take(ByteBuffer.wrap(came.getBytes(ISO_8859_1)))).toString();
  }

  @Test
  void whatBearsAMarkIsOursWhereverItBegins() {
    assertThat(take("text @" + OURS + " x 0\r\nmore\n@" + ANOTHER + " + 7\nend"))
        .isEqualTo("text more\nend");
    assertThat(heard).containsExactly("0 x 0", "f + 7");
  }

  @Test
  void aLineOfTheKernelWithinOneOfOursIsText() {
    assertThat(take("@" + OURS + " O aGVs[   12.345678] eth0: up\r\nbG8K\n"))
        .isEqualTo("[   12.345678] eth0: up\r\n");
    assertThat(take("@012345678[   12.345679] eth0: down\n9ab O aGVs\n"))
        .isEqualTo("[   12.345679] eth0: down\n");
    assertThat(heard).containsExactly("0 O aGVsbG8K", "0 O aGVs");
  }

  @Test
  void aMarkWithinALineBeginsAnotherOne() {
    assertThat(take("@" + OURS + " O aG@" + OURS + " o 1 ab\n")).isEmpty();
    assertThat(heard).containsExactly("0 o 1 ab");
  }

  @Test
  void whatOnlyLooksLikeAMarkIsText() {
    String text = "a@b @@0123456789ac 0 @" + OURS + "x @0123456789a@\n";
    assertThat(take(text)).isEqualTo(text);
    assertThat(heard).isEmpty();
  }

  @Test
  void theBeginningOfAMarkIsGivenBackOnceAndMayStillBecomeOne() {
    assertThat(take("user@0123")).isEqualTo("user");
    assertThat(ISO_8859_1.decode(lines.release()).toString()).isEqualTo("@0123");
    assertThat(lines.release().remaining()).isZero();
    assertThat(take("456789ab x 1\nand @01")).isEqualTo("and ");
    assertThat(heard).containsExactly("0 x 1");
    assertThat(ISO_8859_1.decode(lines.release()).toString()).isEqualTo("@01");
    assertThat(take("x")).isEqualTo("x");
  }

  @Test
  void aLineWithoutEndIsNotKept() {
    String body = "a".repeat(100_000);
    assertThat(take("@" + OURS + " " + body + "\n"))
        .hasSize(body.length() - TaggedLines.LONGEST + 1);
    assertThat(heard).isEmpty();
  }

  @Property(tries = 300)
  void anyChunkingGivesTheSame(@ForAll @IntRange(max = Integer.MAX_VALUE) int seed) {
    var random = new Random(seed);
    var stream = new StringBuilder();
    String[] pieces = {
      "@",
      OURS,
      ANOTHER,
      " ",
      "\n",
      "\r\n",
      "@" + OURS + " ",
      "O aGVs",
      "[ 1.0] kernel: x\n",
      "=",
      "\u00e4",
      "@" + ANOTHER + " + 3\n",
      "text",
      "@0123"
    };
    for (int i = 0; i < 60; i++) {
      stream.append(pieces[random.nextInt(pieces.length)]);
    }
    var uncut = new TaggedLinesTest();
    String whole = uncut.take(stream.toString()) + ISO_8859_1.decode(uncut.lines.release());

    var cut = new TaggedLinesTest();
    var text = new StringBuilder();
    for (int at = 0; at < stream.length(); ) {
      int end = Math.min(stream.length(), at + 1 + random.nextInt(9));
      text.append(cut.take(stream.substring(at, end)));
      at = end;
    }
    text.append(ISO_8859_1.decode(cut.lines.release()));
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(cut.heard).isEqualTo(uncut.heard);
  }
}
