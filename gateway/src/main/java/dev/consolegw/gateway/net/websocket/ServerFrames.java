package dev.consolegw.gateway.net.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.jspecify.annotations.Nullable;

/**
 * Those of a server. What a client types is handed on as it comes, so that a frame of any length
 * costs no memory; only a text is kept until all of it is there. Texts and pings come at a bounded
 * rate: what is beyond it stays in the stream, and the client waits.
 */
final class ServerFrames implements Frames {
  /** The longest text, in bytes: it is kept until all of it is there. */
  static final int TEXT_LIMIT = 16 * 1024;

  /** Texts and pings that may come at once, when there were none for a while. */
  static final int CONTROLS_AT_ONCE = 64;

  /** The same for good, a second. */
  static final int CONTROLS_A_SECOND = 20;

  /** How long one waits that comes too soon. */
  private static final Duration TOO_SOON = Duration.ofMillis(100);

  /** The longest payload of a control frame, and the longest length in a header's second byte. */
  private static final int SHORT = 125;

  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int KEY = 4;
  private static final long NANOS = 1_000_000_000;

  /** Opcodes (RFC 6455, section 5.2). */
  private static final int CONTINUATION = 0;

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final Messages messages;
  private final LongSupplier clock;

  // The header under way.
  private int seen;
  private int lengthBytes;
  private int opcode;
  private boolean last;
  private final byte[] key = new byte[KEY];

