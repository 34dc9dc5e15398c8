package dev.consolegw.gateway.ssh.channel;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import dev.consolegw.gateway.front.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client says of itself on one channel before it asks for something: its terminal, and the
 * variables that it sets. Bounded, for it may say anything.
 *
 * <p>MINA's threads, one call at a time; {@link #size} any thread.
 */
public final class ClientEnvironment {
  /** Variables that a client may set, and how long all of them may be together. */
  public static final int VARIABLES = 32;

  static final int VARIABLES_LENGTH = 4096;

  /** The longest name of a terminal that is read to its end. */
  static final int TERMINAL_LENGTH = 256;

  /**
   * Libraries by which programs look for a prompt. Some call every terminal xterm, such as libssh
   * and with it ansible's network_cli.
   */
  private static final Pattern LIBRARY =
      Pattern.compile(
          "^SSH-[^-]*-(?:libssh[-_]|paramiko|AsyncSSH|JSCH|SSHJ|Ruby/|Renci|Twisted)",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, String> variables = new HashMap<>();
  private volatile Optional<WindowChange> size = Optional.empty();
  private boolean pty;
  private String terminalType = "";
  private int length;

  /** There is a terminal. Of a name that is too long only the beginning counts. */
  public void terminal(String type) {
    pty = true;
    terminalType = type.substring(0, Math.min(type.length(), TERMINAL_LENGTH));
  }

  /** The terminal says that it has this size now: anything. Whether it has another one by that. */
  public boolean resized(int columns, int rows, int xPixels, int yPixels) {
    var before = size;
    size = WindowChange.after(before, columns, rows, xPixels, yPixels);
    return !size.equals(before);
  }

  /** The terminal's newest size, if the client has told one. */
  public Optional<WindowChange> size() {
    return size;
  }

  public boolean pty() {
    return pty;
  }

  /**
   * It asks for the console.
   *
   * @param software how it has introduced itself (RFC 4253 section 4.2)
   */
  public Request.Shell shell(String software) {
    return new Request.Shell(terminalType, LIBRARY.matcher(software).find());
  }

  /** The same of a command, as it was typed. */
  public Request.Exec exec(String line, String software) {
    return new Request.Exec(line, terminalType, LIBRARY.matcher(software).find());
  }

  /** What the client calls its terminal; empty when it has none. */
  public String terminalType() {
    return terminalType;
  }

  /** Sets a variable; false when it is none of ours, or there are too many. */
  public boolean set(String name, String value) {
    int more = name.length() + value.length();
    if (!name.startsWith("CONSOLE_")
        || variables.size() >= VARIABLES
        || length + more > VARIABLES_LENGTH) {
      return false;
    }
    variables.put(name, value);
    length += more;
    return true;
  }

  public Map<String, String> variables() {
    return variables;
  }
}
