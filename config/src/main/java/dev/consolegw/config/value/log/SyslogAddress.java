package dev.consolegw.config.value.log;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Spelling;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a syslog server takes messages. A closed choice: each new transport is a case. */
public sealed interface SyslogAddress {

  /** Octet-counted frames over TLS (RFC 5425), written {@code tls://HOST:6514}. */
  record Tls(HostPort at) implements SyslogAddress {
    @Override
    public String toString() {
      return TLS + at;
    }
  }

  /** A datagram for each message (RFC 5426), written {@code udp://HOST:514}. */
  record Udp(HostPort at) implements SyslogAddress {
    @Override
    public String toString() {
      return UDP + at;
    }
  }

  /** A datagram socket of this machine, written {@code unix:/dev/log}. */
  record Unix(Path path) implements SyslogAddress {
    @Override
    public String toString() {
      return UNIX + path;
    }
  }

  String TLS = "tls://";
  String UDP = "udp://";
  String UNIX = "unix:";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  static SyslogAddress parse(String text) {
    if (text.startsWith(UNIX + '/')) {
      return unix(text);
    }
    return behind(TLS, text)
        .<SyslogAddress>map(Tls::new)
        .or(() -> behind(UDP, text).map(Udp::new))
        .orElseThrow(() ->
            new IllegalArgumentException(
                Spelling.quote(text)
                    + " is no syslog server; write tls://HOST:6514, udp://HOST:514 or"
                    + " unix:/dev/log"));
  }

  private static SyslogAddress unix(String text) {
    try {
      return new Unix(Path.of(text.substring(UNIX.length())));
    } catch (InvalidPathException mistake) {
      throw new IllegalArgumentException(Spelling.quote(text) + " names no file", mistake);
    }
  }

  private static Optional<HostPort> behind(String scheme, String text) {
    if (!text.startsWith(scheme)) {
      return Optional.empty();
    }
    var at = HostPort.parse(text.substring(scheme.length()));
    if (at.port() == 0) {
      throw new IllegalArgumentException(
          Spelling.quote(text) + " has no port to send to; write one from 1 to 65535");
    }
    return Optional.of(at);
  }
}
