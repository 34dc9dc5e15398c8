package dev.consolegw.gateway.e2e.faults;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with little memory, a guest that floods, and a client that stands still. */
@Tag("long")
class MemoryTest {
  private static final int PIECE = 1 << 20;
  private static final int PIECES = 100;

  /** The oldest goes in pieces of less than an eighth of this. */
  private static final int KEEP = 8 << 20;

  @TempDir Path folder;

  /** Reads all of it from a client of its own: too much to keep. */
  private static void readAll(InputStream out) throws IOException {
    for (int i = 0; i < PIECES; i++) {
      assertThat(out.readNBytes(PIECE)).isEqualTo(NumberedOutput.at((long) i * PIECE, PIECE));
    }
  }

  private static void flood(FakeGuest vm) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          for (int i = 0; i < PIECES; i++) {
            vm.print(NumberedOutput.at((long) i * PIECE, PIECE));
          }
        });
  }

  @Test
  void aClientThatStandsStillCostsNobodyElseABit() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway =
            GatewayProcess.start(
                folder, List.of("-Xmx64m"), console("lab/web1", vm).with("keep: 8MiB"));
        var stopped = gateway.ssh("web1+ro+drop=note").pipes().attached()) {
      stopped.suspend();
      var words = gateway.ssh("web1").option("-T").words();
      var reader = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (var out = reader.getInputStream()) {
        vm.awaitClient();
        awaitWriter(gateway);

        flood(vm);
        readAll(out);
      } finally {
        reader.destroyForcibly();
      }

      var log = gateway.ssh("web1").command("log --raw").run();
      long kept = log.out().length();
      assertThat(kept).isBetween(KEEP - KEEP / 8L, (long) KEEP);
      assertThat(log.out().getBytes(StandardCharsets.ISO_8859_1))
          .isEqualTo(NumberedOutput.at((long) PIECES * PIECE - kept, (int) kept));
      stopped.resume();
      stopped.awaitNotice("console: ");
      assertThat(gateway.isAlive()).isTrue();
      assertThat(gateway.stop().err()).doesNotContain("OutOfMemory").doesNotContain(" | at ");
    }
  }

  /** Until somebody writes: whoever comes later would miss the first bytes. */
  private static void awaitWriter(GatewayProcess gateway) {
    Ssh.Result who;
    do {
      who = gateway.ssh("web1").command("who").run();
      assertThat(who.exitCode()).isZero();
    } while (!who.out().contains("role=write"));
  }
}
