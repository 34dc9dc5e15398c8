package dev.consolegw.gateway.console.viewer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

  private final ScreenReplay terminal;
  private final ScheduledExecutorService timer;
  private final Runnable read;
  private final List<String> lines = new ArrayList<>();
  private final List<String> above = new ArrayList<>();
  // What was said last, until it is read.
  private final AtomicReference<@Nullable Object> standing = new AtomicReference<>();

  /**
   * Nothing stands yet.
   *
   * @param terminal knows how large it is
   * @param read runs whenever what stands has been read; the timer's thread
   */
  NoticeOverlay(ScreenReplay terminal, ScheduledExecutorService timer, Runnable read) {
    this.terminal = terminal;
    this.timer = timer;
    this.read = read;
  }

  boolean stands() {
    return !lines.isEmpty();
  }

  /** It is painted over. */
  void clear() {
    lines.clear();
  }

  /** This was said before a picture, which leaves it in the scrollback, where nobody sees it. */
  void saidAbove(String line) {
    above.add(line);
    if (above.size() > MOST) {
      above.removeFirst();
    }
  }

  /** No picture came: what was said stands between lines. */
  void forgetAbove() {
    above.clear();
  }

  /** What was said before the picture that is painted now, once more; empty where nothing was. */
  ByteBuffer sayAgain() {
    var text = String.join("\n", above);
    above.clear();
    return text.isEmpty() ? ByteBuffer.allocate(0) : say(text);
  }

  /** Whether all that stands has stood for long enough. */
  boolean isRead() {
    return standing.get() == null;
  }

  /** What was said stands from now on, for as long as it takes to read all that stands here. */
  private void stand() {
    var mine = new Object();
    standing.set(mine);
    var time = STANDS.plus(EACH_MORE.multipliedBy(Math.max(0, lines.size() - 1)));
    var _ =
        timer.schedule(
            () -> {
              if (standing.compareAndSet(mine, null)) {
                read.run();
              }
            },
            time.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Says one more line, or several.
   *
   * @return what the terminal is to be sent
   */
  ByteBuffer say(String text) {
    int rows = terminal.rows();
    text.lines().forEach(line -> wrap("console: " + line, terminal.columns()));
    int fit = Math.clamp(rows - 1, 1, MOST);
    while (lines.size() > fit) {
      lines.removeFirst();
    }
    var out = new StringBuilder("\0337\033[?6l\033[4l\033[?7l\017\033(B\033[0;7m");
    int row = rows - lines.size();
    for (var each : lines) {
      out.append("\033[").append(++row).append(";1H\033[2K");
      append(out, each, terminal.columns());
    }
    stand();
    return StandardCharsets.UTF_8.encode(out.append("\033[?7h\0338").toString());
  }

  /** A line that is wider than the terminal takes several rows, cut between words. */
  private void wrap(String line, int columns) {
    var rest = line;
    while (rest.length() > columns) {
      int space = rest.lastIndexOf(' ', columns);
      int cut = space > 0 ? space : columns;
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).stripLeading();
    }
    lines.add(rest);
  }

  /** Not one character beyond the edge, and none that a terminal obeys. */
  private static void append(StringBuilder out, String line, int columns) {
    line.codePoints()
        .limit(columns)
        .map(each -> Character.isISOControl(each) ? '?' : each)
        .forEach(out::appendCodePoint);
  }
}
