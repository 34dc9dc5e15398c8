package dev.consolegw.gateway.shell.link.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** All 256 bytes, twice, between two marks of text: what the other side sees of them arrives. */
public final class Probe {
  static final byte[] BEGIN = "<@<".getBytes(StandardCharsets.US_ASCII);
  static final byte[] END = ">@>".getBytes(StandardCharsets.US_ASCII);

  private static final int VALUES = 256;
  private static final int ROUNDS = 2;

  /** Lets the line go on, should it have taken the byte for XOFF as one. */
  private static final int XON = 0x11;

  private Probe() {}

  /** What is sent. */
  public static byte[] bytes() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(BEGIN);
    for (int i = 0; i < ROUNDS * VALUES; i++) {
      out.write(i);
    }
    out.write(XON);
    out.writeBytes(END);
    return out.toByteArray();
  }

  /**
   * Which bytes do not arrive as they are. A byte does that is once seen between its neighbours.
   *
   * @param seen what came between the marks; empty when nothing did
   */
  public static BitSet lost(byte[] seen) {
    var lost = new BitSet(VALUES);
    lost.set(0, VALUES);
    for (int i = 1; i + 1 < seen.length; i++) {
      if (seen[i] == (byte) (seen[i - 1] + 1) && seen[i + 1] == (byte) (seen[i] + 1)) {
        lost.clear(Byte.toUnsignedInt(seen[i]));
      }
    }
    return lost;
  }
}
