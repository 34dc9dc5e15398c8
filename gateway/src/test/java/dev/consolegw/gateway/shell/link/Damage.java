package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What serial lines do to bytes. Each of these is one direction of one line. */
final class Damage {
  private Damage() {}

  /** Of about so many bytes, one is lost, one doubled, one changed, and so on. */
  static UnaryOperator<byte[]> oneIn(int bytes) {
    return new UnaryOperator<>() {
      private final Random random = new Random(bytes);
      private int left = bytes;
      private int turn;

      @Override
      public byte[] apply(byte[] line) {
        var out = new ByteArrayOutputStream();
        for (byte each : line) {
          if (--left > 0) {
            out.write(each);
            continue;
          }
          left = bytes / 2 + random.nextInt(bytes);
          switch (turn++ % 3) {
            case 0 -> {} // lost
            case 1 -> out.writeBytes(new byte[] {each, each});
            default -> out.write(each ^ 1 << random.nextInt(Byte.SIZE));
          }
        }
        return out.toByteArray();
      }
    };
  }

  /** The kernel prints a line after about so many bytes. */
  static UnaryOperator<byte[]> kernelLines(int bytes) {
    return new UnaryOperator<>() {
      private int left = bytes;
      private int count;

      @Override
      public byte[] apply(byte[] line) {
        var out = new ByteArrayOutputStream();
        for (byte each : line) {
          if (--left == 0) {
            left = bytes;
            var kernel = "[%5d.%06d] usb 1-1: line %d\r\n".formatted(count, count, count++);
            out.writeBytes(kernel.getBytes(US_ASCII));
          }
          out.write(each);
        }
        return out.toByteArray();
      }
    };
  }

  /** The eighth bit is lost. */
  static byte[] sevenBits(byte[] line) {
    var out = line.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] &= 0x7F;
    }
    return out;
  }

  /** As telnet without care: FF is eaten, CR becomes LF, and XON and XOFF are taken. */
  static byte[] careless(byte[] line) {
    var out = new ByteArrayOutputStream();
    for (byte each : line) {
      switch (each) {
        case -1, 0x11, 0x13 -> {}
        default -> out.write(each);
      }
    }
    return out.toByteArray();
  }
}
