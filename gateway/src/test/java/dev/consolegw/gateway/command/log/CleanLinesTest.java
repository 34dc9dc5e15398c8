package dev.consolegw.gateway.command.log;

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

/** What output leaves behind on a screen, line by line. */
class CleanLinesTest {
  private static final LinePrinter.Style TEXT = LinePrinter.Style.of(false, false, false);

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

  private void print(String text) {
    history.append(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private String clean(String text) throws IOException {
    print(text);
    return log(0, false, Optional.empty());
  }

  private String log(long from, boolean timestamps, Optional<Grep.Wanted> grep) throws IOException {
    var out = new ByteArrayOutputStream();
    new LogPipeline(
            new DiskReader(history.reader()),
            from,
            history.reader().end(),
            new LogPipeline.Form(TEXT, Optional.of(Runnable::run), timestamps, grep),
            new LogPipeline.Client(out, notices::add, () -> false))
        .run();
    return out.toString(UTF_8);
  }

  private static String lines(int from, int to) {
    var all = new StringBuilder();
    for (int i = from; i <= to; i++) {
      all.append("line ").append(i).append("\r\n");
    }
    return all.toString();
  }

  @Test
  void aProgressBarIsOneLineAndWhatWasTakenBackIsNone() throws IOException {
    var bar = new StringBuilder("copying\r\n");
    for (int i = 0; i <= 50; i++) {
      bar.append("\r%3d %% %s".formatted(2 * i, "#".repeat(i)));
    }
    bar.append("\r\n$ lsx\b\033[Kx\b \b\r\ndone\r\n");

    assertThat(clean(bar.toString()))
        .isEqualTo("copying\n100 %% %s\n$ ls\ndone\n".formatted("#".repeat(50)));
  }

  @Test
  void tasksThatAreRedrawnTogetherEndAsTheyWere() throws IOException {
    assertThat(clean("a: waiting\r\nb: waiting\r\n\033[2A\033[Ka: done\r\n\033[Kb: done\r\n"))
        .isEqualTo("a: done\nb: done\n");
  }

  @Test
  void moreThanAScreenComesInOrderWithItsEmptyLinesButThoseAtTheEnd() throws IOException {
    assertThat(clean(lines(1, 100) + "\r\n\r\nlast\r\n\r\n"))
        .isEqualTo(lines(1, 100).replace("\r", "") + "\n\nlast\n");
  }

  @Test
  void coloursAreNoTextAndALongLineIsOne() throws IOException {
    var longest = "x".repeat(CleanScreen.COLUMNS - 1);

    assertThat(clean("\033[1;31mred\033[0m\033]0;title\007\r\n" + longest + "\r\né漢\r\n"))
        .isEqualTo("red\n" + longest + "\né漢\n");
  }

  @Test
  void whatIsClearedAwayWasThere() throws IOException {
    assertThat(clean("boot 1\r\nboot 2\r\n\033[H\033[Jlogin: \033[2J\033[Hmenu\033cend"))
        .isEqualTo("boot 1\nboot 2\nlogin:\nmenu\nend\n");
  }

  @Test
  void aFullScreenProgramIsOneLineInItsPlace() throws IOException {
    print("$ vim\r\n");
    clock.advance(Duration.ofMinutes(1));
    print("\033[?1049h\033[2J\033[Hmany words\033[5;5Hof it");
    clock.advance(Duration.ofMinutes(4));
    print("\033[?1049l$ ls\r\n");

    assertThat(clean(lines(1, 30)))
        .isEqualTo(
            "$ vim\n[full-screen program, 2030-01-02 03:05 to 03:09 UTC]\n$ ls\n"
                + lines(1, 30).replace("\r", ""));
  }

  @Test
  void oneThatIsStillThereSaysSinceWhen() throws IOException {
    print("$ htop\r\n");
    clock.advance(Duration.ofMinutes(1));

    assertThat(clean("\033[?1049h\033[Hmany words"))
        .isEqualTo("$ htop\n[full-screen program, since 2030-01-02 03:05 UTC]\n");
  }

  @Test
  void linesAreStampedWithTheTimeOfTheirFirstByteAndSoughtByTheirText() throws IOException {
    print("one\r\n 10 %");
    clock.advance(Duration.ofSeconds(10));
    print("\r 99 %\r\nthree\r\n");

    assertThat(log(0, true, Optional.empty()).replaceAll("2030-01-02T03:04:", ""))
        .isEqualTo("05.000Z one\n05.000Z  99 %\n15.000Z three\n");
    var percent = new Grep.Wanted(Pattern.compile("^ \\d+ %$"), Matching.HERE);
    assertThat(log(0, false, Optional.of(percent))).isEqualTo(" 99 %\n");
  }

  @Test
  void aLogThatBeginsLaterKnowsWhatWasThereBefore() throws IOException {
    print("one\r\n\033[?1049hwords of a program");
    long from = history.reader().end();
    print("more of them\033[?1049l\r\ntwo\r\n");

    assertThat(log(from, false, Optional.empty())).matches("\\[full-screen program, .*]\n\ntwo\n");
    assertThat(notices).isEmpty();
  }

  @Test
  void afterAGapNothingIsTakenTogether() throws IOException {
    history.connectionBack();
    print("web1 login: ");
    history.connectionLost();
    clock.advance(Duration.ofMinutes(1));
    history.connectionBack();

    assertThat(clean("\033[?1049hwords\033[?1049l\rLinux\r\n"))
        .matches("web1 login:\n\\[full-screen program, .*]\nLinux\n");
    assertThat(notices).hasSize(1);
  }

  @Test
  void aProgramThatWasThereOverSeveralGapsIsOneLine() throws IOException {
    history.connectionBack();
    print("$ vim\r\n\033[?1049hwords");
    for (int i = 0; i < 3; i++) {
      history.connectionLost();
      clock.advance(Duration.ofMinutes(1));
      history.connectionBack();
      print("more words");
    }

    assertThat(clean("\033[?1049l\r\n$ "))
        .isEqualTo("$ vim\n[full-screen program, 2030-01-02 03:04 to 03:07 UTC]\n\n$\n");
    assertThat(notices).hasSize(3);
  }

  @Provide
  Arbitrary<String> output() {
    return Arbitraries.of(
            "a",
            "long word ",
            "\n",
            "\r\n",
            "\r",
            "\b",
            "\033[1m",
            "\033[A",
            "\033[2J",
            "\033[H",
            "\033[J",
            "\033[K",
            "\033[?1049h",
            "\033[?1049l",
            "\033",
            "\033[",
            "\033[5;9H",
            "é",
            "漢",
            "\033]0;t\007",
            "\033(0",
            "\033c",
            "\033[2;4r",
            "x".repeat(600),
            "\t",
            "\033M")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  /** Any chunking gives the same lines, at the same offsets. */
  @Property(tries = 1_000) // each draws much
  void linesAreTheSameInAnyPieces(
      @ForAll("output") String output, @ForAll @IntRange(min = 1, max = 7) int piece)
      throws IOException {
    if (histories == null) {
      folder = java.nio.file.Files.createTempDirectory("log");
      open();
    }
    var bytes = output.getBytes(UTF_8);

    assertThat(cleaned(bytes, piece)).isEqualTo(cleaned(bytes, bytes.length + 1));
  }

  private String cleaned(byte[] bytes, int piece) throws IOException {
    var out = new StringBuilder();
    LineStage last =
        new LineStage() {
          @Override
          public void take(long at, ByteBuffer line) {
            out.append(at).append(' ').append(UTF_8.decode(line));
          }

          @Override
          public void cut() {
            out.append("cut");
          }
        };
    var stage =
        new CleanLines(new DiskReader(history.reader()), Runnable::run, 0, TEXT.lineEnd(), last);
    for (int at = 0; at < bytes.length; at += piece) {
      stage.take(at, ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    stage.cut();
    return out.toString();
  }
}
