package dev.consolegw.gateway.directory.vspc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs real programs. */
@Timeout(60)
class HookTest {
  private static final KnownVm VM =
      new KnownVm(
          new ConsoleId("vspc", "web1@lab", "s0"), "lab", "we\"b\n1 é", "", true, Instant.EPOCH, 0);

  @TempDir private Path folder;

  private Path script(String text) throws IOException {
    var script = Files.writeString(folder.resolve("hook"), "#!/bin/sh\n" + text + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private List<String> lines(int count) throws IOException {
    var seen = folder.resolve("seen");
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    while (!Files.exists(seen) || Files.readAllLines(seen).size() < count) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    return Files.readAllLines(seen);
  }

  @Test
  void whatHappensIsToldInOrder() throws IOException {
    var program = script("cat >> '" + folder + "/seen'");
    try (var hook = new Hook(program, new ManualClock(), Hook.RUN)) {
      hook.tell("arrived", VM, "10.0.0.1");
      hook.tell("moved", VM, "10.0.0.2");
      hook.tell("left", VM, "");

      var told = lines(3);

      assertThat(told.get(0)).contains("\"event\":\"arrived\"");
      assertThat(told.get(1)).contains("\"event\":\"moved\"");
      assertThat(told.get(2)).contains("\"event\":\"left\"");
      var facts = new ObjectMapper().readTree(told.getFirst());
      assertThat(facts.get("name").asText()).isEqualTo("we\"b\n1 é");
      assertThat(facts.get("project").asText()).isEqualTo("lab");
      assertThat(facts.get("port").asText()).isEqualTo("s0");
      assertThat(facts.get("host").asText()).isEqualTo("10.0.0.1");
      assertThat(facts.get("time").asText()).endsWith("Z");
    }
  }

  @Test
  void aRunThatLastsTooLongIsKilledAndTheNextOneComes() throws IOException {
    var program =
        script(
            "read line; case $line in *arrived*) sleep 1000;; esac; echo x >> '"
                + folder
                + "/seen'");
    try (var logged = LoggedLines.of(Hook.class.getName());
        var hook = new Hook(program, new ManualClock(), Duration.ofMillis(200))) {
      hook.tell("arrived", VM, "");
      hook.tell("left", VM, "");

      assertThat(lines(1)).hasSize(1);
      assertThat(logged.lines()).anyMatch(line -> line.contains("event=vspc-hook-killed"));
    }
  }

  @Test
  void aProgramThatFailsIsNamedInTheLog() throws IOException {
    try (var logged = LoggedLines.of(Hook.class.getName())) {
      try (var hook = new Hook(script("exit 3"), new ManualClock(), Hook.RUN)) {
        hook.tell("arrived", VM, "");
      }
      try (var hook = new Hook(folder.resolve("nothing"), new ManualClock(), Hook.RUN)) {
        hook.tell("arrived", VM, "");
      }
      assertThat(logged.lines()).anyMatch(line -> line.contains("status=3"));
      assertThat(logged.lines()).anyMatch(line -> line.contains("No such file"));
    }
  }
}
