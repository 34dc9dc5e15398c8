package dev.consolegw.gateway.terminal.input;

import dev.consolegw.gateway.terminal.input.InputPart.PasteMark;
import dev.consolegw.gateway.terminal.input.InputPart.Pasted;
import dev.consolegw.gateway.terminal.input.InputPart.Pressed;
import dev.consolegw.gateway.terminal.input.InputPart.Report;
import dev.consolegw.gateway.terminal.input.InputPart.Typed;
import dev.consolegw.gateway.terminal.input.KeyStroke.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys that are meant for us in what a terminal sends: the escape key, then one key. Both
 * count in whatever encoding they come, and their releases belong to them. What is pasted is text:
 * no escape key is in it. What a terminal reports by itself is no key, and passes.
 *
 * <p>The caller asks for one finding after the other; {@link TerminalInput} says what any chunking
 * gives. One thread at a time.
 */
public final class EscapeKeys {
  /** Keys that are down, of which the guest has not heard. */
  private static final int DOWN = 16;

  private static final int NONE = -1;

  private static final Found NOTHING = new Found.Nothing();

  private final TerminalInput input;
  private final int escape;
  private final boolean anywhere;
  private final @Nullable String ours;
  private final Set<Integer> swallowed = new LinkedHashSet<>();
  private boolean lineStart = true;
  private @Nullable ByteBuffer escaped;
  private boolean captures;
  private boolean stopped;

  /** What is found. */
  public sealed interface Found {
    /** For the guest. */
    record Pass(InputPart part) implements Found {}

    /** A key for us, after the escape key. */
    record Ours(KeyStroke stroke) implements Found {}

    /** For us, while everything is: see {@link EscapeKeys#capture}. Characters come one by one. */
    record Captured(InputPart part) implements Found {}

    /** Read, and for nobody. */
    record Nothing() implements Found {}
  }

  private EscapeKeys(int escape, boolean anywhere, @Nullable String ours) {
    this.input = new TerminalInput(escape);
    this.escape = escape;
    this.anywhere = anywhere;
    this.ours = ours;
  }

  /**
   * The escape key counts everywhere, and every key after it is for us; the escape key itself,
   * typed twice, passes once.
   *
   * @param escape a control character
   */
  public static EscapeKeys anywhere(byte escape) {
    return new EscapeKeys(escape, true, null);
  }

  /** No key is for us. */
  public static EscapeKeys none() {
    return new EscapeKeys(NONE, true, null);
  }

  /**
   * The escape key counts as in ssh's client: at the very beginning, after every CR and LF, and
   * after our own keys.
   *
   * @param escape a control character, or one that is typed
   * @param ours what is typed after it for us. Another key passes behind the escape key; the escape
   *     key itself, typed twice, passes once, unless it is among these.
   */
  public static EscapeKeys atLineStart(byte escape, String ours) {
    return new EscapeKeys(escape, false, ours);
  }

  /** Whether a key is the escape key. */
  private boolean isEscape(KeyStroke stroke) {
    if (escape == NONE) {
      return false;
    }
    return escape < ' '
        ? stroke.isControl(escape)
        : stroke.text().equals(String.valueOf((char) escape));
  }

  /**
   * Reads on until something is found; null when all bytes are read.
   *
   * @param bytes what is sent; read up to the end of what is found
   */
  public @Nullable Found next(ByteBuffer bytes) {
    if (stopped) {
      bytes.position(bytes.limit());
    }
    var part = input.next(bytes, escaped != null || captures);
    return part == null ? null : found(part);
  }

  /** Nothing more comes of what has begun; null when nothing is left. */
  public @Nullable Found expire() {
    var part = input.expire();
    return part == null ? null : found(part);
  }

  /** How long to wait for more before {@link #expire}; empty when nothing has begun. */
  public Optional<Duration> patience() {
    return stopped ? Optional.empty() : input.patience();
  }

  /** How many bytes are read, and nothing is found of them yet. */
  public int held() {
    return input.held();
  }

  /** From now on all keys and pastes are for us, or no more. */
  public void capture(boolean all) {
    captures = all;
  }

