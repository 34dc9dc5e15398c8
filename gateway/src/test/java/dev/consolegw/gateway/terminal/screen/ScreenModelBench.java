package dev.consolegw.gateway.terminal.screen;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the model costs. No test: it prints figures, of a JVM that is warm. */
final class ScreenModelBench {
  private static final int MEGABYTE = 1 << 20;
  private static final int LARGE = 16 * MEGABYTE;
  private static final int ROUNDS = 9;

  private ScreenModelBench() {}

  public static void main(String[] arguments) {
    for (var name : new String[] {"boot", "systemd", "vim", "htop", "top", "colours", "mc"}) {
      var bytes = repeated(Capture.named(name, 24).bytes(), MEGABYTE);
      double millis = Arrays.stream(times(24, 80, bytes, 4 * ROUNDS)).min().orElseThrow();
      System.out.printf("feed %-8s %5.0f MB/s%n", name, bytes.length / 1e3 / millis);
    }
    var mixed = new ByteArrayOutputStream();
    Capture.all().forEach(each -> mixed.writeBytes(each.bytes()));
    for (var size : new int[][] {{24, 80}, {60, 200}}) {
      for (int length : new int[] {MEGABYTE / 4, MEGABYTE, LARGE}) {
        var bytes = repeated(mixed.toByteArray(), length);
        double millis = median(times(size[0], size[1], bytes, ROUNDS));
        System.out.printf(
            "rebuild %dx%d of %5d KiB: %.1f ms%n", size[0], size[1], length >> 10, millis);
      }
    }
    paints();
  }

  private static byte[] repeated(byte[] bytes, int length) {
    var all = new byte[length];
    for (int at = 0; at < length; at += bytes.length) {
      System.arraycopy(bytes, 0, all, at, Math.min(bytes.length, length - at));
    }
    return all;
  }

  private static double[] times(int rows, int columns, byte[] bytes, int rounds) {
    return IntStream.range(0, rounds)
        .mapToDouble(round -> {
          long begun = cpuNanos();
          new ScreenModel(rows, columns).feed(ByteBuffer.wrap(bytes));
          return (cpuNanos() - begun) / 1e6;
        })
        .toArray();
  }

  private static void paints() {
    for (var name : new String[] {"boot", "vim", "htop", "colours", "mc"}) {
      var model = Capture.named(name, 24).model();
      int size = 0;
      var micros = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        long begun = cpuNanos();
        for (int i = 0; i < 1000; i++) {
          size = model.repaint().remaining();
        }
        micros[round] = (cpuNanos() - begun) / 1e6;
      }
      System.out.printf("repaint %-8s %5.1f µs, %d bytes%n", name, median(micros), size);
    }
  }

  /** The processor's time of this thread: another may have the machine, too. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
