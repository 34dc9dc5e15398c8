package dev.consolegw.gateway.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The packets of a client: a length and as many bytes. Of long ones only the beginning is kept; all
 * that we understand is short, and what a client wants to write is thrown away.
 */
final class PacketReader {
  /** The longest packet, in bytes; OpenSSH's own limit. */
  static final int LONGEST = 256 * 1024;

  /** What is kept of one: two paths and change. */
  private static final int KEPT = 2 * Packet.TEXT + 64;

  private final InputStream in;
  private final byte[] kept = new byte[KEPT];

  PacketReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next one, valid until it is called again; empty at the end of input, in the middle of a
   * packet too.
   *
   * @throws Packet.Malformed when no packet can be this long: there is no way to go on
   * @throws IOException when the client is gone
   */
  Optional<Packet> next() throws Packet.Malformed, IOException {
    if (in.readNBytes(kept, 0, Integer.BYTES) < Integer.BYTES) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(kept).getInt();
    if (length < 1 || length > LONGEST) {
      throw new Packet.Malformed("a packet has 1 to " + LONGEST + " bytes");
    }
    int beginning = Math.min(length, KEPT);
    if (in.readNBytes(kept, 0, beginning) < beginning) {
      return Optional.empty();
    }
    try {
      in.skipNBytes(length - beginning);
    } catch (EOFException cutShort) {
      return Optional.empty();
    }
    return Optional.of(new Packet(ByteBuffer.wrap(kept, 0, beginning)));
  }
}