  /** From now on nothing is found: what is sent is read and dropped. */
  public void stop() {
    stopped = true;
  }

  private Found found(InputPart part) {
    return switch (part) {
      case Report _ -> new Found.Pass(part);
      case Typed(var bytes) -> typed(part, bytes);
      case Pressed(var stroke, var bytes) -> pressed(part, stroke, bytes);
      case PasteMark(var bytes) -> captures ? new Found.Captured(part) : pastes(part, bytes);
      case Pasted(var bytes) -> {
        lineStart = endsLine(bytes);
        yield captures ? new Found.Captured(part) : new Found.Pass(part);
      }
    };
  }

  /** A paste is no key: behind the escape key it goes to the guest. */
  private Found pastes(InputPart part, ByteBuffer bytes) {
    var before = escaped;
    escaped = null;
    if (before == null || ours == null) {
      return new Found.Pass(part);
    }
    return new Found.Pass(new Typed(joined(before, bytes)));
  }

  private Found typed(InputPart part, ByteBuffer bytes) {
    if (captures) {
      return new Found.Captured(part);
    }
    if (escaped != null) {
      return afterEscape(KeyStroke.ofCharacter(bytes), part);
    }
    if (bytes.remaining() == 1 && bytes.get(0) == escape && counts()) {
      return escapes(bytes);
    }
    if (!swallowed.isEmpty()) { // what is typed now is the guest's, also when it is let go
      StandardCharsets.UTF_8.decode(bytes.duplicate()).codePoints().forEach(swallowed::remove);
    }
    lineStart = endsLine(bytes);
    return new Found.Pass(part);
  }

  private Found pressed(InputPart part, KeyStroke stroke, ByteBuffer bytes) {
    boolean known = swallowed.contains(stroke.id());
    if (stroke.phase() == Phase.RELEASE) {
      return swallowed.remove(stroke.id()) || captures ? NOTHING : new Found.Pass(part);
    }
    if (stroke.key() == Key.Named.MODIFIER) {
      return new Found.Pass(part);
    }
    if (stroke.phase() == Phase.REPEAT && known && !captures) {
      return NOTHING;
    }
    if (captures) {
      swallow(stroke);
      return new Found.Captured(part);
    }
    if (escaped != null) {
      return afterEscape(stroke, part);
    }
    if (isEscape(stroke) && counts()) {
      swallow(stroke);
      return escapes(bytes);
    }
    passes(stroke);
    return new Found.Pass(part);
  }

  private boolean counts() {
    return anywhere || lineStart;
  }

  private boolean isOurs(KeyStroke stroke) {
    var text = stroke.text();
    return ours == null ? !isEscape(stroke) : text.length() == 1 && ours.contains(text);
  }

  private Found escapes(ByteBuffer bytes) {
    escaped = bytes;
    lineStart = true;
    return NOTHING;
  }

  private Found afterEscape(KeyStroke stroke, InputPart part) {
    var before = escaped;
    escaped = null;
    if (isOurs(stroke)) {
      swallow(stroke); // a key that types text may be told of once more, when it is let go
      return new Found.Ours(stroke);
    }
    passes(stroke);
    if (before == null || isEscape(stroke)) {
      return new Found.Pass(part);
    }
    return new Found.Pass(new Typed(joined(before, part.bytes())));
  }

  private void passes(KeyStroke stroke) {
    boolean _ = swallowed.remove(stroke.id());
    lineStart = stroke.key() == Key.Named.ENTER;
  }

  private void swallow(KeyStroke stroke) {
    if (swallowed.size() == DOWN) {
      swallowed.remove(swallowed.iterator().next());
    }
    swallowed.add(stroke.id());
  }

  private static boolean endsLine(ByteBuffer bytes) {
    byte last = bytes.get(bytes.limit() - 1);
    return last == '\r' || last == '\n';
  }

  private static ByteBuffer joined(ByteBuffer one, ByteBuffer other) {
    return ByteBuffer.allocate(one.remaining() + other.remaining())
        .put(one.duplicate())
        .put(other.duplicate())
        .flip();
  }
}
