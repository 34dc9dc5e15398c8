package dev.consolegw.config.value.log;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Spelling;
import java.nio.file.Path;

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
    return LogPlace.path(UNIX, text)
        .<SyslogAddress>map(Unix::new)
        .or(() -> LogPlace.hostPort(TLS, text).map(Tls::new))
        .or(() -> LogPlace.hostPort(UDP, text).map(Udp::new))
        .orElseThrow(() ->
            new IllegalArgumentException(
                Spelling.quote(text)
                    + " is no syslog server; write tls://HOST:6514, udp://HOST:514 or"
                    + " unix:/dev/log"));
  }
}
