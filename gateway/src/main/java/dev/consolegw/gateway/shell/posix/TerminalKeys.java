package dev.consolegw.gateway.shell.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What somebody types at a terminal that is none: Enter ends a line, Ctrl-C and Ctrl-\ are signals,
 * Ctrl-D at the beginning of a line ends the input. One writer at a time.
 */
final class TerminalKeys extends OutputStream {
  private static final int CTRL_C = 0x03;
  private static final int CTRL_D = 0x04;
  private static final int CTRL_BACKSLASH = 0x1c;

  private final OutputStream input;
  private final Consumer<String> signals;
  private boolean lineBegins = true;
  private boolean ended;

  TerminalKeys(OutputStream input, Consumer<String> signals) {
    this.input = input;
    this.signals = signals;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    ByteArrayOutputStream typed = new ByteArrayOutputStream(length);
    for (int i = offset; i < offset + length; i++) {
      int key = bytes[i] == '\r' ? '\n' : bytes[i];
      switch (key) {
        case CTRL_C -> signals.accept("INT");
        case CTRL_BACKSLASH -> signals.accept("QUIT");
        case CTRL_D -> ended |= lineBegins;
        default -> typed.write(key);
      }
      lineBegins = key == '\n' || key == CTRL_C || key == CTRL_BACKSLASH;
      if (ended) {
        break;
      }
    }
    if (typed.size() > 0) {
      input.write(typed.toByteArray(), 0, typed.size());
    }
    if (ended) {
      input.close();
      ended = false;
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
