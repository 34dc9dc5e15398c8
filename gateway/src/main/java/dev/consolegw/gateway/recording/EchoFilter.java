package dev.consolegw.gateway.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets through what was typed and the guest has shown, and nothing else, so that passwords stay out
 * of the record. It does not guess what a prompt looks like. The rule:
 *
 * <ol>
 *   <li>A line begins with the first key after the end of the last one. Its echo begins with the
 *       very next byte that the guest prints after that key was typed, or after the echo of the
 *       line before, whichever is later.
 *   <li>The echo of the next key follows that of the key before without a byte between: a printable
 *       byte as itself, CR and LF as CR LF or LF, a control as {@code ^X}, a backspace as {@code BS
 *       SP BS}, {@code BS ESC [ K} or BEL. It comes within a second of its key.
 *   <li>What does not follow this rule is withheld, with all keys after it up to the end of the
 *       line: CR, LF, Ctrl-C, Ctrl-D, Ctrl-Z, Ctrl-\.
 *   <li>A whole line is let through. A part of one only if it is at least {@value #EVIDENCE} bytes.
 * </ol>
 *
 * So whatever is let through stands in the output, byte after byte and in one piece, where it was
 * typed: a password that the guest does not print is never recorded, and of what it prints by
 * chance at most a piece that the output shows as well. The price: lines that were edited in the
 * middle, completed with Tab, or torn by the kernel's messages are withheld from there on.
 *
 * <p>One thread at a time. Times and offsets are what the caller says they are.
 */
final class EchoFilter {
  /** How long an echo may take. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Typed bytes that may wait for their echo; with more, all that waits is withheld. */
  static final int MOST = 16 * 1024;

  /** The longest piece that is let through at once. */
  static final int PIECE = 4 * 1024;

  /** Below this, a part of a line may have been shown by chance. */
  static final int EVIDENCE = 4;

  private static final int DELETE = 0x7F;
  private static final List<byte[]> NEW_LINE = List.of(ascii("\r\n"), ascii("\n"));
  private static final List<byte[]> RUBBED_OUT =
      List.of(ascii("\b \b"), ascii("\b\u001b[K"), ascii("\u0007"));

  private final Consumer<Piece> shown;
  private final Deque<Keys> pending = new ArrayDeque<>();
  private final ByteArrayOutputStream run = new ByteArrayOutputStream();
  private final ByteArrayOutputStream echo = new ByteArrayOutputStream();
  private Instant runSince = Instant.EPOCH;
  private boolean inLine;
  private boolean spoiled;
  private long next;
  private int waiting;
  private long withheld;

  /** Typed bytes that the guest has shown; {@code since} is the time of the first. */
  record Piece(Instant since, String bytes) {}

  /** Keys that came together, after so much output. */
  private static final class Keys {
    final Instant at;
    final long offset;
    final ByteBuffer bytes;

    Keys(Instant at, long offset, ByteBuffer bytes) {
      this.at = at;
      this.offset = offset;
      this.bytes = bytes;
    }

    int key() {
      return bytes.get(bytes.position()) & 0xFF;
    }
  }

  EchoFilter(Consumer<Piece> shown) {
    this.shown = shown;
  }

  /**
   * Keys are about to be sent.
   *
   * @param offset how much the guest has printed before; never less than at the last call
   * @param bytes the caller's; stay as they are
   */
  void typed(Instant at, long offset, ByteBuffer bytes) {
    int count = bytes.remaining();
    if (waiting + count > MOST) {
      giveUp();
      withheld += count;
      spoiled = count > 0 && !endsLine(bytes.get(bytes.limit() - 1) & 0xFF);
    } else if (count > 0) {
      pending.add(new Keys(at, offset, ByteBuffer.allocate(count).put(bytes.duplicate()).flip()));
      waiting += count;
      skipSpoiled();
    }
  }

  /** The offset of the output that it has to see next; -1 when it waits for none. */
  long needs() {
    while (!pending.isEmpty()) {
      var keys = pending.element();
      if (!inLine) {
        next = Math.max(next, keys.offset);
      } else if (keys.offset > next && echo.size() == 0) {
        spoil(); // something else was printed before this key was typed
        continue;
      }
      return next;
    }
    return -1;
  }

  /** What the guest printed at {@link #needs}; takes as much of it as it wants. */
  void shown(ByteBuffer output) {
    while (output.hasRemaining() && needs() == next) {
      if (!inLine) {
        inLine = true;
        runSince = pending.element().at;
      }
      echo.write(output.get());
      next++;
      if (!match()) {
        return;
      }
    }
  }

  /** Whether the output may go on being read from where it is. */
  private boolean match() {
    var keys = pending.element();
    int key = keys.key();
    var so = echo.toByteArray();
    boolean possible = false;
    for (var whole : echoes(key)) {
      boolean begins = startsWith(whole, so);
      if (begins && whole.length == so.length) {
        echoed(keys, key);
        return inLine; // a new line looks for its own beginning
      }
      possible |= begins;
    }
    if (!possible) {
      spoil();
      return false;
    }
    return true;
  }

  private void echoed(Keys keys, int key) {
    echo.reset();
    take(keys);
    run.write(key);
    if (endsLine(key)) {
      release(true);
      inLine = false;
    } else if (run.size() >= PIECE) {
      var at = keys.at;
      release(true);
      runSince = at;
    }
  }

  /**
   * Everything printed until now has been shown: what should have come by now does not come.
   *
   * @return whether something was withheld, so that {@link #needs} may have changed
   */
  boolean settle(Instant now) {
    var first = pending.peek();
    if (first == null || now.isBefore(first.at.plus(PATIENCE))) {
      return false;
    }
    spoil();
    return true;
  }

  /** The output that was needed cannot be had. */
  void lost() {
    if (!pending.isEmpty()) {
      spoil();
    }
  }

  /** Nothing more is coming. */
  void finish() {
    giveUp();
  }

  /** Typed bytes that were not let through, so far. */
  long withheld() {
    return withheld;
  }

  private void giveUp() {
    release(false);
    withheld += waiting;
    waiting = 0;
    pending.clear();
    echo.reset();
    inLine = false;
  }

  private void spoil() {
    release(false);
    echo.reset();
    inLine = false;
    spoiled = true;
    skipSpoiled();
  }

  private void skipSpoiled() {
    while (spoiled && !pending.isEmpty()) {
      var keys = pending.element();
      spoiled = !endsLine(keys.key());
      take(keys);
      withheld++;
    }
  }

  private void take(Keys keys) {
    keys.bytes.get();
    waiting--;
    if (!keys.bytes.hasRemaining()) {
      pending.remove();
    }
  }

  private void release(boolean whole) {
    if (whole || run.size() >= EVIDENCE) {
      if (run.size() > 0) {
        shown.accept(new Piece(runSince, run.toString(StandardCharsets.ISO_8859_1)));
      }
    } else {
      withheld += run.size();
    }
    run.reset();
  }

  private static boolean endsLine(int key) {
    return switch (key) {
      case '\r', '\n', 0x03, 0x04, 0x1A, 0x1C -> true;
      default -> false;
    };
  }

  /** How a terminal line may show a key. None of them begins with another. */
  private static List<byte[]> echoes(int key) {
    return switch (key) {
      case '\r', '\n' -> NEW_LINE;
      case '\b', DELETE -> RUBBED_OUT;
      case '\t' -> List.of(ascii("\t"));
      default -> List.of(key < ' ' ? ascii("^" + (char) (key + '@')) : new byte[] {(byte) key});
    };
  }

  private static boolean startsWith(byte[] whole, byte[] part) {
    return part.length <= whole.length
        && ByteBuffer.wrap(whole, 0, part.length).equals(ByteBuffer.wrap(part));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
