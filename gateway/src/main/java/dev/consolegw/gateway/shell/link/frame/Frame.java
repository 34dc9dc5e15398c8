package dev.consolegw.gateway.shell.link.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the line as one piece. Its body is the kind, the number (of data; else 0), the
 * number of the frame that is wanted next, the payload, and the CRC-32 of all that.
 */
public final class Frame {
  /** The most payload of a frame. */
  public static final int PAYLOAD = 1024;

  /** Kind, both numbers and the sum. */
  static final int OVERHEAD = 9;

  private static final int HEADER = 5;

  /** Numbers are counted modulo this. */
  private static final int NUMBERS = 1 << 16;

  /** How far the number of a frame can be from what is due. */
  private static final int NEAR = 512;

  /** What a frame is for. */
  public enum Kind {
    /** A piece of the stream. */
    DATA(0),
    /** Says only what has come. */
    ACKNOWLEDGED(1),
    /** Something is missing: send it and what follows again. */
    REPEAT(2),
    /**
     * The guest has understood {@link #HELLO}: its nonce, which bytes it has missed, and the flags
     * it was asked with.
     */
    READY(3),
    /** Says who is there, and what it can take. */
    HELLO(4),
    /** Asks for a sign of life. */
    PING(5),
    /** The program in the guest has ended: why; empty when it was asked to. */
    GONE(6);

    private static final Map<Byte, Kind> BY_CODE =
        Stream.of(values()).collect(Collectors.toMap(kind -> kind.code, kind -> kind));

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    /** Whether a body may begin with this. */
    static boolean isCode(byte code) {
      return BY_CODE.containsKey(code);
    }

    private static @Nullable Kind of(byte code) {
      return BY_CODE.get(code);
    }
  }

  private final Kind kind;
  private final int number;
  private final int wanted;
  private final byte[] payload;

  /**
   * Any frame.
   *
   * @param number of 16 bits
   * @param wanted of 16 bits
   * @param payload not copied
   */
  public Frame(Kind kind, int number, int wanted, byte[] payload) {
    this.kind = kind;
    this.number = number;
    this.wanted = wanted;
    this.payload = payload;
  }

  /** A frame without payload. */
  public static Frame of(Kind kind, int wanted) {
    return new Frame(kind, 0, wanted & NUMBERS - 1, new byte[0]);
  }

  public Kind kind() {
    return kind;
  }

  public int number() {
    return number;
  }

  /** Which number its sender waits for. */
  public int wanted() {
    return wanted;
  }

  /** Not copied. */
  public byte[] payload() {
    return payload;
  }

  byte[] body() {
    var body = ByteBuffer.allocate(payload.length + OVERHEAD);
    body.put(kind.code).putShort((short) number).putShort((short) wanted).put(payload);
    return body.putInt(sum(body.array(), body.position())).array();
  }

  /** Empty if this is no frame, or a damaged one. */
  static Optional<Frame> of(byte[] body) {
    int end = body.length - Integer.BYTES;
    var kind = body.length < OVERHEAD ? null : Kind.of(body[0]);
    if (kind == null) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.wrap(body);
    if (buffer.getInt(end) != sum(body, end)) {
      return Optional.empty();
    }
    return Optional.of(
        new Frame(
            kind,
            Short.toUnsignedInt(buffer.getShort(1)),
            Short.toUnsignedInt(buffer.getShort(3)),
            Arrays.copyOfRange(body, HEADER, end)));
  }

  /** Whether bytes that are no frame were one before they were damaged, by their first ones. */
  static boolean wasOne(byte[] body, int next, int first) {
    if (body.length < OVERHEAD - 1 || !Kind.isCode(body[0])) {
      return false;
    }
    var buffer = ByteBuffer.wrap(body);
    int number = Short.toUnsignedInt(buffer.getShort(1));
    boolean numbered = body[0] == Kind.DATA.code ? near(number, next - NEAR / 2) : number == 0;
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
