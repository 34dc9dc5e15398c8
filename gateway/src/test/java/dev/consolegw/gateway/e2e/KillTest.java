package dev.consolegw.gateway.e2e;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.testing.FakeGuest;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.SshPipes;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} while a guest prints as fast as it can. */
class KillTest {
  private static final int PIECE = 64 << 10;
  private static final int BEFORE_THE_KILL = 8 << 20;

  /** Where the log goes on after a kill: see the history's package. */
  private static final long EPOCH = 1L << 32;

  /** The promise is 10 ms; the rest is for a busy machine. */
  private static final Duration LATE = Duration.ofMillis(500);

  @TempDir Path folder;

  private record Seen(long nanos, long offset) {}

  /**
   * @param promised what has to be in the log
   * @param shown what was read up to the kill
   */
  private record Reading(long promised, long shown) {}

  /** Prints until the gateway is gone: first as fast as bytes go, then as fast as they are made. */
  private static Thread flood(FakeGuest vm) {
    return Thread.ofPlatform()
        .daemon()
        .start(() ->
            assertThatThrownBy(() -> printWithoutEnd(vm)).isInstanceOf(UncheckedIOException.class));
  }

  private static void printWithoutEnd(FakeGuest vm) {
    vm.print(NumberedOutput.at(0, 4 * BEFORE_THE_KILL));
    for (long offset = 4 * BEFORE_THE_KILL; ; offset += PIECE) {
      vm.print(NumberedOutput.at(offset, PIECE));
    }
  }

  /** Reads until some of it was seen long enough ago, kills, and says how far it had come then. */
  private static Reading readAndKill(SshPipes ssh, GatewayProcess gateway) {
    var seen = new ArrayDeque<Seen>();
    long offset = 0;
    while (offset < BEFORE_THE_KILL || !isLongAgo(seen.getFirst())) {
      assertThat(ssh.out().await(PIECE)).isEqualTo(NumberedOutput.at(offset, PIECE));
      offset += PIECE;
      seen.add(new Seen(System.nanoTime(), offset));
    }
    var promised = seen.reversed().stream().filter(KillTest::isLongAgo).findFirst().orElseThrow();
    gateway.kill();
    return new Reading(promised.offset(), offset);
  }

  private static boolean isLongAgo(Seen one) {
    return System.nanoTime() - one.nanos() > LATE.toNanos();
  }

  /** Viewers beside the one that is looked at; what they are shown goes nowhere. */
  private static List<SshPipes> watchers(GatewayProcess gateway, int count) {
    return Stream.generate(() -> gateway.ssh("web1+ro").into(Path.of("/dev/null")).attached())
        .limit(count)
        .toList();
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {0, 63})
  void whatWasShownIsInTheLogAtItsPlace(int others) throws InterruptedException {
    try (var vm = FakeGuest.tcp();
        var first = GatewayProcess.start(folder, List.of(), console("lab/web1", vm))) {
      Reading reading;
      long shown;
      try (var ssh = first.ssh("web1").pipes().attached()) {
        var watchers = watchers(first, others);
        var guest = flood(vm);
        reading = readAndKill(ssh, first);
        guest.join();
        shown = reading.shown() + ssh.result().out().length();
        assertThat(watchers).allMatch(each -> each.exitCode() == 255);
      }

      try (var second = first.again()) {
        try (var ssh = second.ssh("web1").pipes()) {
          ssh.awaitNotice(" offset=" + EPOCH + "\n");
          vm.print("up again");
          ssh.awaitOut("up again");
        }
        var log = second.ssh("web1").command("log --raw").run();
        int kept = log.out().length() - "up again".length();

        assertThat(log.exitCode()).isZero();
        assertThat(log.err())
            .matches(
                "console: gap at \\S+Z: the gateway was killed; a moment of output after offset=%d"
                        .formatted(kept)
                    + " may be missing, numbering goes on at offset=%d\n".formatted(EPOCH));
        assertThat(kept).isGreaterThanOrEqualTo((int) reading.promised());
        assertThat(shown).isLessThan(EPOCH);
        assertThat(log.out().getBytes(StandardCharsets.ISO_8859_1))
            .startsWith(NumberedOutput.at(0, kept))
            .endsWith("up again".getBytes(StandardCharsets.US_ASCII));
        assertThat(second.stop().err()).doesNotContain("Exception").doesNotContain("\tat ");
      }
    }
  }
}
