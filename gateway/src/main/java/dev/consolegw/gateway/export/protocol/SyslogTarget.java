package dev.consolegw.gateway.export.protocol;

import dev.consolegw.gateway.ops.sink.SyslogTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A syslog server over TLS (RFC 5425): each line is a message (RFC 5424) of facility local0, whose
 * host is the server of the console, and whose text is the JSON of the line. Such a server
 * acknowledges nothing, so what it was sent within {@link #SETTLES} before a connection ended is
 * sent again.
 */
public final class SyslogTarget implements ExportTarget {
  /** For so long what was sent may be in buffers that nobody has read. */
  static final Duration SETTLES = Duration.ofSeconds(5);

  private static final int FACILITY = 16;
  private static final int SEVERITIES = 8;
  private static final int NOTICE = 5;
  private static final int INFORMATIONAL = 6;

  /** The longest name of a host in RFC 5424. */
  private static final int LONGEST_HOST = 255;

  private final SyslogTls connection;

  public SyslogTarget(SyslogTls connection) {
    this.connection = connection;
  }

  @Override
  public Delivery deliver(List<ExportLine> lines) throws InterruptedException {
    try {
      for (var line : lines) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        connection.send(message(line));
      }
      return TAKEN;
    } catch (IOException refused) {
      return new Delivery.Later(Duration.ZERO, String.valueOf(refused.getMessage()));
    }
  }

  private static byte[] message(ExportLine line) {
    int priority = FACILITY * SEVERITIES + (line.isGap() ? NOTICE : INFORMATIONAL);
    var head =
        "<%d>1 %s %s console-gw - %s - "
            .formatted(
                priority,
                line.time().truncatedTo(ChronoUnit.MICROS),
                host(line.origin().server()),
                line.isGap() ? "gap" : "line");
    var message = new ByteArrayOutputStream();
    message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(JsonLines.of(line));
    return message.toByteArray();
  }

  /** In RFC 5424 the name of a host has no blanks, and is ASCII. */
  private static String host(String server) {
    var name = server.replaceAll("[^A-Za-z0-9._-]", "_");
    return name.isEmpty() ? "-" : name.substring(0, Math.min(name.length(), LONGEST_HOST));
  }

  @Override
  public Duration settles() {
    return SETTLES;
  }

  @Override
  public long losses() {
    return connection.ended();
  }

  @Override
  public void close() {
    connection.close();
  }
}
