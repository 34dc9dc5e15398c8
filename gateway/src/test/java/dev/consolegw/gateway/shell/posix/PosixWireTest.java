package dev.consolegw.gateway.shell.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome.Exited;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over wires that damage what passes, and in guests that lack tools. */
@Tag("slow")
class PosixWireTest {
  private static final String ASH = "busybox ash -i";
  private static final String ALWAYS = "sh stty mkfifo dd cat rm sed mkdir sleep setsid echo ";

  @TempDir private Path bin;

  /** What a wire does to a byte. */
  enum Damage {
    LOST,
    DOUBLED,
    FLIPPED
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Damages one byte of so many. */
  private static UnaryOperator<byte[]> each(int bytes, Damage damage) {
    int[] passed = {0};
    return some -> {
      var out = new ByteArrayOutputStream();
      for (byte b : some) {
        if (++passed[0] % bytes != 0) {
          out.write(b);
          continue;
        }
        switch (damage) {
          case LOST -> {}
          case DOUBLED -> {
            out.write(b);
            out.write(b);
          }
          case FLIPPED -> out.write(b ^ 1);
        }
      }
      return out.toByteArray();
    };
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void whatIsDamagedOnTheWayIsSentAgain(Damage damage) throws IOException {
    byte[] bytes = random(60_000);
    try (var guest = PtyShell.of(ASH).prepared()) {
      guest.wire(each(14_983, damage), each(14_983, damage));

      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4001, 4093, 4201})
  void aLineThatLosesAByteInFourThousandGivesTheRightResultOrNone(int bytes) throws IOException {
    byte[] input = random(bytes * 5);
    try (var guest = PtyShell.of(ASH).prepared()) {
      guest.wire(each(bytes, Damage.LOST), each(bytes, Damage.LOST));
      for (int status = 0; status < 2; status++) {
        try (var process = guest.start("cat; echo err >&2; exit " + status)) {
          var ended = endedUnlessLost(guest, process, input);

          assertThat(ended.map(PtyShell.Ended::out).orElse(input)).isEqualTo(input);
          assertThat(ended.map(PtyShell.Ended::errors).orElse("err\n")).isEqualTo("err\n");
          assertThat(ended.map(PtyShell.Ended::outcome).orElse(new Exited(status)))
              .isEqualTo(new Exited(status));
        } catch (GuestException lost) {
          assertThat(lost.kind()).isEqualTo(GuestException.Kind.UNREACHABLE);
          return;
        }
      }
    }
  }

  private static Optional<PtyShell.Ended> endedUnlessLost(
      PtyShell guest, GuestProcess process, byte[] input) {
    try {
      return Optional.of(guest.ended(process, input));
    } catch (AssertionError failed) {
      for (Throwable why = failed; why != null; why = why.getCause()) {
        if (why instanceof GuestException) {
          return Optional.empty();
        }
      }
      throw failed;
    }
  }

  @Test
  void aGuestThatAsksWhoIsThereAndAnswersNothingHasRestarted() throws IOException {
    try (var guest = PtyShell.of(ASH).prepared();
        var process = guest.start("sleep 77")) {
      long began = System.nanoTime();
      guest.wire(_ -> new byte[0], UnaryOperator.identity());
      guest.guest.received(ByteBuffer.wrap("\r\nweb1 login: ".getBytes(ISO_8859_1)));

      assertThatThrownBy(process::await)
          .isInstanceOf(GuestException.class)
          .hasMessage("the guest restarted");
      var patience = PtyShell.HASTY.patience();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(patience.multipliedBy(5));
    }
  }

  @Test
  void aGuestThatOnlyPrintsAsIfItHadRestartedWorksOn() throws IOException {
    try (var guest = PtyShell.of(ASH).prepared();
        var process = guest.start("sleep 3; echo still here")) {
      guest.guest.received(ByteBuffer.wrap("\r\nweb1 login: ".getBytes(ISO_8859_1)));

      assertThat(guest.ended(process, new byte[0]).text()).isEqualTo("still here\n");
    }
  }

  @Test
  void linesOfTheKernelAreTextWhereverTheyComeAndHarmNothing() throws IOException {
    byte[] bytes = random(100_000);
    int[] passed = {0};
    UnaryOperator<byte[]> kernel =
        some -> {
          var out = new ByteArrayOutputStream();
          for (byte b : some) {
            out.write(b);
            if (++passed[0] % 3001 == 0) {
              out.writeBytes("[   12.345678] eth0: link is up\r\n".getBytes(ISO_8859_1));
            }
          }
          return out.toByteArray();
        };
    try (var guest = PtyShell.of(ASH).prepared()) {
      guest.textUntil("eval");
      guest.wire(UnaryOperator.identity(), kernel);

      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      assertThat(guest.text()).contains("[   12.345678] eth0: link is up\r\n");
      assertThat(guest.text().replaceAll("\\[ +12.345678\\] eth0: link is up\r\n", ""))
          .hasSizeLessThan(4000);
    }
  }

  @Test
  void aLineThatDamagesEverythingFailsWithASentence() throws IOException {
    var limits =
        new PosixLimits(
            1,
            Duration.ofMillis(200),
            3,
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofMillis(200));
    try (var guest = PtyShell.of(ASH, System.getenv("PATH"), limits).prepared()) {
      guest.wire(UnaryOperator.identity(), each(10, Damage.LOST));

      assertThatThrownBy(() -> guest.start("cat"))
          .isInstanceOfSatisfying(
              GuestException.class,
              e -> assertThat(e.kind()).isEqualTo(GuestException.Kind.UNREACHABLE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "base64 sha256sum",
    "openssl",
    "uuencode uudecode md5sum",
    "od",
    "od md5sum",
    "base64 od"
  })
  void whatIsMissingInAGuestIsDoneBySomethingElse(String tools) throws IOException {
    link(ALWAYS + tools);
    byte[] bytes = random(20_000);
    try (var guest = PtyShell.of("dash -i", bin.toString(), PtyShell.HASTY).prepared()) {
      var ended = guest.run("cat; echo err >&2; exit 5", bytes);

      assertThat(ended.out()).isEqualTo(bytes);
      assertThat(ended.errors()).isEqualTo("err\n");
      assertThat(ended.outcome()).isEqualTo(new Exited(5));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sh stty mkfifo dd cat rm mkdir sleep base64 sha256sum|the guest has no sed, which"
            + " commands over its serial line need",
        "sh stty dd cat rm sed mkdir sleep|the guest has no mkfifo, nor base64, openssl, uuencode"
            + " or od, nor sha256sum, openssl, md5sum or od, which commands over its serial line"
            + " need"
      })
  void aGuestThatLacksTooMuchSaysWhat(String tools, String sentence) throws IOException {
    link(tools);
    try (var guest = PtyShell.of("dash -i", bin.toString(), PtyShell.HASTY)) {
      assertThatThrownBy(guest::prepared)
          .isInstanceOfSatisfying(
              GuestException.class,
              e -> assertThat(e.kind()).as("%s", e).isEqualTo(GuestException.Kind.UNSUPPORTED))
          .hasMessage(sentence);
      guest.awaitText("# ");
      guest.type("echo still the''re\n");
      guest.awaitText("still there\r\n");
    }
  }

  /** Some programs of this machine in a folder of their own. */
  private void link(String tools) throws IOException {
    for (String tool : tools.split(" ", -1)) {
      for (String folder : new String[] {"/usr/bin", "/bin"}) {
        Path program = Path.of(folder, tool);
        if (Files.exists(program) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), program);
        }
      }
    }
  }
}
