package dev.consolegw.gateway.ops.audit.sink;

import dev.consolegw.gateway.ops.sink.SyslogTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A syslog server: each line is the text of one message (RFC 5424), of facility 13, log audit. One
 * thread, which waits for the network.
 */
public final class SyslogSink implements AuditSink {
  private static final int FACILITY = 13;
  private static final int SEVERITIES = 8;
  private static final int WARNING = 4;
  private static final int INFORMATIONAL = 6;

  private final String host;
  private final long process = ProcessHandle.current().pid();
  private final SyslogTransport transport;

  /**
   * Connects nowhere yet.
   *
   * @param host the name of this machine
   */
  public SyslogSink(String host, SyslogTransport transport) {
    this.host = host;
    this.transport = transport;
  }

  @Override
  public void write(Entry entry) throws IOException {
    transport.send(message(entry));
  }

  /** RFC 5424, 6: no structured data, for the text has all of it; in ASCII it needs no mark. */
  private byte[] message(Entry entry) {
    int priority = FACILITY * SEVERITIES + (entry.warns() ? WARNING : INFORMATIONAL);
    return "<%d>1 %s %s console-gw %d %s - %s"
        .formatted(priority, entry.time(), host, process, entry.word(), entry.json())
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