  // The payload under way.
  private boolean inside;
  private long left;
  private long at;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0); // of a control frame

  private int message = CONTINUATION; // the kind of the message under way, if there is one
  private @Nullable ByteArrayOutputStream text;
  private byte[] typed = {};
  private int typedSize;

  private double controls = CONTROLS_AT_ONCE;
  private long refilledAt;
  private boolean tooSoon;

  /**
   * @param clock as {@link System#nanoTime}
   */
  ServerFrames(Messages messages, LongSupplier clock) {
    this.messages = messages;
    this.clock = clock;
    this.refilledAt = clock.getAsLong();
  }

  @Override
  public void read(ByteBuffer stream) throws InvalidDataException {
    typed = new byte[stream.remaining()];
    typedSize = 0;
    tooSoon = false;
    int frames = AT_ONCE;
    try {
      while (stream.hasRemaining()) {
        if (inside) {
          payload(stream);
        } else if (seen == 0 && (frames-- == 0 || isTooSoon(stream))) {
          return;
        } else {
          header(stream.get() & 0xFF);
        }
      }
    } finally {
      flush();
      typed = new byte[0];
    }
  }

  @Override
  public Duration pause() {
    return tooSoon ? TOO_SOON : PAUSE;
  }

  /** Whether the frame that begins here has to wait. */
  private boolean isTooSoon(ByteBuffer stream) {
    int kind = stream.get(stream.position()) & 0x0F;
    boolean counts = kind == TEXT || kind == PING || (kind == CONTINUATION && message == TEXT);
    if (!counts) {
      return false;
    }
    long now = clock.getAsLong();
    double more = (double) (now - refilledAt) * CONTROLS_A_SECOND / NANOS;
    controls = Math.min(CONTROLS_AT_ONCE, controls + more);
    refilledAt = now;
    tooSoon = controls < 1;
    controls -= tooSoon ? 0 : 1;
    return tooSoon;
  }

  // --- a header (RFC 6455, section 5.2) ---------------------------------------------------------

  private void header(int value) throws InvalidDataException {
    seen++;
    if (seen == 1) {
      first(value);
    } else if (seen == 2) {
      second(value);
    } else if (lengthBytes > 0) {
      left = left << 8 | value;
      lengthBytes--;
    } else {
      key[at()] = (byte) value;
      at++;
    }
    if (seen > 2 && lengthBytes == 0 && at == KEY) {
      begin();
    }
  }

  private int at() {
    return (int) (at % KEY);
  }

  private void first(int value) throws InvalidDataException {
    last = (value & 0x80) != 0;
    opcode = value & 0x0F;
    boolean known = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    if ((value & 0x70) != 0 || !known) {
      throw broken("a frame of an extension that was not agreed on");
    }
    if (isControl() && !last) {
      throw broken("a control frame in pieces");
    }
    if (!isControl() && (opcode == CONTINUATION) != (message != CONTINUATION)) {
      throw broken(
          opcode == CONTINUATION
              ? "a continuation of nothing"
              : "a new message inside a fragmented one");
    }
  }

  private boolean isControl() {
    return opcode >= CLOSE;
  }

  private void second(int value) throws InvalidDataException {
    if ((value & 0x80) == 0) {
      throw broken("a frame of a client that is not masked");
    }
    int length = value & 0x7F;
    if (isControl() && length > SHORT) {
      throw broken("a control frame of more than 125 bytes");
    }
    lengthBytes = length == EIGHT_BYTES ? 8 : length == TWO_BYTES ? 2 : 0;
    left = lengthBytes == 0 ? length : 0;
    at = 0;
  }

  private void begin() throws InvalidDataException {
    if (left < 0) {
      throw broken("a frame of negative length");
    }
    seen = 0;
    at = 0;
    if (opcode == TEXT) {
      text = new ByteArrayOutputStream(0);
    }
    if (opcode == TEXT || opcode == BINARY) {
      message = opcode;
    }
    inside = left > 0;
    if (!inside) {
      end();
    }
  }

  // --- a payload --------------------------------------------------------------------------------

  private void payload(ByteBuffer stream) throws InvalidDataException {
    int count = (int) Math.min(left, stream.remaining());
    if (!isControl() && message == BINARY) {
      unmask(stream, typed, typedSize, count);
      typedSize += count;
    } else {
      var piece = new byte[count];
      unmask(stream, piece, 0, count);
      keep(piece);
    }
    left -= count;
    inside = left > 0;
    if (!inside) {
      end();
    }
  }

  private void unmask(ByteBuffer from, byte[] into, int offset, int count) {
    from.get(into, offset, count);
    int phase = at();
    for (int i = 0; i < count; i++) {
      into[offset + i] ^= key[(phase + i) % KEY];
    }
    at += count;
  }

  private void keep(byte[] piece) throws InvalidDataException {
    var into = text;
    if (isControl()) {
      kept.writeBytes(piece);
    } else if (into == null || into.size() + piece.length > TEXT_LIMIT) {
      throw new InvalidDataException(CloseFrame.TOOBIG, "a text message of more than 16 KiB");
    } else {
      into.writeBytes(piece);
    }
  }

  private void end() throws InvalidDataException {
    at = 0;
    if (isControl()) {
      var payload = kept.toByteArray();
      kept.reset();
      control(payload);
    } else if (last) {
      var whole = text;
      message = CONTINUATION;
      text = null;
      if (whole != null) {
        flush();
        messages.text(utf8(whole.toByteArray()));
      }
    }
  }

  private void control(byte[] payload) throws InvalidDataException {
    switch (opcode) {
      case PING -> {
        flush();
        messages.ping(frame(PONG, ByteBuffer.wrap(payload)));
      }
      case PONG -> messages.pong();
      default -> {
        flush();
        goodbye(payload);
      }
    }
  }

  private void goodbye(byte[] payload) throws InvalidDataException {
    if (payload.length == 0) {
      messages.closed(CloseFrame.NOCODE, "");
    } else if (payload.length == 1) {
      throw broken("a goodbye with half a code");
    } else {
      int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
      messages.closed(code, utf8(Arrays.copyOfRange(payload, 2, payload.length)));
    }
  }

  private static String utf8(byte[] bytes) throws InvalidDataException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException garbled) {
      throw new InvalidDataException(CloseFrame.NO_UTF8, "a text that is no UTF-8", garbled);
    }
  }

  private static InvalidDataException broken(String how) {
    return new InvalidDataException(CloseFrame.PROTOCOL_ERROR, how);
  }

  /** Hands on what has been typed so far. */
  private void flush() {
    if (typedSize > 0) {
      messages.binary(ByteBuffer.wrap(typed, 0, typedSize).slice());
      typed = Arrays.copyOfRange(typed, typedSize, typed.length);
      typedSize = 0;
    }
  }

  // --- what goes, which is not masked -----------------------------------------------------------

  @Override
  public ByteBuffer binary(ByteBuffer bytes) {
    return frame(BINARY, bytes);
  }

  @Override
  public ByteBuffer text(String content) {
    return frame(TEXT, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public ByteBuffer ping() {
    return frame(PING, ByteBuffer.allocate(0));
  }

  @Override
  public ByteBuffer close(int code, String reason) {
    var words = reason.getBytes(StandardCharsets.UTF_8);
    return frame(
        CLOSE, ByteBuffer.allocate(2 + words.length).putShort((short) code).put(words).flip());
  }

  private static ByteBuffer frame(int kind, ByteBuffer payload) {
    int size = payload.remaining();
    var frame = ByteBuffer.allocate(size + 10).put((byte) (0x80 | kind));
    if (size <= SHORT) {
      frame.put((byte) size);
    } else if (size <= 0xFFFF) {
      frame.put((byte) TWO_BYTES).putShort((short) size);
    } else {
      frame.put((byte) EIGHT_BYTES).putLong(size);
    }
    return frame.put(payload).flip();
  }
}
