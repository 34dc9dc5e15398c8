package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.terminal.SafeOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The last step: byte for byte, or made safe for terminals. */
final class LinePrinter implements LineStage {
  private final OutputStream out;
  private final boolean raw;
  private final SafeOutput safe = new SafeOutput(SafeOutput.Keep.COLOURS);

  LinePrinter(OutputStream out, boolean raw) {
    this.out = out;
    this.raw = raw;
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    write(raw ? bytes : safe.of(bytes));
  }

  @Override
  public void cut() throws IOException {
    if (!raw) {
      write(safe.rest());
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }
}
