package dev.consolegw.gateway.recording;

import dev.consolegw.config.value.Spelling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happened in a recorded session beside the output; one line of its file. */
public sealed interface RecordingEvent {
  /** When. */
  Instant at();

  /** After how much output. Never less than that of the event before. */
  long offset();

  /** Whether it may be told after the session is over: it takes a while to know. */
  default boolean mayBeLate() {
    return this instanceof Input || this instanceof Screen;
  }

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

  /**
   * Somebody runs a command in the guest.
   *
   * @param number the same as in its {@link CommandEnd}
   * @param by whose command it is, such as {@code file:alice}
   * @param session of that person
   * @param account of the guest, as whom; empty where nobody knows
   * @param line as it was given; empty for a login shell, or where it is not for who may read this
   */
  record Command(
      Instant at, long offset, long number, String by, String session, String account, String line)
      implements RecordingEvent {
    /** As a person reads it; it can be printed. */
    public String words() {
      var who = account.isEmpty() ? by : by + " as " + account;
      var what = line.isEmpty() ? "in the guest" : "in the guest: " + line;
      return Spelling.oneLine("%s runs command %d %s".formatted(who, number, what));
    }
  }

  /**
   * What a command has printed, in pieces, from the beginning; not all of much.
   *
   * @param bytes of both of its outputs, a character a byte (ISO 8859-1)
   */
  record CommandOutput(Instant at, long offset, long number, String bytes)
      implements RecordingEvent {
    /** As a person reads it; it can be printed. */
    public String words() {
      var text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      return Spelling.oneLine("command %d printed: %s".formatted(number, text.stripTrailing()));
    }
  }

  /**
   * A command has ended.
   *
   * @param exit its status, -1 if there is none
   * @param reason why there is none
   * @param in bytes that it was sent
   * @param out bytes that it printed
   */
  record CommandEnd(
      Instant at,
      long offset,
      long number,
      int exit,
      String reason,
      long in,
      long out,
      Duration took)
      implements RecordingEvent {
    /** As a person reads it; it can be printed. */
    public String words() {
      var how = exit < 0 ? "ended: " + reason : "exit=" + exit;
      return Spelling.oneLine(
          "command %d %s, %d bytes in, %d out, %d ms"
              .formatted(number, how, in, out, took.toMillis()));
    }
  }

  /**
   * What stood on the guest's screen.
   *
   * @param of after how much output; {@code offset} may be more, for it is drawn meanwhile
   * @param text its rows, with LF between them, blanks at their ends and empty rows at its end left
   *     off; cut to {@link #LONGEST} bytes of UTF-8
   */
  record Screen(Instant at, long offset, long of, int rows, int columns, String text)
      implements RecordingEvent {
    /** The longest text, in bytes. */
    public static final int LONGEST = 8 * 1024;

    /** Of rows, no longer than may be: whole rows from the top. */
    static String text(List<String> rows) {
      var text = new StringBuilder();
      int bytes = 0;
      for (var row : rows) {
        bytes += row.getBytes(StandardCharsets.UTF_8).length + 1;
        if (bytes > LONGEST) {
          break;
        }
        text.append(row).append('\n');
      }
      return text.toString().stripTrailing();
    }

    /** As a person reads it, in several lines; it can be printed. */
    public String words() {
      var words =
          new StringBuilder(
              "screen of %d rows, %d columns at offset=%d:".formatted(rows, columns, of));
      text.lines().forEach(line -> words.append("\n  | ").append(Spelling.oneLine(line)));
      return words.toString();
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
