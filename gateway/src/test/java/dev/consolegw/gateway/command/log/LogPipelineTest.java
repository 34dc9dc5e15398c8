package dev.consolegw.gateway.command.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.command.pattern.Matching;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of a history on the way to the client. */
class LogPipelineTest {
  private static Grep.Wanted wanted(String pattern) {
    return new Grep.Wanted(Pattern.compile(pattern), Matching.HERE);
  }

  private static final LinePrinter.Style COLOURS = LinePrinter.Style.of(false, true, false);
  private static final LogPipeline.Form PLAIN =
      new LogPipeline.Form(COLOURS, false, Optional.empty());
  private static final LogPipeline.Form RAW =
      new LogPipeline.Form(LinePrinter.Style.of(true, false, false), false, Optional.empty());
  private static final LogPipeline.Form STAMPED =
      new LogPipeline.Form(COLOURS, true, Optional.empty());

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private final List<String> notices = new ArrayList<>();
  private Histories histories;
  private History history;

  @BeforeEach
  void open() throws IOException {
    histories = new Histories(folder, clock, HistoryLimits.standard());
    history = histories.open("vm", ByteSize.parse("64MiB"));
  }

  @AfterEach
  void close() throws IOException {
    histories.close();
  }

  private static LogPipeline.Form grep(String pattern) {
    return new LogPipeline.Form(COLOURS, false, Optional.of(wanted(pattern)));
  }

