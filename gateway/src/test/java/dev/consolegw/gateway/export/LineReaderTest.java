package dev.consolegw.gateway.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.export.protocol.ExportLine;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.HistoryLimits;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines out of output, however it came and whenever it is read. */
@Timeout(60)
class LineReaderTest {
  private static final ExportLine.Origin ORIGIN =
      new ExportLine.Origin("file/lab/web1:0", "file", "lab", "web1", "lab/web1");
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;
  private Histories histories;
  private int consoles;

  @BeforeEach
  void open() throws Exception {
    histories = new Histories(folder, CLOCK, HistoryLimits.standard());
  }

  @AfterEach
  void close() throws Exception {
    histories.close();
  }

  private History history() throws Exception {
    return histories.open("web" + consoles++, ByteSize.parse("64MiB"));
  }

  private static LineReader.Turn turn(History history, long from, boolean takesOpen) {
    var wish = new LineReader.Wish(from, Long.MAX_VALUE, takesOpen, 64 * 1024);
    return LineReader.turn(history.reader(), ORIGIN, wish, CLOCK);
  }

  /** All turns until nothing more is read. */
  private static List<ExportLine> lines(History history, long from, boolean takesOpen) {
    var all = new ArrayList<ExportLine>();
    long at = from;
    boolean more = true;
    while (more) {
      var turn = turn(history, at, takesOpen);
      all.addAll(turn.lines());
      assertThat(turn.next() > at || !turn.hasMore()).as("a turn that does not end").isTrue();
      at = turn.next();
      more = turn.hasMore();
    }
    return all;
  }

  private static void print(History history, String bytes) {
    history.append(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
  }

  private List<String> texts(String bytes) throws Exception {
    var history = history();
    print(history, bytes);
    return lines(history, 0, true).stream().map(ExportLine::text).toList();
  }

  @Test
  void linesEndWithLineFeedsAndCarriageReturns() throws Exception {
    assertThat(texts("one\r\ntwo\n\n\r\nthree\r\r\n")).containsExactly("one", "two", "three");
    assertThat(texts("10%\r20%\r100%\r\n")).containsExactly("10%", "20%", "100%");
    assertThat(texts("  \n\t\n\033[2J\033[H\n")).isEmpty();
    assertThat(texts("\n".repeat(200_000) + "end\n")).containsExactly("end");
  }

  @Test
  void whatATerminalObeysIsNoText() throws Exception {
    assertThat(texts("\033]0;title\007\033[1mbold\033[0m \033P1$qm\033\\x\n"))
        .containsExactly("bold x");
    assertThat(texts(new String("gr\u00fc\u00df\u20ac\n".getBytes(UTF_8), ISO_8859_1)))
        .containsExactly("gr\u00fc\u00df\u20ac");
  }

  @Test
  void aLongLineComesInPiecesThatEndWithCharacters() throws Exception {
    var euro = new String("\u20ac".getBytes(UTF_8), ISO_8859_1);
    var long1 = texts(euro.repeat(40_000) + "\nend\n");
    assertThat(long1.getLast()).isEqualTo("end");
    assertThat(String.join("", long1.subList(0, long1.size() - 1)))
        .isEqualTo("\u20ac".repeat(40_000));
    assertThat(long1.size()).isBetween(8, 10);
  }

  @Test
  void aLineThatHasNotEndedWaits() throws Exception {
    var history = history();
    print(history, "one\nlogin: ");
    var turn = turn(history, 0, false);
    assertThat(turn.lines()).extracting(ExportLine::text).containsExactly("one");
    assertThat(turn.next()).isEqualTo(4);
    assertThat(turn.isOpen()).isTrue();
    print(history, "root\n");
    assertThat(lines(history, 4, false))
        .extracting(ExportLine::text)
        .containsExactly("login: root");
  }

  @Test
  void theSameLinesStandAtTheSameOffsetsHoweverTheyCame() throws Exception {
    var random = new Random(7);
    var alphabet = "ab \n\r\033[m\u00c3\u00a4;0";
    for (int round = 0; round < 60; round++) {
      var text = new StringBuilder();
      int length = random.nextInt(round % 10 == 0 ? 150_000 : 300);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append('\n');
      var whole = history();
      print(whole, text.toString());
      var pieces = history();
      var found = new ArrayList<ExportLine>();
      long next = 0;
      for (int at = 0; at < text.length(); ) {
        int to = Math.min(text.length(), at + 1 + random.nextInt(Math.max(1, length / 5)));
        print(pieces, text.substring(at, to));
        at = to;
        var turn = turn(pieces, next, false);
        found.addAll(turn.lines());
        next = turn.next();
      }
      found.addAll(lines(pieces, next, false));
      assertThat(found.stream().map(it -> it.offset() + " " + it.text()))
          .containsExactlyElementsOf(
              lines(whole, 0, false).stream().map(it -> it.offset() + " " + it.text()).toList());
    }
  }

  @Test
  void aTurnHasABudgetAndAnEnd() throws Exception {
    var history = history();
    print(history, "y\n".repeat(10_000));
    var wish = new LineReader.Wish(0, Long.MAX_VALUE, false, 1000);
    var turn = LineReader.turn(history.reader(), ORIGIN, wish, CLOCK);
    assertThat(turn.lines()).hasSize(4);
    assertThat(turn.next()).isEqualTo(8);
    assertThat(turn.hasMore()).isTrue();

    var last = new LineReader.Wish(8, 13, false, 64 * 1024);
    turn = LineReader.turn(history.reader(), ORIGIN, last, CLOCK);
    assertThat(turn.lines()).hasSize(3);
    assertThat(turn.next()).isEqualTo(13);
    assertThat(turn.hasMore()).isFalse();
    var nothing = new LineReader.Wish(13, -1, false, 64 * 1024);
    turn = LineReader.turn(history.reader(), ORIGIN, nothing, CLOCK);
    assertThat(turn).isEqualTo(new LineReader.Turn(List.of(), 13, false, false));
  }
}
