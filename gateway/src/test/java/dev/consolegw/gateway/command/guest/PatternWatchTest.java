package dev.consolegw.gateway.command.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.command.pattern.TextLines;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PatternWatchTest {
  private final AtomicBoolean found = new AtomicBoolean();
  private final Deque<Runnable> still = new ArrayDeque<>();

  private PatternWatch watch(String pattern) {
    found.set(false);
    still.clear();
    var threads = new PatternWatch.Threads(Runnable::run, still::add);
    return new PatternWatch(Pattern.compile(pattern), threads, () -> found.set(true));
  }

  private static void print(PatternWatch watch, String output, int piece) {
    var bytes = output.getBytes(UTF_8);
    for (int at = 0; at < bytes.length; at += piece) {
      watch.accept(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
  }

  private void standStill() {
    while (!still.isEmpty()) {
      still.remove().run();
    }
  }

  private boolean isFound(String pattern, String output, int piece) {
    print(watch(pattern), output, piece);
    standStill();
    return found.get();
  }

  @Test
  void aMatchIsFoundInOnePieceAndInMany() {
    for (int piece = 1; piece < 40; piece++) {
      assertThat(isFound("log[a-z]+: $", "\r\nUbuntu\r\nhost login: ", piece)).isTrue();
      assertThat(isFound("^host log", "\r\nUbuntu\r\nhost login: ", piece)).isTrue();
      assertThat(isFound("^Ubuntu$", "\r\nUbuntu\r\nhost login: ", piece)).isTrue();
      assertThat(isFound("Grüße", "Viele Grüße", piece)).isTrue();
      assertThat(isFound("password", "\r\nUbuntu\r\nhost login: ", piece)).isFalse();
      assertThat(isFound("Ubuntu.*host", "\r\nUbuntu\r\nhost login: ", piece)).isFalse();
    }
  }

  @Test
  void whatNeedsTheEndOfALineWaitsUntilNoMoreComes() {
    var watch = watch("done$");

    print(watch, "not done", 100);
    assertThat(found).isFalse();
    print(watch, " yet\r\n", 100);
    standStill();
    assertThat(found).isFalse();

    print(watch, "it is done", 100);
    assertThat(found).isFalse();
    standStill();
    assertThat(found).isTrue();
  }

  @Test
  void whatIsFoundWhateverComesIsFoundAtOnce() {
    print(watch("^vm log"), "vm login: ", 100);

    assertThat(found).isTrue();
    assertThat(still).isEmpty();
  }

  @Test
  void ofAnEndlessLineEveryPieceIsLookedAtAndItsEndWhenItStandsStill() {
    assertThat(isFound("x{500}$", "y".repeat(100_000) + "x".repeat(500), 999)).isTrue();
    assertThat(isFound("needle", "hay ".repeat(1_000_000) + "needle", 32 * 1024)).isTrue();
    assertThat(isFound("needle", "needle" + "hay ".repeat(100_000), 1)).isTrue();
  }

  @Test
  void thePastIsReadAsWhatComesAfterIt() {
    var watch = watch("one two$");

    assertThat(watch.isIn(ByteBuffer.wrap("one\nthree\none".getBytes(UTF_8)))).isFalse();
    watch.begin();
    print(watch, " two", 1);
    standStill();

    assertThat(found).isTrue();
  }

  @Test
  void aGapEndsALine() {
    var watch = watch("one two");

    assertThat(watch.isIn(ByteBuffer.wrap("one".getBytes(UTF_8)))).isFalse();
    assertThat(watch.isBeforeGap()).isFalse();
    watch.begin();
    print(watch, " two", 1);
    standStill();

    assertThat(found).isFalse();
  }

  @Provide
  Arbitrary<String> output() {
    return Arbitraries.of(
            "a",
            "ab",
            "b",
            " ",
            "\n",
            "\r\n",
            "\r",
            "\033[1m",
            "\033[6n",
            "é",
            "\b",
            "\033]0;a b\007")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 3_000)
  void itIsFoundOrNotHoweverTheOutputIsCut(
      @ForAll("output") String output,
      @ForAll @IntRange(min = 1, max = 9) int piece,
      @ForAll @IntRange(max = 5) int which) {
    var pattern = new String[] {"ab$", "^b", "a b", "\\bb\\b", "^a+$", "é.*b"}[which];

    assertThat(isFound(pattern, output, piece)).isEqualTo(isFound(pattern, output, 10_000));
  }

  @Property(tries = 1_000)
  void whereverItIsAndHoweverItIsCutItIsFound(
      @ForAll @StringLength(min = 1, max = 50) String needle,
      @ForAll @IntRange(max = 15_000) int before,
      @ForAll @IntRange(min = 1, max = 40_000) int piece,
      @ForAll Random random) {
    var clean = needle.replaceAll("\\p{C}", "") + "é";
    var hay = new StringBuilder();
    while (hay.length() < before) {
      hay.append((char) ('a' + random.nextInt(26)));
    }

    assertThat(isFound("^" + Pattern.quote(clean), hay + "\n" + clean + "tail", piece)).isTrue();
    assertThat(TextLines.LONGEST).isGreaterThan(before);
  }
}
