package dev.consolegw.gateway.shell.link.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What goes over the line as one piece. Its body is the kind, the number (of data; else 0), the
 * number of the frame that is wanted next, the payload, and the CRC-32 of all that.
 *
 * @param number of 16 bits
 * @param wanted of 16 bits
 */
public record Frame(Kind kind, int number, int wanted, byte[] payload) {
  /** The most payload of a frame. */
  public static final int PAYLOAD = 1024;

  /** Kind, both numbers and the sum. */
  static final int OVERHEAD = 9;

  private static final int HEADER = 5;

  /** Numbers are counted modulo this. */
  private static final int NUMBERS = 1 << 16;

  /** How far the number of a frame can be from what is due. */
  private static final int NEAR = 512;

  /** What a frame is for; its place here is its number on the line. */
  public enum Kind {
    /** A piece of the stream. */
    DATA,
    /** Says only what has come. */
    ACKNOWLEDGED,
    /** Something is missing: send it and what follows again. */
    REPEAT,
    /** The guest has understood {@link #HELLO}: its nonce, and which bytes it has missed. */
    READY,
    /** Says who is there, and what it can take. */
    HELLO,
    /** Asks for a sign of life. */
    PING,
    /** The program in the guest has ended: why; empty when it was asked to. */
    GONE
  }

  private static final Kind[] KINDS = Kind.values();

  /** A frame without payload. */
  public static Frame of(Kind kind, int wanted) {
    return new Frame(kind, 0, wanted & NUMBERS - 1, new byte[0]);
  }

  byte[] body() {
    var body = ByteBuffer.allocate(payload.length + OVERHEAD);
    body.put((byte) kind.ordinal()).putShort((short) number).putShort((short) wanted).put(payload);
    return body.putInt(sum(body.array(), body.position())).array();
  }

  /** Empty if this is no frame, or a damaged one. */
  static Optional<Frame> of(byte[] body) {
    int end = body.length - Integer.BYTES;
    if (body.length < OVERHEAD || Byte.toUnsignedInt(body[0]) >= KINDS.length) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.wrap(body);
    if (buffer.getInt(end) != sum(body, end)) {
      return Optional.empty();
    }
    return Optional.of(
        new Frame(
            KINDS[body[0]],
            Short.toUnsignedInt(buffer.getShort(1)),
            Short.toUnsignedInt(buffer.getShort(3)),
            Arrays.copyOfRange(body, HEADER, end)));
  }

  /** Whether bytes that are no frame were one before they were damaged, by their first ones. */
  static boolean wasOne(byte[] body, int next, int first) {
    if (body.length < OVERHEAD - 1 || Byte.toUnsignedInt(body[0]) >= KINDS.length) {
      return false;
    }
    var buffer = ByteBuffer.wrap(body);
    int number = Short.toUnsignedInt(buffer.getShort(1));
    boolean numbered = KINDS[body[0]] == Kind.DATA ? near(number, next - NEAR / 2) : number == 0;
    return numbered && near(Short.toUnsignedInt(buffer.getShort(3)), first - NEAR / 2);
  }

  private static boolean near(int number, int from) {
    return (number - from & NUMBERS - 1) < NEAR;
  }

  private static int sum(byte[] bytes, int length) {
    var crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
