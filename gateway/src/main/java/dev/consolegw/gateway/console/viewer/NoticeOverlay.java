package dev.consolegw.gateway.console.viewer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What must be said while a guest's picture stands: laid over the bottom rows in reverse video. It
 * changes what terminals keep, such as the saved cursor, so it is taken away by painting the whole
 * picture anew, before anything else of the guest is shown. ECMA-48 and DEC STD 070 alone. The
 * pump's thread.
 */
final class NoticeOverlay {
  /** How long one line stands where the guest prints nothing. */
  static final Duration STANDS = Duration.ofSeconds(3);

  /** And how much longer with each further one: they have to be read. */
  static final Duration EACH_MORE = Duration.ofSeconds(1);

  /** Rows that are covered at most; what was said earlier gives way. */
  static final int MOST = 10;

  private final List<String> lines = new ArrayList<>();
  // What was said last, until it is read.
  private final AtomicReference<@Nullable Object> standing = new AtomicReference<>();

  boolean stands() {
    return !lines.isEmpty();
  }

  /** It is painted over. */
  void clear() {
    lines.clear();
  }

  /**
   * What was said stands from now on.
   *
   * @return to be run after {@link #time}, on any thread
   */
  Runnable stand() {
    var mine = new Object();
    standing.set(mine);
    return () -> {
      boolean _ = standing.compareAndSet(mine, null);
    };
  }

  /** Whether all that stands has stood for long enough. */
  boolean isRead() {
    return standing.get() == null;
  }

  /** How long all that stands here may stand. */
  Duration time() {
    return STANDS.plus(EACH_MORE.multipliedBy(Math.max(0, lines.size() - 1)));
  }

  /**
   * Says one more line, or several.
   *
   * @return what a terminal of this size is to be sent
   */
  ByteBuffer say(String text, int rows, int columns) {
    lines.addAll(text.lines().toList());
    int fit = Math.clamp(rows - 1, 1, MOST);
    while (lines.size() > fit) {
      lines.removeFirst();
    }
    var out = new StringBuilder("\0337\033[?6l\033[4l\033[?7l\017\033(B\033[0;7m");
    int row = rows - lines.size();
    for (var each : lines) {
      out.append("\033[").append(++row).append(";1H\033[2K");
      append(out, "console: " + each, columns);
    }
    return StandardCharsets.UTF_8.encode(out.append("\033[?7h\0338").toString());
  }

  /** Not one character beyond the edge, and none that a terminal obeys. */
  private static void append(StringBuilder out, String line, int columns) {
    line.codePoints()
        .limit(columns)
        .map(each -> Character.isISOControl(each) ? '?' : each)
        .forEach(out::appendCodePoint);
  }
}
