package dev.consolegw.gateway.e2e.faults;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.NumberedOutput;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshPipes;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that hangs, or is full: consoles go on, and operators are told. */
@Tag("slow")
class StalledDiskTest {
  private static final int PIECE = 64 << 10;

  /** More than waits for the disk in memory. */
  private static final int MUCH = 6 << 20;

  @TempDir Path folder;

  private static void printAndRead(FakeGuest vm, SshPipes ssh) {
    var guest = Thread.ofPlatform().daemon().start(() -> vm.print(NumberedOutput.at(0, MUCH)));
    for (int at = 0; at < MUCH; at += PIECE) {
      assertThat(ssh.out().await(PIECE)).isEqualTo(NumberedOutput.at(at, PIECE));
    }
    assertThat(guest).matches(one -> !one.isAlive() || joined(one));
  }

  private static boolean joined(Thread guest) {
    try {
      return guest.join(TypedBytes.PATIENCE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The console's segment, once there is something in it. */
  private static Path segment(TestGateway gateway, String console) throws IOException {
    var patience = Instant.now().plus(TypedBytes.PATIENCE);
    while (Instant.now().isBefore(patience)) {
      var written = written(gateway, console);
      if (written.isPresent()) {
        return written.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("nothing of " + console + " came to disk");
  }

  private static Optional<Path> written(TestGateway gateway, String console) throws IOException {
    try (var files = Files.walk(gateway.folder().resolve("state").resolve("history"))) {
      return files
          .filter(file -> file.toString().matches(".*%2F" + console + "%3A0/\\d+\\.log"))
          .filter(file -> file.toFile().length() > 0)
          .findFirst();
    }
  }

  /** Lets the writer of a FIFO go on. */
  private static void drain(Path fifo) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (var in = Files.newInputStream(fifo)) {
            in.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aDiskThatHangsStopsNobody() throws IOException {
    try (var hung = FakeGuest.tcp();
        var fine = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/hung", hung), console("lab/fine", fine));
        var first = gateway.ssh(ALICE, "hung").pipes().attached();
        var second = gateway.ssh(ALICE, "fine").pipes().attached()) {
      hung.print("begin");
      first.awaitOut("begin");
      var segment = segment(gateway, "hung");
      var fifo = segment.resolveSibling("fifo");
      Program.run("mkfifo", fifo.toString());
      Files.move(fifo, segment, StandardCopyOption.ATOMIC_MOVE);

      printAndRead(hung, first);
      printAndRead(fine, second);
      first.type("still typed");
      hung.awaitTyped("still typed");
      var log = gateway.ssh(ALICE, "fine").command("log --bytes 16").run();

      assertThat(log.out()).isEqualTo(ascii(NumberedOutput.at(MUCH - 16, 16)));
      for (int i = 0; i < 3; i++) { // more than one person may have made at a time
        var wait = gateway.ssh(ALICE, "hung").command("wait --screen --timeout 1s never").run();
        assertThat(wait.exitCode()).isEqualTo(ExitCode.TIMED_OUT.status());
      }
      assertThat(gateway.ssh(ALICE, "fine").command("screen").run().out()).isNotEmpty();
      assertThat(gateway.ssh(ALICE, "fine").command("wait --screen '\\d'").run().exitCode())
          .isZero();
      drain(segment);
    }
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void aFullDiskStopsNobodyAndOperatorsAreTold() throws IOException {
    var state = Files.createDirectory(folder.resolve("state"));
    Program.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", state.toString());
    try (var one = FakeGuest.tcp();
        var other = FakeGuest.tcp();
        var gateway =
            GatewayProcess.start(
                folder, List.of(), console("lab/a", one), console("lab/b", other));
        var first = gateway.ssh("a").pipes().attached();
        var second = gateway.ssh("b").pipes().attached()) {

      printAndRead(one, first);
      gateway.err().await("event=disk-behind ");
      printAndRead(other, second);
      var log = gateway.ssh("a").command("log --bytes 16").run();

      assertThat(log).isEqualTo(new Ssh.Result(0, ascii(NumberedOutput.at(MUCH - 16, 16)), ""));
      one.print("\033[2J\033[5;5Hthe end");
      first.awaitOut("the end");
      assertThat(gateway.ssh("a").command("screen").run().out()).isEqualTo("\n\n\n\n    the end\n");
      assertThat(gateway.ssh("a").command("wait --screen 'the end'").run().exitCode()).isZero();
      assertThat(gateway.stop().err()).doesNotContain("\tat ").doesNotContain(" | at ");
    } finally {
      Program.run("umount", "-l", state.toString());
    }
  }
}
