package dev.consolegw.config.value;

import java.util.regex.Pattern;

/**
 * Where to listen, written {@code 0.0.0.0:2222} or {@code [::1]:2222}. The name is not looked up.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535; 0 picks a free one
 */
public record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w-]{2,80})]|([\\w.-]{1,253})):(\\d{1,5})");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static HostPort parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is no address with a port; write one such as 0.0.0.0:2222 or [::1]:2222");
    }
    int port = Integer.parseInt(form.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " has a port above " + MAX_PORT + "; write 0 to " + MAX_PORT);
    }
    return new HostPort(form.group(1) == null ? form.group(2) : form.group(1), port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
