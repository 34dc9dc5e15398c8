package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a line does to the bytes on it, those of a command arrive as they were. */
@Tag("slow")
class DamagedLineTest {

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void bytesThatAreLostDoubledAndChangedAreRepaired() throws IOException {
    try (var guest = PtyGuest.ready(Damage.oneIn(20_000), Damage.oneIn(19_000))) {
      byte[] bytes = random(400_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      assertThat(guest.link.statistics().resent()).isPositive();
    }
  }

  @Test
  void aDamagedHelperIsSentAgain() throws IOException {
    var once =
        new UnaryOperator<byte[]>() {
          private boolean done;

          @Override
          public byte[] apply(byte[] line) {
            if (line.length > 5_000 && !done) {
              done = true;
              line[2_000] ^= 1;
            }
            return line;
          }
        };
    try (var guest = PtyGuest.ready(once, UnaryOperator.identity())) {
      assertThat(guest.run("echo here").text()).isEqualTo("here\n");
    }
  }

  @Test
  void linesOfTheKernelAreTakenOutOfFramesAndShown() throws IOException {
    try (var guest = PtyGuest.ready(UnaryOperator.identity(), Damage.kernelLines(3_000))) {
      byte[] bytes = random(200_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      var statistics = guest.link.statistics();
      assertThat(statistics.repaired()).isGreaterThan(40);
      var lines =
          Pattern.compile("\\[ *\\d+\\.\\d+\\] usb 1-1: line \\d+\r\n").matcher(guest.text());
      assertThat(lines.results().count()).isGreaterThan(60);
    }
  }

  @Test
  void sevenBitsAreEnough() throws IOException {
    try (var guest = PtyGuest.ready(Damage::sevenBits, Damage::sevenBits)) {
      byte[] bytes = random(50_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      assertThat(guest.link.statistics().resent()).isZero();
    }
  }

  @Test
  void sevenBitsInOneDirectionCostOnlyThatOne() throws IOException {
    try (var guest = PtyGuest.ready(Damage::sevenBits, UnaryOperator.identity())) {
      byte[] bytes = random(50_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      assertThat(guest.link.statistics().bytesReceived()).isLessThan(60_000);
    }
    try (var guest = PtyGuest.ready(UnaryOperator.identity(), Damage::sevenBits)) {
      byte[] bytes = random(50_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      assertThat(guest.link.statistics().bytesSent()).isLessThan(70_000);
    }
  }

  @Test
  void bytesThatNeverArriveAreNotUsed() throws IOException {
    try (var guest = PtyGuest.ready(Damage::careless, Damage::careless)) {
      byte[] bytes = random(100_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
      assertThat(guest.link.statistics().resent()).isZero();
    }
  }

  @Test
  void oneByteAtATimeIsEnough() throws IOException {
    try (var guest = new PtyGuest(UnaryOperator.identity(), UnaryOperator.identity())) {
      guest.pieces(1);
      guest.bootstrap();
      byte[] bytes = random(50_000);
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
    }
  }

  @Test
  void aPortThatTakesSixteenBytesInTwentyMillisecondsIsEnough() throws IOException {
    try (var guest = new PtyGuest(UnaryOperator.identity(), UnaryOperator.identity())) {
      guest.bootstrap();
      guest.pace(16, 20);
      assertThat(guest.run("echo $((6*7))").text()).isEqualTo("42\n");
      assertThat(guest.run("cat", "x".repeat(100).getBytes(ISO_8859_1)).text()).hasSize(100);
      assertThat(guest.link.statistics().resent()).isZero();
    }
  }

  @Test
  void aLineThatWasGoneLosesAndDoublesNothing() throws Exception {
    try (var guest = PtyGuest.ready()) {
      byte[] bytes = random(1_000_000);
      var result = guest.later(() -> guest.run("cat", bytes));
      for (int i = 0; i < 4; i++) {
        long before = guest.link.statistics().bytesReceived();
        guest.awaitReceived(before + 50_000);
        guest.cut(true);
        guest.cut(false);
        guest.link.awaitReady(PtyGuest.LIMIT);
      }
      assertThat(result.get().out()).isEqualTo(bytes);
    }
  }

  @Test
  void anotherHelperIsAnotherGuest() throws Exception {
    try (var guest = PtyGuest.ready()) {
      var result = guest.later(() -> guest.run("sleep 100"));
      guest.idle.take();
      guest.cut(true);
      guest.type(new String(GuestLink.reset(), ISO_8859_1));
      guest.awaitTexts("guest# ", 2);
      guest.type(guest.link.bootstrap().line() + "\r");
      guest.awaitTexts("@GO@", 2);
      guest.type(new String(guest.link.bootstrap().helper(), ISO_8859_1));
      guest.cut(false);
      assertThat(guest.awaitEnd()).hasMessage("the guest restarted");
      assertThat(org.assertj.core.api.Assertions.catchThrowable(result::get))
          .hasRootCauseMessage("the guest restarted");
    }
  }
}
