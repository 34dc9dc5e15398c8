package dev.consolegw.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of a recording's file, and what becomes of a damaged one. */
class SidecarFormatTest {
  private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");
  private static final Header HEADER =
      new Header("id", "c", "s", "000001", "file:a", "file:a", "k", "192.0.2.1", START, 7, "all");
  private static final RecordingEvent SEAT =
      new RecordingEvent.Seat(START.plusSeconds(9), 50, "file:a", "000001");

  @TempDir Path folder;

  @Property
  void inputComesBackByteForByte(@ForAll byte[] bytes) {
    var typed = new String(bytes, StandardCharsets.ISO_8859_1);
    var event = new RecordingEvent.Input(START, 12, "file:a", START, typed);

    assertThat(SidecarFormat.event(SidecarFormat.of(event))).contains(event);
    assertThat(SidecarFormat.of(event)).matches("[ -~]*");
  }

  @Property
  void anyLineIsAnEventOrNone(@ForAll String line) {
    assertThat(SidecarFormat.event(line)).isEmpty();
  }

  @Test
  void everyEventComesBack() throws IOException {
    var events =
        List.of(
            new RecordingEvent.Size(START, 1, 80, 24),
            SEAT,
            new RecordingEvent.Joined(START, 2, "file:b", "000002", true),
            new RecordingEvent.Command(START, 3, 7, "file:b", "000002", "root", "ls\n\u00fc"),
            new RecordingEvent.CommandEnd(START, 3, 7, 2, "", 5, 1L << 40, Duration.ofMillis(9)),
            new RecordingEvent.Screen(START, 3, 2, 24, 80, "one\n  \u00fc\u001b"),
            new RecordingEvent.Alive(START, 3),
            new RecordingEvent.End(START, 4, 4, 75, "the \"end\"", 8));

    assertThat(events)
        .allSatisfy(one -> assertThat(SidecarFormat.event(SidecarFormat.of(one))).contains(one));
    assertThat(SidecarFormat.header(SidecarFormat.of(HEADER))).isEqualTo(HEADER);
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> SidecarFormat.header("{\"version\":2}"))
        .hasMessage("this is no recording of version 1");
    assertThatThrownBy(() -> SidecarFormat.header(null)).isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatIsCutAnywhereIsMendedAndThenComplete() throws IOException {
    var whole = SidecarFormat.of(HEADER) + '\n' + SidecarFormat.of(SEAT) + '\n';
    int first = whole.indexOf('\n') + 1;
    var file = folder.resolve("r.jsonl");

    for (int cut = first; cut <= whole.length(); cut++) {
      Files.writeString(file, whole.substring(0, cut));
      var found = RecordingFile.open(file);

      assertThat(found.end().orElseThrow().to()).isEqualTo(Recording.AFTER_A_KILL);
      assertThat(found.last().offset()).isEqualTo(cut == whole.length() ? 50 : 7);
      assertThat(RecordingFile.open(file)).isEqualTo(found);
    }
  }

  @Test
  void aFileWithAnEndStaysAsItIs() throws IOException {
    var end = new RecordingEvent.End(START, 60, 60, 0, "", 0);
    var file = folder.resolve("r.jsonl");
    Files.write(
        file, List.of(SidecarFormat.of(HEADER), SidecarFormat.of(end)), StandardOpenOption.CREATE);
    long size = Files.size(file);

    assertThat(RecordingFile.open(file).end()).contains(end);
    assertThat(Files.size(file)).isEqualTo(size);
  }
}
