package dev.consolegw.gateway.shell.posix;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * What a command has printed and nobody has read yet: {@value #ENOUGH} bytes at most, and one chunk
 * of each of its sources. One reader at a time.
 */
final class OutputPipe extends InputStream {
  /** With more than this the guest is held back. */
  static final int ENOUGH = 64 * 1024;

  private final Dialogue dialogue;
  private final boolean terminal;

  // Guarded by the dialogue.
  private final Queue<byte[]> chunks = new ArrayDeque<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private int sources;
  private int size;
  private int at;
  private boolean discarded;

  /**
   * A pipe.
   *
   * @param sources how many must end before it does
   * @param terminal it shows what a terminal would: lines end with CR LF
   */
  OutputPipe(Dialogue dialogue, int sources, boolean terminal) {
    this.dialogue = dialogue;
    this.sources = sources;
    this.terminal = terminal;
  }

  /** Adds a chunk; {@code more} is called when there may be another one. */
  void add(byte[] chunk, Runnable more) {
    byte[] shown = terminal ? carriageReturns(chunk) : chunk;
    dialogue.change(() -> {
      if (!discarded) {
        chunks.add(shown);
        size += shown.length;
      }
      held.add(more);
    });
    letGo();
  }

  /** One of its sources has ended. */
  void endOfSource() {
    dialogue.change(() -> sources--);
  }

  /** Nobody reads any more. */
  void discard() {
    dialogue.change(() -> {
      discarded = true;
      chunks.clear();
      size = 0;
      at = 0;
    });
    letGo();
  }

  private void letGo() {
    Queue<Runnable> now = new ArrayDeque<>();
    dialogue.change(() -> {
      if (size <= ENOUGH) {
        now.addAll(held);
        held.clear();
      }
    });
    now.forEach(Runnable::run);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    dialogue.await(() -> !chunks.isEmpty() || sources <= 0 || discarded);
    int[] read = {-1};
    dialogue.change(() -> {
      byte[] first = chunks.peek();
      if (first == null) {
        return;
      }
      read[0] = Math.min(length, first.length - at);
      System.arraycopy(first, at, into, offset, read[0]);
      at += read[0];
      size -= read[0];
      if (at == first.length) {
        chunks.remove();
        at = 0;
      }
    });
    letGo();
    return read[0];
  }

  @Override
  public int available() {
    int[] there = {0};
    dialogue.change(() -> there[0] = size);
    return there[0];
  }

  @Override
  public void close() {
    discard();
  }

  private static byte[] carriageReturns(byte[] chunk) {
    int lines = 0;
    for (byte b : chunk) {
      lines += b == '\n' ? 1 : 0;
    }
    byte[] shown = new byte[chunk.length + lines];
    int at = 0;
    for (byte b : chunk) {
      if (b == '\n') {
        shown[at++] = '\r';
      }
      shown[at++] = b;
    }
    return shown;
  }
}
