package dev.consolegw.gateway.recording;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What happened in a recorded session beside the output; one line of its file. */
public sealed interface RecordingEvent {
  /** When. */
  Instant at();

  /** After how much output. Never less than that of the event before. */
  long offset();

  /** The terminal has this size. */
  record Size(Instant at, long offset, int columns, int rows) implements RecordingEvent {}

  /**
   * From here on this person's keys are sent.
   *
   * @param writer such as {@code file:alice}; empty when the seat is free
   * @param session of the writer; empty when the seat is free
   */
  record Seat(Instant at, long offset, String writer, String session) implements RecordingEvent {}

  /**
   * From here on this person's keys are sent beside those of the seat's holder, or no longer.
   *
   * @param writer such as {@code file:bob}
   * @param session of the writer
   * @param writes false when they no longer are
   */
  record Joined(Instant at, long offset, String writer, String session, boolean writes)
      implements RecordingEvent {}

  /**
   * Something was typed; written down when it is complete.
   *
   * @param by whose input it is
   * @param since when its first byte was typed
   * @param bytes as they were typed, a character a byte (ISO 8859-1)
   */
  record Input(Instant at, long offset, String by, Instant since, String bytes)
      implements RecordingEvent {
    /** As UTF-8; what is none is shown as U+FFFD. */
    public String text() {
      return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }

  /** The session was still there. Now and then, so that little is unknown after a kill. */
  record Alive(Instant at, long offset) implements RecordingEvent {}

  /**
   * The end.
   *
   * @param to where the span of output ends; more than {@code offset} when nobody saw the end
   * @param exit the session's exit status, -1 if nobody knows it
   * @param withheld typed bytes that are not on record
   */
  record End(Instant at, long offset, long to, int exit, String reason, long withheld)
      implements RecordingEvent {}
}
