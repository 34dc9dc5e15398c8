package dev.consolegw.config.value.log;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Spelling;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a log system takes lines. A closed choice: each new protocol is a case. */
public sealed interface ExportAddress {

  /** A file of JSON lines, written {@code file:/PATH}. */
  record File(Path path) implements ExportAddress {
    @Override
    public String toString() {
      return FILE + path;
    }
  }

  /** Syslog over TLS (RFC 5425), written {@code syslog+tls://HOST:6514}. */
  record Syslog(HostPort at) implements ExportAddress {
    @Override
    public String toString() {
      return SYSLOG + at;
    }
  }

  /** Loki's push API, written {@code loki+https://HOST}; a path goes before that of the API. */
  record Loki(URI at) implements ExportAddress {
    @Override
    public String toString() {
      return LOKI + at;
    }
  }

  /** OpenTelemetry's protocol over HTTP, written {@code otlp+https://HOST:4318}; as before. */
  record Otlp(URI at) implements ExportAddress {
    @Override
    public String toString() {
      return OTLP + at;
    }
  }

  String FILE = "file:";
  String SYSLOG = "syslog+tls://";
  String LOKI = "loki+";
  String OTLP = "otlp+";

  /** Whether it is asked by HTTP, with headers. */
  default boolean isHttp() {
    return this instanceof Loki || this instanceof Otlp;
  }

  /** Whether the far side shows a certificate. */
  default boolean isTls() {
    return switch (this) {
      case File _ -> false;
      case Syslog _ -> true;
      case Loki(URI at) -> at.getScheme().equals("https");
      case Otlp(URI at) -> at.getScheme().equals("https");
    };
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  static ExportAddress parse(String text) {
    return LogPlace.path(FILE, text)
        .<ExportAddress>map(File::new)
        .or(() -> LogPlace.hostPort(SYSLOG, text).map(Syslog::new))
        .or(() -> http(LOKI, text).map(Loki::new))
        .or(() -> http(OTLP, text).map(Otlp::new))
        .orElseThrow(() ->
            new IllegalArgumentException(
                Spelling.quote(text)
                    + " is no log system; write file:/PATH, syslog+tls://HOST:6514,"
                    + " loki+https://HOST or otlp+https://HOST:4318"));
  }

  private static Optional<URI> http(String prefix, String text) {
    if (!text.startsWith(prefix + "http://") && !text.startsWith(prefix + "https://")) {
      return Optional.empty();
    }
    try {
      var plain = text.substring(prefix.length());
      var uri = new URI(plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain);
      boolean isPlain =
          uri.getHost() != null
              && uri.getPort() <= 0xFFFF
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null;
      if (isPlain) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException garbled) {
      // As below.
    }
    throw new IllegalArgumentException(
        Spelling.quote(text)
            + " is more than scheme, host, port and path; passwords go into headers or token-file");
  }
}
