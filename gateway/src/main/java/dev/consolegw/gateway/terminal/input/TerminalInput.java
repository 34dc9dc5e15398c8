package dev.consolegw.gateway.terminal.input;

import dev.consolegw.gateway.terminal.input.InputPart.Cause;
import dev.consolegw.gateway.terminal.input.InputPart.Pasted;
import dev.consolegw.gateway.terminal.input.InputPart.Pressed;
import dev.consolegw.gateway.terminal.input.InputPart.Report;
import dev.consolegw.gateway.terminal.input.InputPart.Typed;
import dev.consolegw.gateway.terminal.input.Key.Named;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what a terminal sends: characters (UTF-8), keys in any encoding, bracketed pastes,
 * answers and reports (ECMA-48; XTerm Control Sequences; {@link KeySequences} knows the keys). Only
 * the 7-bit forms are known: the others are parts of UTF-8.
 *
 * <p>What has only begun is held, {@value #HELD} bytes at most, until its end comes or nothing has
 * come for {@link #patience}: then it was a key, such as Esc. Any chunking of the same bytes gives
 * the same parts, but for how characters and pastes are grouped. One thread at a time.
 */
public final class TerminalInput {
  /** How long it is waited for the rest of what may be a key by itself: Esc, or Alt and a sign. */
  public static final Duration PATIENCE = Duration.ofMillis(50);

  /** How long for the rest of what nobody types: a clipboard comes in pieces. */
  public static final Duration SEQUENCE_PATIENCE = Duration.ofSeconds(1);

  /** After so long without a byte a paste has lost its end, and must not swallow keys for ever. */
  public static final Duration PASTE_PATIENCE = Duration.ofSeconds(5);

  /** Longer strings are answers for sure, and are held no longer, in bytes. */
  public static final int HELD = 4096;

  /** Longer control sequences are no keys, in bytes. */
  static final int LONGEST_SEQUENCE = 64;

  private static final int ESC = 0x1B;
  private static final int BEL = 0x07;
  private static final int DEL = 0x7F;
  private static final byte[] PASTE_END = "\033[201~".getBytes(StandardCharsets.US_ASCII);

  private final int mark;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(16);
  private InputState state = InputState.GROUND;
  private int missing; // bytes of a character, or coordinates of a mouse
  private boolean isLong;

  /**
   * Nothing has come yet.
   *
   * @param mark an ASCII character that is always a part by itself where it is typed; -1 for none
   */
  public TerminalInput(int mark) {
    this.mark = mark;
  }

  /**
   * Reads on until the next part is there; null when all bytes are read.
   *
   * @param bytes what was sent; read up to the end of the part
   * @param single whether characters come one by one
   */
  public @Nullable InputPart next(ByteBuffer bytes, boolean single) {
    InputPart part = null;
    while (part == null && bytes.hasRemaining()) {
      part =
          state == InputState.GROUND
              ? ground(bytes, single)
              : goOn(bytes, bytes.get(bytes.position()) & 0xFF);
    }
    return part;
  }

  private @Nullable InputPart goOn(ByteBuffer bytes, int c) {
    return switch (state) {
      case GROUND -> throw new IllegalStateException("nothing has begun");
      case CHARACTER, ALT_CHARACTER, PASTE_CHARACTER -> character(bytes, c);
      case ESCAPE -> escape(bytes, c);
      case CONTROL -> control(bytes, c);
      case DOLLAR -> c == 'y' ? whole(bytes) : broken();
      case LINUX_KEY -> c > ' ' && c < DEL ? whole(bytes) : broken();
      case MOUSE -> mouse(bytes, c);
      case TOO_LONG -> tooLong(bytes, c);
      case SHIFT -> shift(bytes, c);
      case STRING_BEGIN -> stringBegin(bytes, c);
      case STRING -> string(bytes, c);
      case STRING_ESCAPE -> stringEscape(bytes, c);
      case PASTE -> paste(bytes, c);
    };
  }

  /** How many bytes are held: read, and in no part yet. */
  public int held() {
    return held.size();
  }

  /** How long to wait for more before {@link #expire}; empty when nothing has begun. */
  public Optional<Duration> patience() {
    return switch (state) {
      case GROUND -> Optional.empty();
      case PASTE, PASTE_CHARACTER -> Optional.of(PASTE_PATIENCE);
      case CHARACTER, ALT_CHARACTER, ESCAPE, DOLLAR, LINUX_KEY, STRING_BEGIN ->
          Optional.of(PATIENCE);
      case CONTROL, SHIFT -> Optional.of(held.size() > 2 ? SEQUENCE_PATIENCE : PATIENCE);
      case MOUSE, TOO_LONG, STRING, STRING_ESCAPE -> Optional.of(SEQUENCE_PATIENCE);
    };
  }

  /** Nothing more comes of what has begun: the part that it is; null when there is none left. */
  public @Nullable InputPart expire() {
    return switch (state) {
      case GROUND -> null;
      case CHARACTER -> new Typed(taken());
      case PASTE, PASTE_CHARACTER -> held.size() > 0 ? new Pasted(taken()) : none();
      case MOUSE -> missing == 0 ? new Report(Cause.MOUSE, taken()) : broken();
      default -> held.size() > 0 ? broken() : none();
    };
  }

  private @Nullable InputPart none() {
    begin(InputState.GROUND);
    return null;
  }

  // --- what is held -----------------------------------------------------------------------------

  private @Nullable InputPart hold(ByteBuffer bytes, InputState next) {
    held.write(bytes.get());
    state = next;
    return null;
  }

  private void begin(InputState next) {
    held.reset();
    isLong = false;
    state = next;
  }

  /** All that is held, after which something new begins. */
  private byte[] take() {
    var all = held.toByteArray();
    begin(InputState.GROUND);
    return all;
  }

  private ByteBuffer taken() {
    return ByteBuffer.wrap(take());
  }

  /** The next byte is the last of a control sequence. */
  private InputPart whole(ByteBuffer bytes) {
    held.write(bytes.get());
    var part = KeySequences.control(taken());
    if (part instanceof InputPart.PasteMark && !part.bytes().equals(ByteBuffer.wrap(PASTE_END))) {
      state = InputState.PASTE;
    }
    return part;
  }

  /** What is held is no sequence: one key all the same, so that no piece of it is another. */
  private InputPart broken() {
    boolean answer = isLong;
    var all = take();
    if (answer) {
      return new Report(Cause.QUESTION, ByteBuffer.wrap(all));
    }
    var stroke =
        switch (all.length) {
          case 1 -> KeyStroke.of(Named.ESCAPE, 0);
          case 2 -> KeyStroke.of(all[1] & 0xFF, KeyStroke.ALT);
          default -> KeyStroke.of(Named.OTHER, 0);
        };
    return new Pressed(stroke, ByteBuffer.wrap(all));
  }

  // --- characters -------------------------------------------------------------------------------

  private @Nullable InputPart ground(ByteBuffer bytes, boolean single) {
    int start = bytes.position();
    int at = start;
    boolean more = true;
    while (more && at < bytes.limit()) {
      int c = bytes.get(at) & 0xFF;
      int length = c == ESC || (c == mark && at > start) ? 0 : Utf8Bytes.lengthAt(bytes, at, c);
      at += length;
      more = length > 0 && c != mark && !single;
    }
    if (at > start) {
      var typed = new byte[at - start];
      bytes.get(typed);
      return new Typed(ByteBuffer.wrap(typed));
    }
    int first = bytes.get(start) & 0xFF;
    missing = Utf8Bytes.lengthAfter(first) - 1;
    return hold(bytes, first == ESC ? InputState.ESCAPE : InputState.CHARACTER);
  }

  private @Nullable InputPart character(ByteBuffer bytes, int c) {
    var within = state;
    if (Utf8Bytes.continues(c)) {
      InputPart _ = hold(bytes, state);
      missing--;
    }
    if (missing > 0 && Utf8Bytes.continues(c)) {
      return null;
    }
    var all = taken();
    if (within == InputState.PASTE_CHARACTER) {
      state = InputState.PASTE;
      return new Pasted(all);
    }
    boolean alt = within == InputState.ALT_CHARACTER;
    return alt ? new Pressed(KeyStroke.of(Named.OTHER, KeyStroke.ALT), all) : new Typed(all);
  }

  // --- sequences --------------------------------------------------------------------------------

  private @Nullable InputPart escape(ByteBuffer bytes, int c) {
    boolean isMark = c == mark && c < ' ';
    return switch (c) {
      case '[' -> hold(bytes, InputState.CONTROL);
      case 'O' -> hold(bytes, InputState.SHIFT);
      case 'P', ']', '_' -> hold(bytes, InputState.STRING_BEGIN);
      default -> {
        missing = Utf8Bytes.lengthAfter(c) - 1;
        if (missing > 0) {
          yield hold(bytes, InputState.ALT_CHARACTER);
        }
        if (c != ESC && !isMark && c <= DEL) {
          held.write(bytes.get());
        }
        yield broken();
      }
    };
  }

  private @Nullable InputPart control(ByteBuffer bytes, int c) {
    boolean first = held.size() == 2;
    if (first && c == '[') {
      return hold(bytes, InputState.LINUX_KEY);
    }
    if (first && c == 'M') {
      missing = 3;
      return hold(bytes, InputState.MOUSE);
    }
    if (c >= ' ' && c < '@') {
      boolean ends = c == '$' && isNumber();
      if (held.size() == LONGEST_SEQUENCE) {
        state = InputState.TOO_LONG;
        return tooLong(bytes, c);
      }
      return hold(bytes, ends ? InputState.DOLLAR : InputState.CONTROL);
    }
    return c >= '@' && c < DEL ? whole(bytes) : broken();
  }

  private boolean isNumber() {
    return held.toString(StandardCharsets.US_ASCII).substring(2).matches("\\d+");
  }

  /** Coordinates above 95 are two bytes in UTF-8, or one of more than 127. */
  private @Nullable InputPart mouse(ByteBuffer bytes, int c) {
    var all = held.toByteArray();
    int before = all[all.length - 1] & 0xFF;
    if (all.length > 3 && Utf8Bytes.lengthAfter(before) == 2 && Utf8Bytes.continues(c)) {
      return missing == 0 ? report(bytes) : hold(bytes, InputState.MOUSE);
    }
    if (missing == 0) {
      return new Report(Cause.MOUSE, taken());
    }
    if (c < ' ') {
      return broken();
    }
    missing--;
    return missing == 0 && Utf8Bytes.lengthAfter(c) != 2
        ? report(bytes)
        : hold(bytes, InputState.MOUSE);
  }

  private InputPart report(ByteBuffer bytes) {
    held.write(bytes.get());
    return new Report(Cause.MOUSE, taken());
  }

  /** What is so long comes on as it is; nothing of it is a key. */
  private @Nullable InputPart tooLong(ByteBuffer bytes, int c) {
    boolean goesOn = c >= ' ' && c < '@';
    boolean ends = c >= '@' && c < DEL;
    if (goesOn || ends) {
      held.write(bytes.get());
    }
    var all = taken();
    state = goesOn ? InputState.TOO_LONG : InputState.GROUND;
    return all.hasRemaining() ? new Report(Cause.QUESTION, all) : null;
  }

  private @Nullable InputPart shift(ByteBuffer bytes, int c) {
    boolean isParameter = (c >= '0' && c <= '9') || c == ';';
    if (isParameter && held.size() < LONGEST_SEQUENCE) {
      return hold(bytes, InputState.SHIFT);
    }
    if (c < '@' || c >= DEL) {
      return broken();
    }
    held.write(bytes.get());
    return new Pressed(KeySequences.shifted((char) c), taken());
  }

  // --- strings ----------------------------------------------------------------------------------

  /** Alt with one of these letters is a key; an answer goes on with what nobody types next. */
  private @Nullable InputPart stringBegin(ByteBuffer bytes, int c) {
    boolean answers =
        switch (introducer()) {
          case 'P' -> c >= ' ' && c < '@';
          case ']' -> (c >= '0' && c <= '9') || c == 'l' || c == 'L';
          default -> c == 'G';
        };
    return answers ? hold(bytes, InputState.STRING) : broken();
  }

  private int introducer() {
    return held.toByteArray()[1];
  }

  private @Nullable InputPart string(ByteBuffer bytes, int c) {
    if (c == ESC) {
      return hold(bytes, InputState.STRING_ESCAPE);
    }
    if (c == BEL && (isLong || introducer() == ']')) {
      held.write(bytes.get());
      return new Report(Cause.QUESTION, taken());
    }
    if (c < ' ' || c == DEL) {
      return held.size() > 0 ? broken() : none(); // no answer has these in it
    }
    held.write(bytes.get());
    if (held.size() < HELD) {
      return null;
    }
    var piece = new Report(Cause.QUESTION, taken());
    isLong = true;
    state = InputState.STRING;
    return piece;
  }

  private @Nullable InputPart stringEscape(ByteBuffer bytes, int c) {
    if (c == '\\') {
      held.write(bytes.get());
      return new Report(Cause.QUESTION, taken());
    }
    boolean answer = isLong;
    var all = take();
    held.write(ESC); // which begins anew
    state = InputState.ESCAPE;
    var before = ByteBuffer.wrap(Arrays.copyOf(all, all.length - 1));
    if (!before.hasRemaining()) {
      return null;
    }
    return answer
        ? new Report(Cause.QUESTION, before)
        : new Pressed(KeyStroke.of(Named.OTHER, 0), before);
  }

  // --- pastes -----------------------------------------------------------------------------------

  private @Nullable InputPart paste(ByteBuffer bytes, int c) {
    if (c == PASTE_END[held.size()]) {
      held.write(bytes.get());
      return held.size() == PASTE_END.length ? new InputPart.PasteMark(taken()) : null;
    }
    if (held.size() > 0) {
      var piece = new Pasted(taken());
      state = InputState.PASTE;
      return piece;
    }
    int start = bytes.position();
    int at = start;
    boolean more = true;
    while (more && at < bytes.limit() && bytes.get(at) != ESC) {
      int length = Utf8Bytes.lengthAt(bytes, at, bytes.get(at) & 0xFF);
      at += length;
      more = length > 0;
    }
    if (at == start) {
      missing = Utf8Bytes.lengthAfter(c) - 1;
      return hold(bytes, InputState.PASTE_CHARACTER);
    }
    var text = new byte[at - start];
    bytes.get(text);
    return new Pasted(ByteBuffer.wrap(text));
  }
}
