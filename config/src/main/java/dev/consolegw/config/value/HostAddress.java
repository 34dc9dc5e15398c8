package dev.consolegw.config.value;

import java.net.InetAddress;

/**
 * An address to listen at, without a port: {@code 127.0.0.1}, {@code ::1}, {@code localhost}.
 *
 * @param host without brackets
 */
public record HostAddress(String host) {
  /**
   * Reads one; an IPv6 address with brackets or without.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static HostAddress parse(String text) {
    boolean bare = text.indexOf(':') >= 0 && !text.startsWith("[");
    try {
      return new HostAddress(HostPort.parse((bare ? '[' + text + ']' : text) + ":0").host());
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(
          Spelling.quote(text)
              + " is no address without a port; write one such as 127.0.0.1 or ::1",
          none);
    }
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return host.equalsIgnoreCase("localhost");
    }
  }

  @Override
  public String toString() {
    return host;
  }
}
