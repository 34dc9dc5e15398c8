package dev.consolegw.gateway.client;

import java.nio.ByteBuffer;

/**
 * Finds the keys that are meant for us, as ssh's client does: the escape character at the start of
 * a line, then one key. A line starts at the very beginning and after every CR and LF. Any chunking
 * of the same bytes gives the same calls, but for how keys are grouped. One thread.
 */
final class EscapeKeys {
  private final byte escape;
  private final Keys keys;
  private boolean lineStart = true;
  private boolean pending;
  private boolean left;

  /** What is typed turns out to be. */
  interface Keys {
    /** For the guest; never empty, and only valid during the call. */
    void plain(ByteBuffer bytes);

    /** {@code .}: the person leaves; what follows is not read any more. */
    void leave();

    /** {@code B}. */
    void sendBreak();

    /** {@code ?}. */
    void help();
  }

  EscapeKeys(byte escape, Keys keys) {
    this.escape = escape;
    this.keys = keys;
  }

  /** Reads everything from position to limit. */
  void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !left) {
      if (pending) {
        pending = false;
        escaped(bytes.get());
      } else {
        plain(bytes);
      }
    }
  }

  private void plain(ByteBuffer bytes) {
    int start = bytes.position();
    while (bytes.hasRemaining() && !pending) {
      byte key = bytes.get();
      pending = lineStart && key == escape;
      lineStart = pending || isLineEnd(key);
    }
    int count = bytes.position() - start - (pending ? 1 : 0);
    if (count > 0) {
      keys.plain(bytes.slice(start, count));
    }
  }

  private void escaped(byte key) {
    switch (key) {
      case '.' -> {
        left = true;
        keys.leave();
      }
      case 'B' -> keys.sendBreak();
      case '?' -> keys.help();
      default -> {
        lineStart = isLineEnd(key);
        keys.plain(ByteBuffer.wrap(key == escape ? new byte[] {key} : new byte[] {escape, key}));
      }
    }
  }

  private static boolean isLineEnd(byte key) {
    return key == '\r' || key == '\n';
  }
}
