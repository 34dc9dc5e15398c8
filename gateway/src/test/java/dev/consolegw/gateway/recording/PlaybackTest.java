package dev.consolegw.gateway.recording;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.history.RememberedOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackTest {
  private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");
  private static final Header HEADER =
      new Header(
          "20300102T030405Z-000001",
          "file/lab/web1:0",
          "web1",
          "000001",
          "file:alice",
          "file:alice",
          "SHA256:x",
          "192.0.2.1",
          START,
          100,
          "echoed");

  @TempDir private Path folder;

  @Test
  void whatHappensInASilenceKeepsItsTimeWhereverItBegins() throws IOException {
    var inSilence = START.plusSeconds(20);
    var later = START.plusSeconds(60);
    var end = new RecordingEvent.End(later, 106, 106, 0, "", 0);
    var output = new RememberedOutput();
    output.add(100, "one".getBytes(US_ASCII), START);
    output.add(103, "two".getBytes(US_ASCII), later);
    var file =
        Files.write(
            folder.resolve("recording"),
            List.of(
                SidecarFormat.of(HEADER),
                SidecarFormat.of(new RecordingEvent.Seat(inSilence, 103, "file:bob", "000002")),
                SidecarFormat.of(end)));
    var recording = new Recording(HEADER, file, end);

    try (var whole = new Playback(recording, output);
        var rest = new Playback(recording, output, 103)) {
      assertThat(whole.next())
          .extracting(Playback.Step::at)
          .containsExactly(START, inSilence, later, later);
      assertThat(rest.next())
          .extracting(Playback.Step::at)
          .containsExactly(inSilence, later, later);
    }
  }
}
