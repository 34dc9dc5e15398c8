package dev.consolegw.gateway.command.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PatternWatchTest {
  private final AtomicBoolean found = new AtomicBoolean();

  private void watch(String pattern, String output, int piece) {
    found.set(false);
    var watch = new PatternWatch(Pattern.compile(pattern), Runnable::run, () -> found.set(true));
    var bytes = output.getBytes(UTF_8);
    for (int at = 0; at < bytes.length; at += piece) {
      watch.accept(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
  }

  @Test
  void aMatchIsFoundInOnePieceAndInMany() {
    for (int piece = 1; piece < 40; piece++) {
      watch("log[a-z]+: $", "\r\nUbuntu\r\nhost login: ", piece);
      assertThat(found).isTrue();
      watch("Grüße", "Viele Grüße", piece);
      assertThat(found).isTrue();
      watch("password", "\r\nUbuntu\r\nhost login: ", piece);
      assertThat(found).isFalse();
    }
  }

  @Test
  void aMatchIsFoundAfterAnyAmountOfOutput() {
    watch("needle", "hay ".repeat(1_000_000) + "needle", 32 * 1024);

    assertThat(found).isTrue();
  }

  @Test
  void aMatchAsLongAsTheWindowIsFound() {
    var longest = "<" + "x".repeat(PatternWatch.WINDOW - 2) + ">";

    for (int piece : new int[] {999, PatternWatch.WINDOW, 5 * PatternWatch.WINDOW}) {
      watch("<x{1000}(x{1000})*x*>", "hay ".repeat(50_000) + longest, piece);
      assertThat(found).isTrue();
    }
  }

  @Test
  void whatComesAfterAMatchDoesNoHarm() {
    watch("x", "x".repeat(5 * PatternWatch.WINDOW), 1000);

    assertThat(found).isTrue();
  }

  @Property(tries = 2_000)
  void whereverItIsAndHoweverItIsCutItIsFound(
      @ForAll @StringLength(min = 1, max = 50) String needle,
      @ForAll @IntRange(max = 3 * PatternWatch.WINDOW) int before,
      @ForAll @IntRange(min = 1, max = 40_000) int piece,
      @ForAll Random random) {
    var clean = needle.replaceAll("\\p{C}", "") + "é";
    var hay = new StringBuilder();
    while (hay.length() < before) {
      hay.append((char) ('a' + random.nextInt(26)));
    }

    watch(Pattern.quote("\n" + clean), hay + "\n" + clean + "tail", piece);

    assertThat(found).isTrue();
  }
}
