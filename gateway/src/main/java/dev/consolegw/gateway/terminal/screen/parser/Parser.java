package dev.consolegw.gateway.terminal.screen.parser;

/**
 * The states of a terminal that reads 7-bit controls and UTF-8 (ECMA-48; Paul Williams' state
 * machine for DEC's terminals; Unicode 3.9, D93b). Nothing of a string ({@code OSC}, {@code DCS}
 * and their like) is kept or told. What no terminal understands is taken as it takes it: a control
 * within a sequence is obeyed and the sequence goes on, CAN and SUB end it, ESC begins another.
 *
 * <p>Any chunking gives the same. One thread at a time; never blocks; 300 bytes, whatever is fed.
 */
public final class Parser {
  /** Who opens something and does not end it within so many bytes is not waited for. */
  private static final int PATIENCE = 4096;

  private static final int ESC = 0x1B;
  private static final int BEL = 0x07;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1A;
  private static final int DEL = 0x7F;
  private static final int ST_IN_UTF8_1 = 0xC2;
  private static final int ST_IN_UTF8_2 = 0x9C;
  private static final int TO_7_BIT = 0x40;

  private enum State {
    GROUND,
    CHARACTER,
    ESCAPE,
    CONTROL,
    STRING,
    STRING_ESCAPE
  }

  private final Sink sink;
  private final Parameters parameters = new Parameters();
  private final Utf8 utf8 = new Utf8();

  /**
   * Controls within a sequence that is still open. They are obeyed when it ends, so that until then
   * nothing has happened and one may go on from before the sequence.
   */
  private final byte[] within = new byte[32];

  private int withinCount;
  private State state = State.GROUND;
  private int intermediate;
  private boolean endsWithBell;
  private boolean halfOfSt;
  private long fed;
  private long opened; // offset of the first byte of what is open
  private long escaped; // of the ESC within a string

  public Parser(Sink sink) {
    this.sink = sink;
  }

  /** Takes bytes, which are read within this call. */
  public void feed(byte[] bytes, int from, int to) {
    long base = fed - from;
    int at = from;
    while (at < to) {
      int c = bytes[at];
      if (state == State.GROUND && c >= ' ' && c < DEL) {
        int end = at + 1;
        while (end < to && bytes[end] >= ' ' && bytes[end] < DEL) {
          end++;
        }
        sink.text(bytes, at, end);
        at = end;
      } else if (state == State.CONTROL && c >= ' ' && c < '@') {
        parameters.take(c);
        at++;
      } else {
        take(c & 0xFF, base + at);
        at++;
      }
    }
    fed = base + to;
  }

  /** How many bytes were fed. */
  public long fed() {
    return fed;
  }

  /**
   * How many of them stand before what is open: a sequence, a string, a character. Nothing from
   * there on has been told to the sink. Something that is open for more than 4 KiB does not count.
   */
  public long settled() {
    return state == State.GROUND || fed - opened > PATIENCE ? fed : opened;
  }

  /** Bytes are missing here: what is open will not be ended. */
  public void gap() {
    withinCount = 0;
    state = State.GROUND;
  }

  /** Whether a terminal that has read this waits for the rest of an escape or control sequence. */
  public boolean isInSequence() {
    return state == State.ESCAPE || state == State.CONTROL;
  }

  /** Whether a terminal that has read this waits for the end of a string. */
  public boolean isInString() {
    return state == State.STRING || state == State.STRING_ESCAPE;
  }

  private void take(int c, long offset) {
    switch (state) {
      case GROUND -> ground(c, offset);
      case CHARACTER -> character(c, offset);
      case ESCAPE, CONTROL -> {
        if (c < ' ') {
          interrupt(c, offset);
        } else if (c >= 0x80) {
          end();
          ground(c, offset);
        } else if (state == State.ESCAPE) {
          escape(c);
        } else {
          control(c);
        }
      }
      case STRING, STRING_ESCAPE -> string(c, offset);
    }
  }

  private void ground(int c, long offset) {
    if (c >= 0x80) {
      opened = offset;
      if (utf8.begin(c)) {
        state = State.CHARACTER;
      } else {
        sink.character(Utf8.REPLACEMENT);
      }
    } else if (c == ESC) {
      opened = offset;
      beginEscape();
    } else if (c < ' ') {
      sink.control(c);
    }
  }

  private void character(int c, long offset) {
    switch (utf8.take(c)) {
      case OPEN -> {}
      case WHOLE -> {
        state = State.GROUND;
        whole(utf8.codePoint());
      }
      case BROKEN -> {
        state = State.GROUND;
        sink.character(Utf8.REPLACEMENT);
        if (c >= ' ' && c < DEL) {
          sink.text(new byte[] {(byte) c}, 0, 1);
        } else {
          ground(c, offset);
        }
      }
    }
  }

  private void whole(int codePoint) {
    if (codePoint >= 0xA0) {
      sink.character(codePoint);
    } else {
      beginEscape();
      escape(codePoint - TO_7_BIT);
    }
  }

  private void beginEscape() {
    state = State.ESCAPE;
    intermediate = 0;
  }

  /** Takes a byte from 0x20 to 0x7F after ESC. */
  private void escape(int c) {
    if (c == DEL) {
      return;
    }
    if (c < '0') {
      intermediate = c;
    } else if (intermediate != 0) {
      end();
      sink.escape(intermediate, c);
    } else {
      switch (c) {
        case '[' -> {
          state = State.CONTROL;
          parameters.begin();
        }
        case ']', 'P', 'X', '^', '_', 'k' -> {
          obeyWithin();
          state = State.STRING;
          endsWithBell = c == ']';
          halfOfSt = false;
        }
        default -> {
          end();
          sink.escape(0, c);
        }
      }
    }
  }

  /** Takes a byte from 0x20 to 0x7F after CSI. */
  private void control(int c) {
    if (c < '@') {
      parameters.take(c);
    } else if (c != DEL) {
      end();
      if (!parameters.isBroken()) {
        sink.sequence(parameters, c);
      }
    }
  }

  /** A control within a sequence. */
  private void interrupt(int c, long offset) {
    switch (c) {
      case ESC -> {
        obeyWithin();
        opened = offset;
        beginEscape();
      }
      case CAN, SUB -> end();
      default -> {
        if (withinCount == within.length) {
          obeyWithin();
        }
        within[withinCount++] = (byte) c;
      }
    }
  }

  /** What was open is over. */
  private void end() {
    state = State.GROUND;
    obeyWithin();
  }

  private void obeyWithin() {
    for (int i = 0; i < withinCount; i++) {
      sink.control(within[i]);
    }
    withinCount = 0;
  }

  private void string(int c, long offset) {
    if (state == State.STRING_ESCAPE && c != ESC) {
      if (c == '\\') {
        state = State.GROUND;
      } else { // no end, but another sequence
        opened = escaped;
        beginEscape();
        take(c, offset);
      }
    } else if (c == ESC) {
      state = State.STRING_ESCAPE;
      escaped = offset;
    } else if (endsString(c)) {
      state = State.GROUND;
    } else {
      halfOfSt = c == ST_IN_UTF8_1;
    }
  }

  private boolean endsString(int c) {
    return switch (c) {
      case CAN, SUB -> true;
      case BEL -> endsWithBell;
      case ST_IN_UTF8_2 -> halfOfSt;
      default -> false;
    };
  }
}
