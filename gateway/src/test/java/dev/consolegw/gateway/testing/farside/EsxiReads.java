package dev.consolegw.gateway.testing.farside;

import java.io.IOException;
import java.io.InputStream;

/** A stream that says when a read would have to wait. */
final class EsxiReads {
  private final InputStream in;
  private final byte[] bytes = new byte[64 * 1024];
  private int at;
  private int end;

  EsxiReads(InputStream in) {
    this.in = in;
  }

  boolean isEmpty() {
    return at == end;
  }

  int read() throws IOException {
    if (isEmpty()) {
      at = 0;
      end = Math.max(0, in.read(bytes));
      if (end == 0) {
        return -1;
      }
    }
    return bytes[at++] & 0xFF;
  }
}
