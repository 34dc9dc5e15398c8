package dev.consolegw.gateway.shell.link.frame;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which bytes a line carries, and how a frame is written in them: {@code C1 body C1}, with {@code
 * C0} and the byte xor 20 (hex) for what must not stand there; or where that is not enough, {@code
 * 02 base64 03}, which needs seven bits.
 */
public final class Alphabet {
  static final byte MARK = (byte) 0xC1;
  static final byte LEAD = (byte) 0xC0;
  static final byte ARMOUR = 2;
  static final byte ARMOUR_END = 3;

  /** What a lead makes of the byte behind it. */
  private static final int FLIP = 0x20;

  /** More bytes lost than this: a frame is better written in base64. */
  private static final int LOST = 48;

  private static final int BYTES = 256;

  /** Which bytes a lead stands for. */
  private final boolean[] leads = new boolean[BYTES];

  private final boolean armoured;

  private Alphabet(BitSet escaped, boolean armoured) {
    escaped.stream().forEach(value -> leads[value] = true);
    this.armoured = armoured;
  }

  /** For a line that nothing is known of. */
  public static Alphabet armour() {
    return new Alphabet(new BitSet(), true);
  }

  /**
   * For a line that loses or changes some bytes.
   *
   * @param lost a bit for each byte, as {@link Probe#lost} has found
   */
  public static Alphabet without(BitSet lost) {
    var escaped = (BitSet) lost.clone();
    escaped.set(Byte.toUnsignedInt(MARK));
    escaped.set(Byte.toUnsignedInt(LEAD));
    boolean writable =
        lost.cardinality() <= LOST
            && !lost.get(Byte.toUnsignedInt(MARK))
            && !lost.get(Byte.toUnsignedInt(LEAD))
            && escaped.stream().noneMatch(value -> lost.get(value ^ FLIP));
    return new Alphabet(escaped, !writable);
  }

  /** Whether frames are written in base64. */
  public boolean isArmoured() {
    return armoured;
  }

  /** The frame as it goes over the line. */
  public byte[] write(Frame frame) {
    byte[] body = frame.body();
    if (armoured) {
      var out = new ByteArrayOutputStream(2 * body.length);
      out.write(ARMOUR);
      out.writeBytes(Base64.getEncoder().encode(body));
      out.write(ARMOUR_END);
      return out.toByteArray();
    }
    var out = new byte[2 * body.length + 2];
    int length = 0;
    out[length++] = MARK;
    for (byte each : body) {
      if (leads[Byte.toUnsignedInt(each)]) {
        out[length++] = LEAD;
        out[length++] = (byte) (each ^ FLIP);
      } else {
        out[length++] = each;
      }
    }
    out[length++] = MARK;
    return Arrays.copyOf(out, length);
  }

  /** The same between two marks, for a reader that looks for nothing else. */
  public byte[] writeMarked(Frame frame) {
    var out = new ByteArrayOutputStream();
    out.write(MARK);
    out.writeBytes(write(frame));
    out.write(MARK);
    return out.toByteArray();
  }

  /** The body that stood between two marks; empty when it cannot have. */
  static Optional<byte[]> unescape(byte[] written, int from, int to) {
    var body = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      byte each = written[i];
      if (each == LEAD) {
        if (++i == to) {
          return Optional.empty();
        }
        each = (byte) (written[i] ^ FLIP);
      }
      body[length++] = each;
    }
    return Optional.of(Arrays.copyOf(body, length));
  }

  static Optional<byte[]> disarm(byte[] written, int from, int to) {
    try {
      return Optional.of(Base64.getDecoder().decode(Arrays.copyOfRange(written, from, to)));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** Whether a byte may stand in armour. */
  static boolean isBase64(byte each) {
    return (each >= 'A' && each <= 'Z')
        || (each >= 'a' && each <= 'z')
        || (each >= '0' && each <= '9')
        || each == '+'
        || each == '/'
        || each == '=';
  }

  /** The bits as they go over the line, 32 bytes. */
  public static byte[] bits(BitSet lost) {
    return Arrays.copyOf(lost.toByteArray(), BYTES / Byte.SIZE);
  }
}
