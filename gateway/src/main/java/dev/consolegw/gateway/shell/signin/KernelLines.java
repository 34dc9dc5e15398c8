package dev.consolegw.gateway.shell.signin;

/**
 * Finds what kernels and service managers print across a line that somebody else has begun: {@code
 * web1 login: [ 12.345678] usb 1-1: new device}. No state.
 */
final class KernelLines {
  /** Where such a piece begins at the latest, in characters. */
  private static final int LATEST = 512;

  private static final String STATES = " OK FAILED DEPEND SKIP TIME INFO WARN ";

  private KernelLines() {}

  /** Where it begins in a whole line; -1 when there is none. */
  static int in(CharSequence line) {
    int last = Math.min(line.length(), LATEST);
    for (int i = 0; i < last; i++) {
      if (line.charAt(i) == '[' && isStamp(line, i)) {
        return i >= 3 && line.charAt(i - 3) == '<' && line.charAt(i - 1) == '>' ? i - 3 : i;
      }
    }
    return -1;
  }

  private static boolean isStamp(CharSequence line, int open) {
    int close = open + 1;
    int longest = Math.min(line.length(), open + 24);
    while (close < longest && line.charAt(close) != ']') {
      close++;
    }
    boolean isFollowed =
        close + 2 < line.length()
            && line.charAt(close) == ']'
            && (line.charAt(close + 1) == ' ' || line.charAt(close + 1) == '[');
    if (!isFollowed) {
      return false;
    }
    var inside = line.subSequence(open + 1, close).toString().strip();
    return isTime(inside) || (!inside.isEmpty() && STATES.contains(" " + inside + " "));
  }

  /** Seconds since the boot, as {@code 12.345678}. */
  private static boolean isTime(String text) {
    int dot = text.indexOf('.');
    boolean isNumber = text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    return isNumber && dot > 0 && dot == text.lastIndexOf('.') && text.length() - dot > 3;
  }
}
