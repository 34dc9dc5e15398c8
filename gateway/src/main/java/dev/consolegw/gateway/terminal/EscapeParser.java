package dev.consolegw.gateway.terminal;

import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * Finds the keys that are meant for us in what a terminal sends: the escape byte, then one key. The
 * caller asks for one finding after the other. Any chunking of the same bytes gives the same
 * findings, but for how plain bytes are grouped. One thread at a time.
 */
public final class EscapeParser {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final byte escape;
  private final Place place;
  private final IntPredicate ours;
  private ByteBuffer plain = NOTHING;
  private char key;
  private boolean lineStart = true;
  private boolean escaped;
  private boolean stopped;

  /** Where the escape byte counts. */
  public enum Place {
    ANYWHERE,
    /** As in ssh's client: at the very beginning, after every CR and LF, and after our own keys. */
    LINE_START
  }

  /** What is found. */
  public enum Found {
    /** Bytes for the guest: {@link EscapeParser#plain}. */
    PLAIN,
    /** A key for us: {@link EscapeParser#key}. */
    KEY,
    /** Nothing more in these bytes, all of which are read. */
    END
  }

  /**
   * A parser at the start of a line.
   *
   * @param escape the escape byte
   * @param place where it counts
   * @param ours whether a key after the escape byte, 0 to 255, is for us. One that is not passes to
   *     the guest behind its escape byte; the escape byte itself, typed twice, passes once.
   */
  public EscapeParser(byte escape, Place place, IntPredicate ours) {
    this.escape = escape;
    this.place = place;
    this.ours = ours;
  }

  /**
   * Reads on until something is found.
   *
   * @param bytes what is typed; read up to the end of what is found
   */
  public Found next(ByteBuffer bytes) {
    if (stopped) {
      bytes.position(bytes.limit());
    }
    if (!escaped && findPlain(bytes)) {
      return Found.PLAIN;
    }
    return bytes.hasRemaining() ? afterEscape(bytes.get()) : Found.END;
  }

  private boolean findPlain(ByteBuffer bytes) {
    int start = bytes.position();
    while (bytes.hasRemaining() && !escaped) {
      byte next = bytes.get();
      escaped = next == escape && (lineStart || place == Place.ANYWHERE);
      lineStart = escaped || isLineEnd(next);
    }
    int count = bytes.position() - start - (escaped ? 1 : 0);
    if (count > 0) {
      plain = bytes.slice(start, count);
    }
    return count > 0;
  }

  private Found afterEscape(byte next) {
    escaped = false;
    if (ours.test(next & 0xFF)) {
      key = (char) (next & 0xFF);
      return Found.KEY;
    }
    lineStart = isLineEnd(next);
    plain = ByteBuffer.wrap(next == escape ? new byte[] {next} : new byte[] {escape, next});
    return Found.PLAIN;
  }

  /**
   * Hands over the bytes of the last {@link Found#PLAIN}, once; never empty then, and only valid as
   * long as the bytes that were read.
   */
  public ByteBuffer plain() {
    var found = plain;
    plain = NOTHING;
    return found;
  }

  /** The last {@link Found#KEY}, 0 to 255. */
  public char key() {
    return key;
  }

  /** From now on nothing is found: what is typed is read and dropped. */
  public void stop() {
    stopped = true;
  }

  private static boolean isLineEnd(byte key) {
    return key == '\r' || key == '\n';
  }
}
