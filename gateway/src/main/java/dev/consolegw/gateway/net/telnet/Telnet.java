package dev.consolegw.gateway.net.telnet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Telnet's numbers, and how what we say is written (RFC 854, RFC 855, and IANA's lists). */
public final class Telnet {
  /** Ends a subnegotiation. */
  public static final int SE = 240;

  /** A break condition on the line. */
  public static final int BRK = 243;

  /** "Are you there?": asks for a visible answer. */
  public static final int AYT = 246;

  /** Begins a subnegotiation. */
  public static final int SB = 250;

  /** Before every command; as data it is written twice. */
  public static final int IAC = 255;

  /** 8-bit data (RFC 856). */
  public static final int BINARY = 0;

  /** Who says it shows what is typed (RFC 857). */
  public static final int ECHO = 1;

  /** No go-aheads (RFC 858). */
  public static final int SUPPRESS_GO_AHEAD = 3;

  private Telnet() {}

  /** The data with every 255 doubled; the same buffer where there is none. Reads none of it. */
  public static ByteBuffer escaped(ByteBuffer data) {
    int doubles = 0;
    for (int at = data.position(); at < data.limit(); at++) {
      doubles += data.get(at) == (byte) IAC ? 1 : 0;
    }
    if (doubles == 0) {
      return data;
    }
    var out = ByteBuffer.allocate(data.remaining() + doubles);
    for (int at = data.position(); at < data.limit(); at++) {
      byte b = data.get(at);
      out.put(b);
      if (b == (byte) IAC) {
        out.put(b);
      }
    }
    return out.flip();
  }

  /** A command of one byte, such as {@link #BRK}. */
  public static byte[] command(int command) {
    return new byte[] {(byte) IAC, (byte) command};
  }

  /**
   * A subnegotiation.
   *
   * @param payload as it is meant: what must be doubled is doubled here
   */
  public static byte[] subnegotiation(int option, byte[] payload) {
    var out = new ByteArrayOutputStream(payload.length + 8);
    out.writeBytes(new byte[] {(byte) IAC, (byte) SB, (byte) option});
    var doubled = escaped(ByteBuffer.wrap(payload));
    out.write(doubled.array(), doubled.position(), doubled.remaining());
    out.writeBytes(command(SE));
    return out.toByteArray();
  }
}
