package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.access.AuthorizedRead;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Lets what was printed go to a client for as long as they may read it; then the rest is swallowed,
 * and {@link AuthorizedRead#check} says why. One thread.
 */
final class GuardedOutput extends OutputStream {
  private final OutputStream out;
  private final AuthorizedRead read;

  GuardedOutput(OutputStream out, AuthorizedRead read) {
    this.out = out;
    this.read = read;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (read.holds()) {
      out.write(bytes, from, count);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
