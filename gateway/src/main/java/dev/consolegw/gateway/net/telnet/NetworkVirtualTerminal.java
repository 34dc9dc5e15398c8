package dev.consolegw.gateway.net.telnet;

import java.nio.ByteBuffer;

/**
 * How a CR travels where BINARY is not agreed (RFC 854): before a NUL it is a CR alone, before an
 * LF it is the end of a line. In pieces of any size; one thread at a time, for one direction.
 */
public final class NetworkVirtualTerminal {
  private static final byte NUL = 0;
  private static final byte LF = '\n';
  private static final byte CR = '\r';

  private boolean afterReturn;

  /** What was typed: the end of a line is one CR, as Enter is on a terminal. */
  public ByteBuffer typed(ByteBuffer sent) {
    var out = ByteBuffer.allocate(sent.remaining());
    while (sent.hasRemaining()) {
      byte b = sent.get();
      boolean belongsToReturn = afterReturn && (b == NUL || b == LF);
      if (!belongsToReturn) {
        out.put(b);
      }
      afterReturn = b == CR;
    }
    return out.flip();
  }

  /** What is to be shown, with a NUL behind each CR that no LF follows. */
  public ByteBuffer shown(ByteBuffer printed) {
    var out = ByteBuffer.allocate(2 * printed.remaining() + 1);
    while (printed.hasRemaining()) {
      byte b = printed.get();
      if (afterReturn && b != LF) {
        out.put(NUL);
      }
      out.put(b);
      afterReturn = b == CR;
    }
    return out.flip();
  }
}
