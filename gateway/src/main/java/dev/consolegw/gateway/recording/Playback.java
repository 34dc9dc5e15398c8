package dev.consolegw.gateway.recording;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recording from beginning to end: its output and its events, in their order. Times never go
 * back; those of output are exact to a second. One thread at a time, only on a thread of {@link
 * HistoryReader#diskThreads}.
 */
public final class Playback implements Closeable {
  private static final int PIECE = 32 * 1024;

  /** Steps that one call returns at most, so that others have their turn at the disk. */
  private static final int BATCH = 16;

  private final Recording recording;
  private final HistoryReader history;
  private final BufferedReader lines;
  private final long to;
  private long cursor;
  private Instant now;
  private @Nullable RecordingEvent next;

  /** What comes next. */
  public sealed interface Step {
    Instant at();

    /** The guest printed this. */
    record Output(Instant at, ByteBuffer bytes) implements Step {}

    /** Output that is not kept. */
    record Missing(Instant at, long from, long to) implements Step {}

    /** Something else happened. */
    record Happened(Instant at, RecordingEvent event) implements Step {}
  }

  /**
   * Opens a recording; what happens from now on is no longer in it.
   *
   * @throws IOException when its file cannot be read
   */
  public Playback(Recording recording, HistoryReader history) throws IOException {
    this(recording, history, recording.header().from());
  }

  /**
   * Opens a recording in its midst.
   *
   * @param from the offset at which it begins; what happened before that is left out
   * @throws IOException when its file cannot be read
   */
  public Playback(Recording recording, HistoryReader history, long from) throws IOException {
    this.recording = recording;
    this.history = history;
    this.cursor = Math.max(from, recording.header().from());
    this.now = startOf(cursor);
    this.to =
        Math.min(recording.end().map(RecordingEvent.End::to).orElse(Long.MAX_VALUE), history.end());
    this.lines = RecordingFile.reader(recording.file());
    Header _ = SidecarFormat.header(lines.readLine());
    this.next = firstEvent();
  }

  private Instant startOf(long offset) {
    var start = recording.header().start();
    return offset == recording.header().from()
        ? start
        : history.timeOf(offset - 1).filter(start::isBefore).orElse(start); // a silence may follow
  }

  private @Nullable RecordingEvent firstEvent() throws IOException {
    var event = nextEvent();
    while (event != null && event.offset() < cursor && !(event instanceof RecordingEvent.End)) {
      event = nextEvent();
    }
    return event;
  }

  /** The next steps; none at the end. */
  public List<Step> next() throws IOException {
    var steps = new ArrayList<Step>(BATCH);
    var step = step();
    while (step.isPresent()) {
      steps.add(step.get());
      step = steps.size() < BATCH ? step() : Optional.empty();
    }
    return steps;
  }

  private Optional<Step> step() throws IOException {
    var event = next;
    if (event != null && (event.offset() <= cursor || cursor >= to)) {
      next = nextEvent();
      return Optional.of(new Step.Happened(moveTo(event.at()), event));
    }
    return cursor < to
        ? output(event == null ? to : Math.min(to, event.offset()))
        : Optional.empty();
  }

  private Optional<Step> output(long until) throws IOException {
    var span = history.spanOf(cursor);
    var at = moveTo(span.map(one -> one.at()).orElse(now));
    long limit = Math.min(until, span.map(one -> one.until()).orElse(until)) - cursor;
    var bytes = ByteBuffer.allocate(Math.clamp(limit, 1, PIECE));
    long from = cursor;
    return switch (history.read(from, bytes, HistoryReader.Access.DISK)) {
      case ReadResult.Bytes(int count) -> {
        cursor += count;
        yield Optional.of(new Step.Output(at, bytes.flip()));
      }
      case ReadResult.Gap gap -> {
        // What a kill left: nothing of this recording comes after it.
        cursor = Math.min(gap.resumesAt(), to);
        yield cursor == recording.end().map(RecordingEvent.End::to).orElse(-1L)
            ? step()
            : Optional.of(new Step.Missing(at, from, cursor));
      }
      case ReadResult.Nothing _, ReadResult.OnDisk _ -> {
        cursor = to;
        yield step();
      }
    };
  }

  private Instant moveTo(Instant at) {
    now = at.isAfter(now) ? at : now;
    return now;
  }

  private @Nullable RecordingEvent nextEvent() throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var event = SidecarFormat.event(line);
      if (event.isPresent()) {
        return event.get();
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
