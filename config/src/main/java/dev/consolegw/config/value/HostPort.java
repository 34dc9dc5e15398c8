package dev.consolegw.config.value;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen, written {@code 0.0.0.0:2222} or {@code [::1]:2222}. The name is not looked up.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535; 0 picks a free one
 */
public record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /** What ends in digits is no name: nobody knows one, and what looks it up takes it for IPv4. */
  private static final Pattern NUMBERS = Pattern.compile("(?:.*\\.)?\\d+\\.?");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern NAME =
      Pattern.compile("(?:(?!-)[\\w-]{1,63}(?<!-)\\.)*(?!-)[\\w-]{1,63}(?<!-)\\.?");
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
    var mistake = mistake(form.group(1), form.group(2));
    if (mistake.isPresent()) {
      throw new IllegalArgumentException(Spelling.quote(text) + mistake.get());
    }
    int port = Integer.parseInt(form.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " has a port above " + MAX_PORT + "; write 0 to " + MAX_PORT);
    }
    return new HostPort(form.group(1) == null ? form.group(2) : form.group(1), port);
  }

  /** What nobody would ever find by looking it up: half of an address, a name that is none. */
  private static Optional<String> mistake(@Nullable String bracketed, @Nullable String plain) {
    if (bracketed != null) {
      return isIpv6(bracketed)
          ? Optional.empty()
          : Optional.of(" has no IPv6 address in its brackets; write one such as [::1]:2222");
    }
    var host = String.valueOf(plain);
    if (NUMBERS.matcher(host).matches()) {
      return IPV4.matcher(host).matches()
          ? Optional.empty()
          : Optional.of(" has no IPv4 address before its port; write one such as 0.0.0.0:2222");
    }
    return NAME.matcher(host).matches()
        ? Optional.empty()
        : Optional.of(" has no name of a host before its port; write one such as localhost:2222");
  }

  private static boolean isIpv6(String text) {
    int zone = text.indexOf('%');
    try {
      Inet6Address.ofLiteral(zone < 0 ? text : text.substring(0, zone));
      return text.indexOf(':') >= 0;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
