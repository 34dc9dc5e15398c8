package dev.consolegw.gateway.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Whether a guest waits for a line: what it printed last looks like a prompt or a login. */
public final class Prompt {
  /** So much of the newest output is enough to tell, in bytes. */
  public static final int TAIL = 512;

  private static final Pattern WAITS = Pattern.compile("(?:[$#%>]|login:) ?\\z");

  private Prompt() {}

  /**
   * Whether output ends in one; what is no text does not count.
   *
   * @param newest the newest output, its last {@link #TAIL} bytes or fewer; is read to its end
   */
  public static boolean endsIn(ByteBuffer newest) {
    var text = new SafeOutput(SafeOutput.Keep.TEXT).of(newest);
    var shown = StandardCharsets.ISO_8859_1.decode(text).toString();
    int line = Math.max(shown.lastIndexOf('\n'), shown.lastIndexOf('\r')) + 1;
    var last = shown.substring(line);
    return WAITS.matcher(last).find();
  }
}