  private void print(String text) {
    history.append(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private String log(LogPipeline.Form form) throws IOException {
    return log(0, history.reader().end(), form, () -> false);
  }

  private String log(long from, long to, LogPipeline.Form form, LogPipeline.NewOutput news)
      throws IOException {
    var out = new ByteArrayOutputStream();
    new LogPipeline(
            new DiskReader(history.reader()),
            from,
            to,
            form,
            new LogPipeline.Client(out, notices::add, news))
        .run();
    return out.toString(UTF_8);
  }

  @Test
  void moreThanABlockComesWholeAndInOrder() throws IOException {
    var line = "0123456789abcdef\n".repeat(1000);
    for (int i = 0; i < 40; i++) {
      print(i + line);
    }

    var log = log(RAW);

    assertThat(log)
        .hasSize((int) history.reader().end())
        .startsWith("0" + line)
        .endsWith("39" + line);
    assertThat(log(3, 7, RAW, () -> false)).isEqualTo(log.substring(3, 7));
    assertThat(notices).isEmpty();
  }

  @Test
  void theEndIsWaitedForAsLongAsThereIsNews() throws IOException {
    print("one\n");
    var more = new ArrayList<>(List.of("two\n", "three"));

    var log =
        log(
            0,
            Long.MAX_VALUE,
            PLAIN,
            () -> {
              boolean is = !more.isEmpty();
              if (is) {
                print(more.removeFirst());
              }
              return is;
            });

    assertThat(log).isEqualTo("one\ntwo\nthree");
  }

  @Test
  void grepShowsWholeLinesAndLooksAtTheirTextAlone() throws IOException {
    print("one\r\n\033[31mer\033[1mror\033[0m: two\r\nError\r\nlast error");

    assertThat(log(grep("error"))).isEqualTo("\033[31mer\033[1mror\033[0m: two\r\nlast error\n");
    assertThat(log(grep("two$"))).isEqualTo("\033[31mer\033[1mror\033[0m: two\r\n");
    assertThat(log(grep("(?i)^error$"))).isEqualTo("Error\r\n");
    assertThat(log(grep("nothing"))).isEmpty();
  }

  @Test
  void anEndlessLineIsLookedAtInPieces() throws IOException {
    print("x".repeat(3 * Grep.LONGEST) + "needle\n");

    assertThat(log(grep("needle"))).isEqualTo("needle\n");
    assertThat(log(grep("xneedle"))).isEmpty();
  }

  @Test
  void eachLineIsStampedWithTheTimeOfItsFirstByte() throws IOException {
    var begin = clock.instant();
    print("one\r\ntw");
    clock.advance(Duration.ofMillis(1500));
    print("o\r\n\r\nthree");

    var first = Timestamps.format(begin);
    var second = Timestamps.format(begin.plusMillis(1500));
    assertThat(log(STAMPED))
        .isEqualTo("%s one\r\n%s two\r\n%s \r\n%s three\n".formatted(first, first, second, second));
    assertThat(first).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(
            log(
                new LogPipeline.Form(
                    LinePrinter.Style.of(true, false, false), true, Optional.of(wanted("three")))))
        .isEqualTo(second + " three\n");
  }

  @Test
  void aLineMayEndInAnyWayAndWhatReturnsAloneIsALineOfItsOwn() throws IOException {
    print("one\n\rtwo\n\r 10 %\r 20 %\r\r\r\nlogin: \r\n\n");

    assertThat(log(STAMPED).replaceAll("\\S+Z ", "@"))
        .isEqualTo("@one\n\r@two\n\r@ 10 %\r\n@ 20 %\r\r\r\n@login: \r\n@\n");
  }

  @Property(tries = 200)
  void stampsStandAtTheStartOfALineInAnyChunking(@ForAll("lines") List<String> pieces)
      throws IOException {
    if (histories == null) {
      folder = java.nio.file.Files.createTempDirectory("log");
      open();
    }
    long from = history.reader().end();
    pieces.forEach(this::print);
    long to = history.reader().end();

    var log = log(from, to, STAMPED, () -> false);

    var text = log.replaceAll("\\d{4}-\\S+Z ", "@");
    assertThat(text).doesNotContainPattern("@\r*[^\r\n@]+\r+[^\r\n]");
    assertThat(text).doesNotContainPattern("[^\r\n]@");
    assertThat(text.replaceAll("[@\r\n]", ""))
        .isEqualTo(String.join("", pieces).replaceAll("[\r\n]", ""));
  }

  @Provide
  Arbitrary<List<String>> lines() {
    return Arbitraries.of("\r", "\n", "\r\n", "\n\r", "a", "bc", "").list().ofMaxSize(12);
  }

  @Test
  void aTerminalIsLeftWithoutColoursAndAPipeGetsNoneUnlessAsked() throws IOException {
    print("\033[1;31mred\r\nstill red");
    var terminal = LinePrinter.Style.of(false, false, true);
    var pipe = LinePrinter.Style.of(false, false, false);

    assertThat(log(new LogPipeline.Form(terminal, false, Optional.empty())))
        .isEqualTo("\033[1;31mred\r\nstill red\033[m");
    assertThat(log(new LogPipeline.Form(pipe, false, Optional.empty())))
        .isEqualTo("red\r\nstill red");
    assertThat(log(PLAIN)).isEqualTo("\033[1;31mred\r\nstill red\033[m");
    assertThat(log(RAW)).isEqualTo("\033[1;31mred\r\nstill red");
  }

  @Test
  void anOutageEndsTheLineThatWasOpen() throws IOException {
    history.connectionBack();
    print("web1 login: ");
    printAfterAMinute("[    0.000000] Linux\r\n");

    assertThat(log(PLAIN)).isEqualTo("web1 login: \n[    0.000000] Linux\r\n");
    assertThat(log(STAMPED).replaceAll("\\S+Z ", "@"))
        .isEqualTo("@web1 login: \n@[    0.000000] Linux\r\n");
    assertThat(log(RAW)).isEqualTo("web1 login: [    0.000000] Linux\r\n");
  }

  @Test
  void aGapIsToldBesideTheOutput() throws IOException {
    print("before");
    log(PLAIN);
    // Whoever is killed goes on at the next multiple of 2^32.
    var killed = folder.resolve("killed");
    var others = new Histories(killed, clock, HistoryLimits.standard());
    var one = others.open("vm", ByteSize.parse("64MiB"));
    one.append(ByteBuffer.wrap("before".getBytes(UTF_8)));
    one.reader().written(6).join();
    others.close();
    java.nio.file.Files.delete(killed.resolve("vm/index"));
    histories.close();
    histories = new Histories(killed, clock, HistoryLimits.standard());
    history = histories.open("vm", ByteSize.parse("64MiB"));
    print("after");

    assertThat(log(STAMPED).replaceAll("\\S+Z ", "")).isEqualTo("- before\nafter\n");
    assertThat(notices)
        .singleElement()
        .asString()
        .matches(
            "gap at \\S+Z: the gateway was killed; a moment of output after offset=6 may be"
                + " missing, numbering goes on at offset=4294967296");
  }

  /** A minute without a connection, and a piece of output after it. */
  private void printAfterAMinute(String text) {
    history.connectionLost();
    clock.advance(Duration.ofMinutes(1));
    history.connectionBack();
    print(text);
  }

  @Test
  void aTimeWithoutAConnectionIsOneLineBesideTheOutput() throws IOException {
    history.connectionBack();
    print("bef");
    var lost = Timestamps.format(clock.instant());
    printAfterAMinute("ore\nafter\n");
    var back = Timestamps.format(clock.instant());

    assertThat(log(grep("o|a"))).isEqualTo("ore\nafter\n");
    assertThat(log(0, 3, RAW, () -> false)).isEqualTo("bef");
    assertThat(notices)
        .containsExactly(
            "not connected from %s to %s: what was printed then, before offset=3, is missing"
                .formatted(lost, back));
  }

  @Test
  void ofManyOnlyTheLastAreTold() throws IOException {
    print("0\n");
    for (int i = 1; i < 100; i++) {
      printAfterAMinute("%d\n".formatted(i));
    }

    assertThat(log(PLAIN).lines()).hasSize(100);
    assertThat(notices).hasSize(1 + OutageNotices.MOST);
    assertThat(notices.getFirst())
        .isEqualTo("the console was not connected more than 20 times; here are the last");
    assertThat(notices.getLast())
        .contains("before offset=%d,".formatted(history.reader().end() - 3));
  }

  @Test
  void whoFollowsIsToldOfEachWhenItComes() throws IOException {
    print("0");
    var more = new ArrayList<>(List.of("1", "2", "3"));

    var log =
        log(
            0,
            Long.MAX_VALUE,
            RAW,
            () -> {
              boolean is = !more.isEmpty();
              if (is) {
                printAfterAMinute(more.removeFirst());
              }
              return is;
            });

    assertThat(log).isEqualTo("0123");
    assertThat(notices).hasSize(3);
  }

  @Provide
  Arbitrary<String> output() {
    return Arbitraries.of("a", "b", "\n", "\r\n", "\033[1m", "\033[6n", "é", "\033]0;t\007", "x y")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  /** Any chunking gives the same lines. */
  @Property
  void linesAreTheSameInAnyPieces(
      @ForAll("output") String output, @ForAll @IntRange(min = 1, max = 7) int piece)
      throws IOException {
    var bytes = output.getBytes(UTF_8);

    assertThat(grepped(bytes, piece)).isEqualTo(grepped(bytes, bytes.length + 1));
  }

  private static String grepped(byte[] bytes, int piece) throws IOException {
    var out = new ByteArrayOutputStream();
    var grep = new Grep(wanted("a.*$"), new LinePrinter(out, COLOURS));
    for (int at = 0; at < bytes.length; at += piece) {
      grep.take(at, ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    grep.cut();
    return out.toString(ISO_8859_1);
  }
}
