package dev.consolegw.gateway.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Takes the answers of a terminal out of what comes from it. A terminal that is asked for its
 * cursor, kind, colours or settings types the answer (ECMA-48; XTerm Control Sequences); so do all
 * the terminals that a guest's question is shown on.
 *
 * <p>Answers are control sequences that no key sends: those with a private mark ({@code ? > =}),
 * reports that end in {@code R n t x} with numbers, or in {@code $y}, and the strings DCS, OSC and
 * APC. {@code CSI 1;2R} to {@code CSI 1;16R} is F3 with Shift and the like, and passes; so does
 * everything in a bracketed paste. Only the 7-bit forms are known: the others are parts of UTF-8.
 *
 * <p>What may become an answer is held. Any chunking of the same bytes gives the same result. One
 * thread at a time.
 */
public final class TerminalReplies {
  /** How long it is waited for the rest, as Escape is a key, too. */
  public static final Duration PATIENCE = Duration.ofMillis(50);

  /** The same in a string that is too long for anybody's keys: a clipboard comes in pieces. */
  public static final Duration STRING_PATIENCE = Duration.ofSeconds(1);

  /** Longer control sequences are passed on, in bytes. */
  static final int LONGEST_SEQUENCE = 64;

  /** Longer strings are answers for sure, and are held no longer, in bytes. */
  public static final int HELD = 4096;

  private static final byte ESC = 0x1B;
  private static final byte BEL = 0x07;
  private static final byte DEL = 0x7F;
  private static final String PASTE = "200~";
  private static final byte[] PASTE_END = "\033[201~".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern ANSWER =
      Pattern.compile("[?>=].*|\\d+;\\d+R|\\d[\\d;]*[ntx]|[\\d;]+\\$y");
  private static final Pattern F3 = Pattern.compile("1;([2-9]|1[0-6])R");

  private final ByteArrayOutputStream keys;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(16);
  private State state = State.KEYS;
  private byte introducer;
  private boolean isLong;
  private int endSeen;

  private enum State {
    KEYS,
    ESCAPE,
    SEQUENCE,
    STRING_BEGIN,
    STRING,
    STRING_ESCAPE,
    PASTE
  }

  /**
   * @param keys gets what is no answer
   */
  public TerminalReplies(ByteArrayOutputStream keys) {
    this.keys = keys;
  }

  /** How many bytes may yet become an answer. */
  public int held() {
    return held.size();
  }

  /** Whether it waits for more; see {@link #patience}. */
  public boolean waits() {
    return state != State.KEYS && state != State.PASTE;
  }

  /** How long to wait for more before {@link #release}. */
  public Duration patience() {
    return isLong ? STRING_PATIENCE : PATIENCE;
  }

  /** Nothing more comes: these were keys. A long string that lost its end was none. */
  public void release() {
    if (!isLong) {
      keys.writeBytes(held.toByteArray());
    }
    begin(State.KEYS);
  }

  private void begin(State next) {
    held.reset();
    isLong = false;
    endSeen = 0;
    state = next;
  }

  public void feed(byte key) {
    switch (state) {
      case KEYS -> plain(key);
      case ESCAPE -> escaped(key);
      case SEQUENCE -> sequence(key);
      case STRING_BEGIN -> stringBegins(key);
      case STRING -> string(key);
      case STRING_ESCAPE -> stringEscaped(key);
      case PASTE -> pasted(key);
    }
  }

  private void plain(byte key) {
    if (key == ESC) {
      held.write(key);
      state = State.ESCAPE;
    } else {
      keys.write(key);
    }
  }

  private void escaped(byte key) {
    switch (key) {
      case '[' -> hold(key, State.SEQUENCE);
      case 'P', ']', '_' -> {
        introducer = key;
        hold(key, State.STRING_BEGIN);
      }
      default -> wasKeys(key);
    }
  }

  private void hold(byte key, State next) {
    held.write(key);
    state = next;
  }

  /** What was held is no answer; this byte begins anew. */
  private void wasKeys(byte key) {
    release();
    plain(key);
  }

  private void sequence(byte key) {
    if (key >= ' ' && key < '@' && held.size() < LONGEST_SEQUENCE) {
      held.write(key);
    } else if (key >= '@' && key < DEL) {
      held.write(key);
      var body = held.toString(StandardCharsets.US_ASCII).substring(2);
      if (ANSWER.matcher(body).matches() && !F3.matcher(body).matches()) {
        begin(State.KEYS);
      } else {
        release();
        state = body.equals(PASTE) ? State.PASTE : State.KEYS;
      }
    } else {
      wasKeys(key);
    }
  }

  /** Alt with one of these letters is a key; an answer goes on with what nobody types next. */
  private void stringBegins(byte key) {
    boolean answers =
        switch (introducer) {
          case 'P' -> key >= ' ' && key < '@';
          case ']' -> (key >= '0' && key <= '9') || key == 'l' || key == 'L';
          default -> key == 'G';
        };
    if (answers) {
      hold(key, State.STRING);
    } else {
      wasKeys(key);
    }
  }

  private void string(byte key) {
    if (key == ESC) {
      hold(key, State.STRING_ESCAPE);
    } else if (key == BEL && introducer == ']') {
      begin(State.KEYS);
    } else if ((key >= 0 && key < ' ') || key == DEL) {
      wasKeys(key); // no answer has these in it
    } else if (held.size() < HELD) {
      held.write(key);
    } else {
      isLong = true;
    }
  }

  private void stringEscaped(byte key) {
    if (key == '\\') {
      begin(State.KEYS);
      return;
    }
    var before = held.toByteArray();
    held.reset();
    held.write(before, 0, before.length - 1);
    wasKeys(ESC);
    feed(key);
  }

  private void pasted(byte key) {
    keys.write(key);
    if (key == PASTE_END[endSeen]) {
      endSeen++;
    } else {
      endSeen = key == ESC ? 1 : 0;
    }
    if (endSeen == PASTE_END.length) {
      begin(State.KEYS);
    }
  }
}
