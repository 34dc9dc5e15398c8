package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many viewers as a console lets in, while it prints as fast as it can. */
@Tag("long")
class CrowdTest {
  private static final int VIEWERS = 64;
  private static final int PIECE = 64 << 10;
  private static final int PIECES = 128;

  /** What the writer types: nothing that the guest prints by itself. */
  private static final String KEY = "#";

  /** For a key while everybody is shown the same on a busy machine; it is tenths of a second. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final Pattern SKIPPED = Pattern.compile("skipped (\\d+) bytes from offset=(\\d+)");

  @TempDir Path folder;
  private final FakeGuest vm = FakeGuest.tcp();
  private final TestGateway gateway =
      TestGateway.with(
          ConsoleLimits.DEFAULT.perPerson(2 * VIEWERS, 1),
          console("lab/web1", vm).with("keep: 256MiB"));

  @AfterEach
  void stop() {
    gateway.close();
    vm.close();
  }

  private Path file(int number) {
    return folder.resolve("viewer" + number);
  }

  /** The guest prints; between its pieces it echoes, as a guest with one serial port does. */
  private CompletableFuture<Long> flood(SshPipes writer) {
    return CompletableFuture.supplyAsync(() -> {
      long worst = 0;
      for (int i = 0; i < PIECES; i++) {
        vm.print(NumberedOutput.at((long) i * PIECE, PIECE));
        if (i % 16 == 15) {
          long typed = System.nanoTime();
          writer.type(KEY);
          vm.awaitTyped(KEY);
          vm.print(KEY);
          writer.awaitOut(KEY);
          worst = Math.max(worst, System.nanoTime() - typed);
        }
      }
      vm.hangUp();
      return worst;
    });
  }

  @Test
  void everybodyIsShownEverythingOrToldWhatIsMissing() throws IOException {
    var viewers = new ArrayList<SshPipes>();
    try (var writer = gateway.ssh(ALICE, "web1+hup=close").pipes().attached()) {
      for (int i = 1; i < VIEWERS; i++) {
        var name = i % 2 == 0 ? "web1+ro+hup=close" : "web1+ro+hup=close+drop=note";
        viewers.add(gateway.ssh(ALICE, name).into(file(i)).attached());
      }
      var oneTooMany = gateway.ssh(ALICE, "web1+ro").run();

      long worst = flood(writer).join();

      assertThat(writer.exitCode()).isZero();
      var all = log();
      long skipped = 0;
      for (int i = 1; i < VIEWERS; i++) {
        var notices = viewers.get(i - 1).result();
        assertThat(notices.exitCode()).isZero();
        var expected = without(notices.err(), all);
        assertThat(Files.readAllBytes(file(i))).isEqualTo(expected);
        skipped += all.length - expected.length;
        assertThat(i % 2 == 1 || expected.length == all.length).isTrue();
      }
      assertThat(oneTooMany.exitCode()).isEqualTo(75);
      assertThat(skipped).isLessThan((long) VIEWERS / 2 * all.length);
      assertThat(Duration.ofNanos(worst)).isLessThan(SOON);
    } finally {
      viewers.forEach(SshPipes::close);
    }
  }

  private byte[] log() {
    var log = gateway.ssh(ALICE, "web1").command("log --raw").run();
    assertThat(log.out()).hasSize(PIECES * PIECE + PIECES / 16);
    return log.out().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What is left of all when what was skipped is taken out. */
  private static byte[] without(String notices, byte[] all) {
    var kept = Arrays.copyOf(all, all.length);
    int end = 0;
    int from = 0;
    for (var skip : SKIPPED.matcher(notices).results().toList()) {
      int at = Integer.parseInt(skip.group(2));
      System.arraycopy(all, from, kept, end, at - from);
      end += at - from;
      from = at + Integer.parseInt(skip.group(1));
    }
    System.arraycopy(all, from, kept, end, all.length - from);
    return Arrays.copyOf(kept, end + all.length - from);
  }
}
