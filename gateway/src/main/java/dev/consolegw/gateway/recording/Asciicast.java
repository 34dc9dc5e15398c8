package dev.consolegw.gateway.recording;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recording as asciicast v2, which asciinema plays: a line of JSON for the header, then one an
 * event, {@code [seconds, kind, data]}. Kinds: {@code o} output, {@code i} input, {@code r} resize,
 * {@code m} marker where somebody begins or ends to write, or to run a command in the guest. Output
 * is text there: what is no UTF-8 becomes U+FFFD, a character that was cut by a piece is put
 * together again. All lines are ASCII.
 *
 * <p>One thread at a time.
 */
public final class Asciicast {
  /** What a terminal is that never said its size. */
  private static final RecordingEvent.Size USUAL =
      new RecordingEvent.Size(
          Instant.EPOCH, 0, WindowChange.USUAL_COLUMNS, WindowChange.USUAL_ROWS);

  /** Lines in which the first size is looked for: it comes with the terminal. */
  private static final int EARLY = 16;

  private final Instant start;
  private final Utf8Pieces text = new Utf8Pieces();
  private @Nullable String writer; // as was told; null when nobody knows

  private Asciicast(Instant start, @Nullable String writer) {
    this.start = start;
    this.writer = writer;
  }

  public static Asciicast of(Recording recording) {
    return new Asciicast(recording.header().start(), "");
  }

  /** One that begins in the midst of a recording. */
  public static Asciicast from(Instant start) {
    return new Asciicast(start, null);
  }

  /**
   * The first line. Only on a disk thread.
   *
   * @throws IOException when the recording's file cannot be read
   */
  public static String header(Recording recording) throws IOException {
    var size = firstSize(recording);
    return header(recording.header(), recording.header().start(), size.rows(), size.columns());
  }

  /** The first line of one that begins in the midst, on a terminal of this size. */
  public static String header(Header of, Instant start, int rows, int columns) {
    var line = new LinkedHashMap<String, Object>();
    line.put("version", 2);
    line.put("width", columns);
    line.put("height", rows);
    line.put("timestamp", start.getEpochSecond());
    line.put("title", of.server() + ", session " + of.session() + " of " + of.person());
    // The guest's own idea of its terminal is not known; this is what a getty on a serial port has.
    line.put("env", Map.of("TERM", "vt220"));
    return SidecarFormat.json(line);
  }

  /**
   * The last size of the terminal up to an offset and a time; empty when it never said one. Only on
   * a disk thread.
   *
   * @throws IOException when the recording's file cannot be read
   */
  public static Optional<RecordingEvent.Size> sizeAt(Recording recording, long offset, Instant time)
      throws IOException {
    try (var lines = RecordingFile.reader(recording.file())) {
      return lines
          .lines()
          .flatMap(line -> SidecarFormat.event(line).stream())
          .takeWhile(event -> event.offset() <= offset && !event.at().isAfter(time))
          .filter(RecordingEvent.Size.class::isInstance)
          .map(RecordingEvent.Size.class::cast)
          .filter(size -> size.columns() > 0 && size.rows() > 0)
          .reduce((_, later) -> later);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  /** The line that draws a screen, at the beginning. */
  public String painted(ByteBuffer paint) {
    return line(start, "o", StandardCharsets.UTF_8.decode(paint).toString());
  }

  private static RecordingEvent.Size firstSize(Recording recording) throws IOException {
    try (var lines = RecordingFile.reader(recording.file())) {
      return lines
          .lines()
          .limit(EARLY)
          .flatMap(line -> SidecarFormat.event(line).stream())
          .filter(RecordingEvent.Size.class::isInstance)
          .map(RecordingEvent.Size.class::cast)
          .filter(size -> size.columns() > 0 && size.rows() > 0)
          .findFirst()
          .orElse(USUAL);
    }
  }

  /** The lines for what comes next. */
  public List<String> lines(Playback.Step step) {
    var lines = new ArrayList<String>(1);
    switch (step) {
      case Playback.Step.Output(var at, ByteBuffer bytes) -> {
        var data = text.of(bytes);
        if (!data.isEmpty()) {
          lines.add(line(at, "o", data));
        }
      }
      case Playback.Step.Missing(var at, long from, long to) -> {
        rest(at, lines);
        lines.add(line(at, "m", "output %d to %d is not kept".formatted(from, to)));
      }
      case Playback.Step.Happened(var at, RecordingEvent event) -> happened(at, event, lines);
    }
    return lines;
  }

  private void happened(Instant at, RecordingEvent event, List<String> lines) {
    switch (event) {
      case RecordingEvent.Size(_, _, int columns, int rows) ->
          lines.add(line(at, "r", columns + "x" + rows));
      case RecordingEvent.Input input -> lines.add(line(at, "i", input.text()));
      case RecordingEvent.Seat seat -> {
        if (!seat.writer().equals(writer)) {
          writer = seat.writer();
          lines.add(
              line(at, "m", seat.writer().isEmpty() ? "nobody writes" : seat.writer() + " writes"));
        }
      }
      case RecordingEvent.Joined(_, _, String who, String _, boolean writes) ->
          lines.add(line(at, "m", who + (writes ? " writes, too" : " writes no more")));
      case RecordingEvent.Command command -> lines.add(line(at, "m", command.words()));
      case RecordingEvent.CommandEnd end -> lines.add(line(at, "m", end.words()));
      case RecordingEvent.CommandOutput _, RecordingEvent.Screen _, RecordingEvent.Alive _ -> {}
      case RecordingEvent.End _ -> rest(at, lines);
    }
  }

  private void rest(Instant at, List<String> lines) {
    var rest = text.rest();
    if (!rest.isEmpty()) {
      lines.add(line(at, "o", rest));
    }
  }

  private String line(Instant at, String kind, String data) {
    long millis = Math.max(0, Duration.between(start, at).toMillis());
    return SidecarFormat.json(List.of(BigDecimal.valueOf(millis, 3), kind, data));
  }

  /** UTF-8 that comes in pieces. */
  static final class Utf8Pieces {
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The bytes of a character that has begun. */
    private ByteBuffer begun = ByteBuffer.allocate(0);

    /** All characters that are complete with this piece. */
    String of(ByteBuffer piece) {
      return decode(piece, false);
    }

    /** What has begun and does not go on: U+FFFD. */
    String rest() {
      return decode(ByteBuffer.allocate(0), true);
    }

    private String decode(ByteBuffer piece, boolean last) {
      var bytes = ByteBuffer.allocate(begun.remaining() + piece.remaining());
      bytes.put(begun).put(piece).flip();
      var chars = CharBuffer.allocate(bytes.remaining() + 1);
      decoder.decode(bytes, chars, last);
      if (last) {
        decoder.flush(chars);
        decoder.reset();
      }
      begun = bytes.slice();
      return chars.flip().toString();
    }
  }
}
