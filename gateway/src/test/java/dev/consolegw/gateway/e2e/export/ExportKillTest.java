package dev.consolegw.gateway.e2e.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the gateway and of the log system, in turns, while guests print. */
class ExportKillTest {
  private static final int KILLS = 50;
  private static final int GUESTS = 3;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Random RANDOM = new Random(18);

  @TempDir Path folder;
  private final ServerSocket[] guests = new ServerSocket[GUESTS];
  private Path taken;
  private int port;

  @BeforeEach
  void begin() throws IOException {
    taken = Files.createFile(folder.resolve("taken"));
    for (int i = 0; i < GUESTS; i++) {
      var guest = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
      guests[i] = guest;
      Thread.ofPlatform().daemon().start(() -> serve(guest));
    }
  }

  @AfterEach
  void end() throws IOException {
    for (var guest : guests) {
      guest.close();
    }
  }

  /** Prints numbered lines to whoever is connected; those that nobody takes are lost. */
  private static void serve(ServerSocket guest) {
    long number = 0;
    while (!guest.isClosed()) {
      try (Socket caller = guest.accept()) {
        while (true) {
          number++;
          caller.getOutputStream().write(("line " + number + "\r\n").getBytes(UTF_8));
          LockSupport.parkNanos(Duration.ofMillis(2).toNanos()); // how fast it prints
        }
      } catch (IOException gone) {
        // The next one is served.
      }
    }
  }

  private Program receiver() {
    var script = resource("receiver.py");
    var program =
        Program.start(
            List.of("python3", script.toString(), String.valueOf(port), taken.toString()));
    program.out().await("listening ");
    port = Integer.parseInt(program.out().awaitLine().strip());
    return program;
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(ExportKillTest.class.getResource(name)).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private GatewayProcess gateway() throws IOException {
    var consoles = new StringBuilder();
    for (int i = 0; i < GUESTS; i++) {
      consoles.append(
          "  lab/web%d: { address: \"tcp://127.0.0.1:%d\" }\n"
              .formatted(i, guests[i].getLocalPort()));
    }
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        history: { capture: always }
        users: { alice: { keys: ["%s"] } }
        export: { logs: { to: "loki+http://127.0.0.1:%d" } }
        consoles:
        %s\
        """
            .formatted(folder, TestPerson.ALICE.publicKey(), port, consoles));
    return GatewayProcess.on(folder);
  }

  /** Waits until the log system has taken more than it had. */
  private void awaitMore(long than) throws IOException {
    while (Files.size(taken) <= than) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @Test
  @Tag("long")
  @Tag("beside")
  void everyLineOfEveryConsoleIsThere() throws Exception {
    var receiver = receiver();
    var gateway = gateway();
    for (int kill = 0; kill < KILLS; kill++) {
      awaitMore(Files.size(taken));
      LockSupport.parkNanos(Duration.ofMillis(RANDOM.nextInt(300)).toNanos()); // at any moment
      if (kill % 2 == 0) {
        gateway.kill();
        gateway = gateway.again();
      } else {
        receiver.signal("KILL");
        receiver.result();
        receiver = receiver();
      }
    }
    awaitMore(Files.size(taken));
    gateway.stop(); // tells it what is left
    receiver.close();

    var found = takenLines();
    var printed = printedLines();
    assertThat(printed.size()).isGreaterThan(KILLS * GUESTS);
    var missing = new TreeSet<>(printed);
    missing.removeAll(found);
    assertThat(missing).isEmpty();
  }

  /** Console, offset and text of each line, as they were sent. */
  private Set<String> takenLines() throws IOException {
    var all = new HashSet<String>();
    var text = Files.readString(taken);
    for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      var fields = MAPPER.readTree(line);
      all.add(
          "%s %d %s"
              .formatted(
                  fields.get(0).textValue(), fields.get(1).longValue(), fields.get(2).textValue()));
    }
    return all;
  }

  /** The same of every whole line in the histories. */
  private Set<String> printedLines() throws IOException {
    var all = new TreeSet<String>();
    for (int i = 0; i < GUESTS; i++) {
      var console = "file/lab/web%d:0".formatted(i);
      var home = folder.resolve("state/history").resolve(DirectoryName.of(console));
      try (var files = Files.list(home)) {
        var bytes = new ByteArrayOutputStream();
        long start = 0;
        for (var file : files.filter(it -> it.toString().endsWith(".log")).sorted().toList()) {
          long offset = Long.parseLong(file.getFileName().toString().replace(".log", ""));
          if (offset != start + bytes.size()) {
            all.addAll(lines(console, start, bytes.toByteArray()));
            bytes.reset();
            start = offset;
          }
          bytes.writeBytes(Files.readAllBytes(file));
        }
        all.addAll(lines(console, start, bytes.toByteArray()));
      } catch (UncheckedIOException failure) {
        throw failure.getCause();
      }
    }
    return all;
  }

  private static Set<String> lines(String console, long start, byte[] bytes) {
    var all = new HashSet<String>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        var text = new String(bytes, from, i - from, UTF_8).strip();
        if (!text.isEmpty()) {
          all.add("%s %d %s".formatted(console, start + from, text));
        }
        from = i + 1;
      }
    }
    return all;
  }
}
