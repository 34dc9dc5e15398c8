package dev.consolegw.gateway.e2e.clients;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.SshHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and a debugger over a console, as docs/automation.md says. */
class TransferRecipesTest {
  private static final int SIZE = 50_000;

  @TempDir Path folder;

  /** A real shell on a real terminal line, whose home is below the folder. */
  private Program guest(Path socket) throws IOException {
    Files.createDirectories(folder.resolve("guest"));
    return Program.start(
        List.of(
            "socat",
            "UNIX-LISTEN:" + socket + ",fork",
            "EXEC:'sh -i',pty,setsid,ctty,stderr,sane,echo=0"),
        folder.resolve("guest"),
        Map.of("PS1", "$ ", "ENV", ""));
  }

  private static byte[] everyByte() {
    var bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private void transfer(int example, Path from, Path to) throws IOException {
    var socket = folder.resolve("web1.sock");
    try (var _ = guest(socket);
        var gateway = TestGateway.with(console("lab/web1", ConsoleAddress.unix(socket)))) {
      var here = Files.createDirectories(folder.resolve("home"));
      var home = SshHome.in(here, gateway);
      Files.write(folder.resolve(from), everyByte());

      var recipe = AutomationPage.examples("zmodem", "bash")[example];
      var result = home.run("bash", "-c", recipe);

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(folder.resolve(to)).hasBinaryContent(everyByte());
    }
  }

  @Test
  void aFileComesFromTheGuest() throws IOException {
    transfer(0, Path.of("guest/report.bin"), Path.of("home/report.bin"));
  }

  @Test
  void aFileGoesToTheGuest() throws IOException {
    transfer(1, Path.of("home/report.bin"), Path.of("guest/report.bin"));
  }

  @Test
  void gdbReadsTheRegistersOfAMachineThatStandsStill() throws IOException {
    var socket = folder.resolve("gdb.sock");
    var qemu =
        List.of(
            "qemu-system-x86_64",
            "-S",
            "-display",
            "none",
            "-nodefaults",
            "-m",
            "16",
            "-chardev",
            "socket,id=g,server=on,wait=off,path=" + socket,
            "-gdb",
            "chardev:g");
    try (var _ = Program.start(qemu);
        var gateway = TestGateway.with(console("lab/vm", ConsoleAddress.unix(socket)))) {
      var home = SshHome.in(folder, gateway);
      var line = AutomationPage.example("gdb", "sh").strip();

      var result =
          home.run(
              "bash",
              "-c",
              line.replace(" vmlinux", " -ex 'info registers rip' -ex detach")
                  .replace("gdb ", "gdb -batch -nx "));

      assertThat(result.out()).as(result.err()).contains("0xfff0");
    }
  }
}
