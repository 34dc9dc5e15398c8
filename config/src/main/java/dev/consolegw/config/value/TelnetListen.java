package dev.consolegw.config.value;

import java.util.Locale;

/**
 * Where to listen for telnet, written {@code telnet://127.0.0.1:13370}, or {@code
 * telnets://0.0.0.0:13371} for TLS from the first byte; an address alone is telnet.
 */
public record TelnetListen(boolean tls, HostPort at) {
  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static TelnetListen parse(String text) {
    int slashes = text.indexOf("://");
    if (slashes < 0) {
      return new TelnetListen(false, HostPort.parse(text));
    }
    var at = text.substring(slashes + 3);
    return switch (text.substring(0, slashes).toLowerCase(Locale.ROOT)) {
      case "telnet" -> new TelnetListen(false, HostPort.parse(at));
      case "telnets" -> new TelnetListen(true, HostPort.parse(at));
      default ->
          throw new IllegalArgumentException(
              Spelling.quote(text)
                  + " is no address for telnet; write telnet://HOST:PORT or telnets://HOST:PORT");
    };
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return new HostAddress(at.host()).isLoopback();
  }

  @Override
  public String toString() {
    return (tls ? "telnets://" : "telnet://") + at;
  }
}
