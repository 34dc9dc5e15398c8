package dev.consolegw.gateway.e2e.faults;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeUart;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A paste into a UART that loses what comes too fast. */
class SlowUartTest {
  /** What is waited for at once: a paced guest takes its time. */
  private static final int PIECE = 16 << 10;

  /** What this machine may be late for the first bytes. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static void paste(int size) throws NoSuchAlgorithmException {
    var bytes = new byte[size];
    new Random(4711).nextBytes(bytes);
    try (var uart = FakeUart.start();
        var gateway = TestGateway.with(console("lab/web1", uart.address()));
        var ssh = gateway.ssh(ALICE, "web1+pace=16/1").pipes().attached()) {
      ssh.awaitOut("$ ");
      long start = System.nanoTime();
      Thread.ofVirtual().start(() -> ssh.type(bytes));

      var arrived = MessageDigest.getInstance("SHA-256");
      for (int at = 0; at < size; at += PIECE) {
        arrived.update(uart.typed().await(PIECE));
      }

      assertThat(arrived.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(size / FakeUart.FIFO).minus(SLACK));
    }
  }

  @Test
  void aPasteArrivesWhole() throws NoSuchAlgorithmException {
    paste(64 << 10);
  }

  @Tag("long")
  @Tag("beside")
  @Test
  void aMebibyteArrivesWhole() throws NoSuchAlgorithmException {
    paste(1 << 20);
  }
}
