package dev.consolegw.gateway.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsciicastTest {
  private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");
  private static final Instant LATER = START.plusMillis(1250);
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

  private final Asciicast cast = Asciicast.of(recording(Path.of("none")));

  private static Recording recording(Path file) {
    return new Recording(HEADER, file, new RecordingEvent.Alive(START, 100));
  }

  private static Playback.Step output(byte... bytes) {
    return new Playback.Step.Output(LATER, ByteBuffer.wrap(bytes));
  }

  private List<String> happened(RecordingEvent event) {
    return cast.lines(new Playback.Step.Happened(LATER, event));
  }

  @Test
  void eachKindOfEventHasItsLine() {
    assertThat(cast.lines(output("hi\r\n\u001b[1m".getBytes(UTF_8))))
        .containsExactly("[1.250,\"o\",\"hi\\r\\n\\u001B[1m\"]");
    assertThat(happened(new RecordingEvent.Size(LATER, 0, 132, 50)))
        .containsExactly("[1.250,\"r\",\"132x50\"]");
    assertThat(happened(new RecordingEvent.Seat(LATER, 0, "file:bob", "000002")))
        .containsExactly("[1.250,\"m\",\"file:bob writes\"]");
    assertThat(happened(new RecordingEvent.Input(LATER, 0, "file:bob", START, "ls\r")))
        .containsExactly("[1.250,\"i\",\"ls\\r\"]");
    assertThat(
            happened(new RecordingEvent.Command(LATER, 0, 7, "file:bob", "2", "root", "ls \033c")))
        .containsExactly(
            "[1.250,\"m\",\"file:bob as root runs command 7 in the guest: ls \\\\u001bc\"]");
    assertThat(
            happened(
                new RecordingEvent.CommandEnd(
                    LATER, 0, 7, -1, "the guest restarted", 1, 2, Duration.ofMillis(3))))
        .containsExactly(
            "[1.250,\"m\",\"command 7 ended: the guest restarted, 1 bytes in, 2 out, 3 ms\"]");
    assertThat(happened(new RecordingEvent.Alive(LATER, 0))).isEmpty();
  }

  @Test
  void aCharacterThatIsCutIsPutTogetherAgain() {
    assertThat(cast.lines(output((byte) 0xE2, (byte) 0x82))).isEmpty();
    assertThat(cast.lines(output((byte) 0xAC))).containsExactly("[1.250,\"o\",\"\\u20AC\"]");
  }

  @Test
  void whatIsNoCharacterIsReplaced() {
    assertThat(cast.lines(output((byte) 0xFF, (byte) 'a')))
        .containsExactly("[1.250,\"o\",\"\\uFFFDa\"]");
    assertThat(cast.lines(output((byte) 0xE2))).isEmpty();
    assertThat(happened(new RecordingEvent.End(LATER, 0, 0, 0, "", 0)))
        .containsExactly("[1.250,\"o\",\"\\uFFFD\"]");
  }

  @Property
  void anyPiecesGiveTheSameText(@ForAll byte[] bytes, @ForAll @Size(max = 8) List<Integer> cuts) {
    var whole = new Asciicast.Utf8Pieces();
    var pieces = new Asciicast.Utf8Pieces();
    var text = new StringBuilder();

    int at = 0;
    for (int cut : cuts) {
      int to = Math.floorMod(cut, bytes.length + 1);
      if (to > at) {
        text.append(pieces.of(ByteBuffer.wrap(bytes, at, to - at)));
        at = to;
      }
    }
    text.append(pieces.of(ByteBuffer.wrap(bytes, at, bytes.length - at))).append(pieces.rest());

    assertThat(text.toString())
        .isEqualTo(whole.of(ByteBuffer.wrap(bytes)) + whole.rest())
        .isEqualTo(new String(bytes, UTF_8));
  }

  @Test
  void theHeaderHasTheFirstSizeOfTheTerminal(@TempDir Path folder) throws Exception {
    var lines = new ArrayList<>(List.of(SidecarFormat.of(HEADER)));
    lines.add(SidecarFormat.of(new RecordingEvent.Seat(LATER, 100, "file:alice", "000001")));
    lines.add(SidecarFormat.of(new RecordingEvent.Size(LATER, 100, 132, 50)));
    var file = Files.write(folder.resolve("r.jsonl"), lines);

    assertThat(Asciicast.header(recording(file)))
        .isEqualTo(
            "{\"version\":2,\"width\":132,\"height\":50,\"timestamp\":1893553445,"
                + "\"title\":\"web1, session 000001 of file:alice\",\"env\":{\"TERM\":\"vt220\"}}");
  }
}
