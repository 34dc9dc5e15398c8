package dev.consolegw.gateway.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the keys that are meant for us in what a terminal sends: the escape key, then one key; and
 * the line of a message after {@code m}. Any chunking of the same bytes gives the same calls, but
 * for how keys are grouped. One thread at a time.
 */
final class EscapeParser {
  /** The longest message, in bytes; what is typed beyond it is dropped. */
  static final int MESSAGE = 400;

  private static final ByteBuffer PROMPT = StandardCharsets.US_ASCII.encode("\r\nmessage: ");
  private static final ByteBuffer RUB_OUT = StandardCharsets.US_ASCII.encode("\b \b");

  private final byte escape;
  private final Keys keys;
  private State state = State.PLAIN;
  private final ByteBuffer message = ByteBuffer.allocate(MESSAGE);

  private enum State {
    PLAIN,
    ESCAPED,
    MESSAGE
  }

  /** What a terminal's bytes turn out to be. */
  interface Keys {
    /** For the guest; never empty, and only valid during the call. */
    void plain(ByteBuffer bytes);

    /** The key after the escape key. */
    void command(char key);

    /** A message is being typed: what a terminal shows for the last key. */
    void composing(ByteBuffer echo);

    /** A message is complete; empty when it was given up. */
    void message(String text);
  }

  EscapeParser(byte escape, Keys keys) {
    this.escape = escape;
    this.keys = keys;
  }

  /** Reads everything from position to limit. */
  void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      switch (state) {
        case PLAIN -> plain(bytes);
        case ESCAPED -> escaped(bytes.get());
        case MESSAGE -> compose(bytes.get());
      }
    }
  }

  private void plain(ByteBuffer bytes) {
    int start = bytes.position();
    while (bytes.hasRemaining() && bytes.get(bytes.position()) != escape) {
      bytes.get();
    }
    int count = bytes.position() - start;
    if (count > 0) {
      keys.plain(bytes.slice(start, count));
    }
    if (bytes.hasRemaining()) {
      bytes.get();
      state = State.ESCAPED;
    }
  }

  private void escaped(byte key) {
    state = State.PLAIN;
    if (key == escape) {
      keys.plain(ByteBuffer.wrap(new byte[] {escape}));
    } else if (key == 'm') {
      state = State.MESSAGE;
      message.clear();
      keys.composing(PROMPT.duplicate());
    } else {
      keys.command((char) (key & 0xFF));
    }
  }

  private void compose(byte key) {
    switch (key) {
      case '\r', '\n' -> finish(StandardCharsets.UTF_8.decode(message.flip()).toString());
      case 0x03, 0x1B -> finish("");
      case 0x08, 0x7F -> {
        if (rubOut()) {
          keys.composing(RUB_OUT.duplicate());
        }
      }
      default -> {
        if (message.hasRemaining() && (key < 0 || key >= ' ')) {
          message.put(key);
          keys.composing(ByteBuffer.wrap(new byte[] {key}));
        }
      }
    }
  }

  /** Takes back the last character, all bytes of it. */
  private boolean rubOut() {
    int at = message.position();
    while (at > 0 && (message.get(at - 1) & 0xC0) == 0x80) {
      at--;
    }
    message.position(Math.max(0, at - 1));
    return at > 0;
  }

  private void finish(String text) {
    state = State.PLAIN;
    keys.message(text);
  }
}
