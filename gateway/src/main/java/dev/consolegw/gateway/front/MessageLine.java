package dev.consolegw.gateway.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The line on which a person types a message to the others, key by key. One thread at a time. */
final class MessageLine {
  /** The longest message, in bytes; what is typed beyond it is dropped. */
  static final int LENGTH = 400;

  private static final ByteBuffer PROMPT = StandardCharsets.US_ASCII.encode("\r\nmessage: ");
  private static final ByteBuffer RUB_OUT = StandardCharsets.US_ASCII.encode("\b \b");

  private final ByteBuffer typed = ByteBuffer.allocate(LENGTH);
  private boolean open;

  /** What comes of a key. */
  sealed interface Outcome {
    /** The line goes on: what a terminal shows for the key. */
    record Echo(ByteBuffer shown) implements Outcome {}

    /** The line goes on: the key does nothing. */
    record Ignored() implements Outcome {}

    /** The line is complete; empty when it was given up. */
    record Complete(String text) implements Outcome {}
  }

  /** Begins an empty line; what a terminal shows for it. */
  ByteBuffer open() {
    open = true;
    typed.clear();
    return PROMPT.duplicate();
  }

  /** Whether the next key belongs to the line. */
  boolean isOpen() {
    return open;
  }

  /** Takes one byte of what is typed. */
  Outcome key(byte key) {
    return switch (key) {
      case '\r', '\n' -> complete(StandardCharsets.UTF_8.decode(typed.flip()).toString());
      case 0x03, 0x1B -> complete("");
      case 0x08, 0x7F -> rubOut() ? new Outcome.Echo(RUB_OUT.duplicate()) : new Outcome.Ignored();
      default -> {
        if (!typed.hasRemaining() || (key >= 0 && key < ' ')) {
          yield new Outcome.Ignored();
        }
        typed.put(key);
        yield new Outcome.Echo(ByteBuffer.wrap(new byte[] {key}));
      }
    };
  }

  /** Takes back the last character, all bytes of it. */
  private boolean rubOut() {
    int at = typed.position();
    while (at > 0 && (typed.get(at - 1) & 0xC0) == 0x80) {
      at--;
    }
    typed.position(Math.max(0, at - 1));
    return at > 0;
  }

  private Outcome complete(String text) {
    open = false;
    return new Outcome.Complete(text);
  }
}
