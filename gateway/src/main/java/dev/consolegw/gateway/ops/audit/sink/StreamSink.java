package dev.consolegw.gateway.ops.audit.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A stream, such as stdout, that takes a line in one piece. One thread, which may wait. */
public final class StreamSink implements AuditSink {
  private final OutputStream to;

  public StreamSink(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(Entry entry) throws IOException {
    to.write((entry.json() + '\n').getBytes(StandardCharsets.US_ASCII));
    to.flush();
  }

  /** The stream is the process's. */
  @Override
  public void close() {}
}
