package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.state.DirectoryName;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway listens at once; histories of captured consoles are opened while it serves. */
@Tag("slow")
class CapturedStartTest {
  private static final int CONSOLES = 6;

  @TempDir private Path folder;
  private final List<FakeGuest> guests = new ArrayList<>();

  private GatewayProcess start() {
    var entries = new ArrayList<TestGateway.Entry>();
    for (int i = 0; i < CONSOLES; i++) {
      guests.add(FakeGuest.tcp());
      entries.add(TestGateway.console("lab/web" + i, guests.getLast()).with("capture: always"));
    }
    return GatewayProcess.start(folder, List.of(), entries.toArray(TestGateway.Entry[]::new));
  }

  @AfterEach
  void unplug() {
    guests.forEach(FakeGuest::close);
  }

  private Path history(int number) {
    return folder
        .resolve("state/history")
        .resolve(DirectoryName.of("file/lab/web%d:0".formatted(number)));
  }

  /** A file that whoever opens it waits for. */
  private Path hang(int number) throws IOException {
    var index = Files.createDirectories(history(number)).resolve("index");
    Program.run("mkfifo", index.toString());
    return index;
  }

  private static void letGo(Path fifo) throws IOException {
    var aside = Files.move(fifo, fifo.resolveSibling("aside")); // the next to open it does not wait
    Files.newOutputStream(aside).close();
  }

  private static void assertServed(GatewayProcess gateway, FakeGuest guest, int number) {
    try (var ssh = gateway.ssh("web" + number).pipes()) {
      ssh.awaitNotice("console: attached server=web" + number);
      guest.print("hello");
      ssh.awaitOut("hello");
    }
  }

  @Test
  void whoeverAsksDoesNotWaitForHistoriesThatHang() throws Exception {
    var hung = List.of(hang(0), hang(1)); // all that are opened at once
    try (var gateway = start()) {
      assertServed(gateway, guests.get(CONSOLES - 1), CONSOLES - 1);

      for (var file : hung) {
        letGo(file);
      }
      for (int i = 0; i < CONSOLES; i++) {
        guests.get(i).print("captured"); // waits for a connection
      }
      gateway.stop();
    }
  }

  @Test
  void aBrokenHistoryIsOneSentenceAndTheOthersAreCaptured() throws Exception {
    Files.createDirectories(history(0).getParent());
    Files.writeString(history(0), "no directory");
    try (var gateway = start()) {
      for (var guest : guests) {
        guest.print("captured"); // waits for a connection
      }
      assertServed(gateway, guests.get(0), 0);
      var result = gateway.stop();

      assertThat(result.err())
          .containsOnlyOnce("event=disk-behind console=" + history(0).getFileName())
          .doesNotContain("\tat ")
          .doesNotContain(" | at ");
    }
  }

  @Test
  void itStopsWhileHistoriesAreOpened() throws Exception {
    var hung = hang(0);
    try (var gateway = start()) {
      assertServed(gateway, guests.get(1), 1);
      gateway.signal("TERM");
      letGo(hung);
      var result = gateway.stop();

      assertThat(result.err()).doesNotContain("\tat ").doesNotContain(" | at ");
      assertThat(history(1).resolve("index")).content().endsWith(" clean\n");
    }
  }
}
