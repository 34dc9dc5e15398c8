package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A line of 115,200 baud, behind which much is queued. */
@Tag("slow")
class SlowLineTest {
  private static final int RATE = 11_520;

  /** As a module of ansible's: the same files, zipped anew each time, in base64 in a script. */
  private static byte[] module(long time, String arguments) throws IOException {
    var zipped = new ByteArrayOutputStream();
    var random = new Random(7);
    try (var zip = new ZipOutputStream(zipped)) {
      for (int i = 0; i < 14; i++) {
        var entry = new ZipEntry("ansible/module_utils/part%d.py".formatted(i));
        entry.setTime(time);
        zip.putNextEntry(entry);
        zip.write(
            Base64.getMimeEncoder()
                .encode(
                    random
                        .ints(6_500)
                        .collect(
                            () -> java.nio.ByteBuffer.allocate(6_500),
                            (b, v) -> b.put((byte) v),
                            (a, b) -> {})
                        .array()));
      }
    }
    var text = Base64.getEncoder().encodeToString(zipped.toByteArray());
    var script =
        "#!/usr/bin/python3\nARGUMENTS = '" + arguments + "'\nZIPDATA = \"" + text + "\"\n";
    return script.getBytes(ISO_8859_1);
  }

  @Test
  void aModuleThatWasSentBeforeCostsNextToNothing() throws IOException {
    try (var guest = PtyGuest.ready()) {
      byte[] first = module(1_700_000_000_000L, "one");
      byte[] second = module(1_700_000_100_000L, "two, and more");
      assertThat(first.length).isGreaterThan(110_000);
      assertThat(guest.run("cat", first).out()).isEqualTo(first);
      long before = guest.link.statistics().bytesSent();
      assertThat(before).isLessThan(first.length * 8L / 10);
      assertThat(guest.run("sha256sum", second).text()).hasSize(68);
      assertThat(guest.link.statistics().bytesSent() - before).isLessThan(2_000);
      assertThat(guest.run("cat", second).out()).isEqualTo(second);
    }
  }

  @Test
  void aModuleThatWasSentBeforeCostsNextToNothingOnASlowLine() throws IOException {
    try (var guest = new PtyGuest(UnaryOperator.identity(), UnaryOperator.identity())) {
      guest.bootstrap();
      guest.rate(4 * RATE);
      guest.run("cat >/dev/null", module(1_700_000_000_000L, "one"));
      long before = guest.link.statistics().bytesSent();
      byte[] second = module(1_700_000_100_000L, "two, and more");
      guest.run("cat >/dev/null", second);
      assertThat(guest.link.statistics().bytesSent() - before).isLessThan(2_500);
    }
  }

  /** How long each of a hundred keys takes to come back, in milliseconds, the quickest first. */
  private static long[] keys(GuestProcess terminal) throws IOException {
    long[] times = new long[100];
    for (int i = 0; i < times.length; i++) {
      long at = System.nanoTime();
      terminal.stdin().write('x');
      assertThat(terminal.stdout().read()).isEqualTo('x');
      times[i] = (System.nanoTime() - at) / 1_000_000;
    }
    Arrays.sort(times);
    return times;
  }

  /** A window's worth of the file would be 3 s; how quick it is, the benchmark tells. */
  private static boolean areQuick(long[] times) {
    return times[49] < 300 && times[89] < 600;
  }

  @Test
  void aKeyWaitsForNoFile() throws Exception {
    try (var guest = new PtyGuest(UnaryOperator.identity(), UnaryOperator.identity())) {
      guest.bootstrap();
      guest.rate(RATE);
      var random = new byte[600_000];
      new Random(3).nextBytes(random);
      long began = System.nanoTime();
      long sentBefore = guest.link.statistics().bytesSent();
      var file = guest.later(() -> guest.run("cat >/dev/null", random));
      var request =
          new ProcessRequest(
              Optional.of("stty raw -echo; echo ready; exec cat"),
              Map.of(),
              Optional.of(new ProcessRequest.Terminal("vt220", 80, 24)),
              "root");
      long[] times;
      try (var terminal = guest.link.start(request)) {
        assertThat(new String(terminal.stdout().readNBytes(6), ISO_8859_1)).startsWith("ready");
        times = keys(terminal);
        for (int again = 0; again < 2 && !areQuick(times); again++) {
          times = keys(terminal); // something else of this machine may have taken its time
        }
      }
      long sent = guest.link.statistics().bytesSent() - sentBefore;
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(file.isDone()).isFalse();
      assertThat(areQuick(times)).as("of %s", Arrays.toString(times)).isTrue();
      assertThat(sent / seconds).isGreaterThan(0.5 * RATE);
      file.cancel(true);
    }
  }
}
