package dev.consolegw.gateway.ops.audit.sink;

import dev.consolegw.gateway.ops.sink.LineFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file of lines. One thread, which waits for the disk. */
public final class FileSink implements AuditSink {
  private final LineFile file;

  /**
   * Opens it, and makes it with mode 0600 if it is not there.
   *
   * @param setting what names it, for sentences about it
   * @throws IOException with a sentence for the operator
   */
  public FileSink(String setting, Path path) throws IOException {
    file = new LineFile(setting, path);
  }

  @Override
  public void write(Entry entry) throws IOException {
    file.append((entry.json() + '\n').getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void reopen() throws IOException {
    file.reopen();
  }

  @Override
  public void close() {
    file.close();
  }
}
