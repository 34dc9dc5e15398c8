package dev.consolegw.gateway.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One request of a client, read field by field; what is missing or too long is malformed. */
final class Packet {
  /** The longest path, handle or extension name, in bytes. */
  static final int TEXT = 4096;

  private final ByteBuffer body;

  /**
   * @param body after the packet's length; only its beginning when it is a long one
   */
  Packet(ByteBuffer body) {
    this.body = body;
  }

  /** A request that cannot be understood. Ordinary, so without a stack trace. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what, null, false, false);
    }
  }

  int type() throws Malformed {
    need(1);
    return body.get() & 0xFF;
  }

  int number() throws Malformed {
    need(Integer.BYTES);
    return body.getInt();
  }

  /** Unsigned; what is above 2^63 is negative here. */
  long longNumber() throws Malformed {
    need(Long.BYTES);
    return body.getLong();
  }

  /** What is no UTF-8 becomes characters that no name of ours has. */
  String text() throws Malformed {
    int length = number();
    if (length < 0 || length > TEXT) {
      throw new Malformed("a text is longer than " + TEXT + " bytes");
    }
    need(length);
    var bytes = new byte[length];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void need(int bytes) throws Malformed {
    if (body.remaining() < bytes) {
      throw new Malformed("the request is cut short");
    }
  }
}
