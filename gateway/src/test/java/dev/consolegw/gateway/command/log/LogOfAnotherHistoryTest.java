package dev.consolegw.gateway.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.history.RememberedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log needs what a reader may ask, and none of this gateway's files. */
class LogOfAnotherHistoryTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final long AFTER_THE_GAP = 1L << 32;

  private final RememberedOutput output = new RememberedOutput();
  private final List<String> notices = new ArrayList<>();

  @BeforeEach
  void print() {
    output.add(0, "one\ntwo\n".getBytes(UTF_8), NOON);
    output.add(8, "three\n".getBytes(UTF_8), NOON.plusSeconds(60));
    output.missed(8, NOON.plusSeconds(10), NOON.plusSeconds(50));
    output.add(AFTER_THE_GAP, "four\nfive".getBytes(UTF_8), NOON.plusSeconds(120));
  }

  private String log(long from, boolean timestamps) throws IOException {
    var out = new ByteArrayOutputStream();
    var form =
        new LogPipeline.Form(
            LinePrinter.Style.of(false, true, false), timestamps, Optional.empty());
    var client = new LogPipeline.Client(out, notices::add, () -> false);
    new LogPipeline(new DiskReader(output), from, output.end(), form, client).run();
    return out.toString(UTF_8);
  }

  @Test
  void itPrintsAllAndTellsOfOutagesAndGaps() throws IOException {
    assertThat(log(0, false)).isEqualTo("one\ntwo\nthree\nfour\nfive");
    assertThat(notices)
        .containsExactly(
            "not connected from 2026-01-31T12:00:10.000Z to 2026-01-31T12:00:50.000Z: what was"
                + " printed then, before offset=8, is missing",
            "gap at 2026-01-31T12:02:00.000Z: what was printed from offset=14 to offset=4294967296"
                + " is not kept: nobody knows why");
  }

  @Test
  void itSaysWhenEachLineCame() throws IOException {
    assertThat(log(output.offsetAt(NOON.plusSeconds(1)), true))
        .isEqualTo(
            """
            2026-01-31T12:01:00.000Z three
            2026-01-31T12:02:00.000Z four
            2026-01-31T12:02:00.000Z five
            """);
  }

  @Test
  void itsLastLinesAreFoundAcrossAGap() throws IOException {
    assertThat(output.lineStart(output.end(), 1, 1000)).isEqualTo(AFTER_THE_GAP + 5);
    assertThat(output.lineStart(output.end(), 2, 1000)).isEqualTo(AFTER_THE_GAP);
    assertThat(log(output.lineStart(output.end(), 3, 1000), false)).isEqualTo("three\nfour\nfive");
    assertThat(output.lineStart(output.end(), 9, 1000)).isZero();
  }
}
