package dev.consolegw.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway, as a program of its own, that runs out of something while it serves. */
@Tag("slow")
class OutOfMemoryTest {
  @TempDir Path folder;

  private Ssh.Result exhausted(Exhaustion.What what, Exhaustion.Where where) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("console-gw.yaml"),
            "state: \"%s/state\"\nssh: { listen: \"127.0.0.1:0\" }\n".formatted(folder));
    var words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=8m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            Exhaustion.class.getName(),
            what.name(),
            where.name(),
            "serve",
            "--config",
            file.toString());
    try (var program = Program.start(words)) {
      program.out().await("console-gw: listening on ");
      program.type("\n");
      return program.result();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DIRECT_MEMORY, THREAD",
    "DIRECT_MEMORY, VIRTUAL_THREAD",
    "DIRECT_MEMORY, TIMER",
    "DIRECT_MEMORY, FUTURE",
    "THREADS, THREAD",
    "THREADS, TIMER"
  })
  void whatCodeIsDeniedEndsTheProcessWithOneLine(Exhaustion.What what, Exhaustion.Where where)
      throws IOException {
    var result = exhausted(what, where);

    assertThat(result.exitCode()).isEqualTo(70);
    assertThat(result.err())
        .contains("console-gw: out of memory or threads, ending at once: ")
        .doesNotContain("\tat ");
  }

  @Test
  void aFullHeapEndsTheProcess() throws IOException {
    assertThat(exhausted(Exhaustion.What.HEAP, Exhaustion.Where.FUTURE).exitCode()).isEqualTo(3);
  }
}
