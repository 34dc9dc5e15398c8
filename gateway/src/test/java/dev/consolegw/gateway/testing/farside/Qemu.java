package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.demo.QemuGuest;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real QEMU with the guest of {@link QemuGuest}: it prints {@link #BANNER} when it is booted,
 * echoes in upper case with a line feed after each carriage return, and prints {@code B!} on a
 * break. Its processor stands still until {@link #boot}, so that a test misses nothing.
 */
public final class Qemu implements AutoCloseable {
  public static final String BANNER = "console-gw boot sector: type, and I shout back.\r\n";

  private static final Pattern PORT = Pattern.compile(":127\\.0\\.0\\.1:(\\d+),server=on");

  private final Process process;
  private final BufferedReader qmpOut;
  private final BufferedWriter qmpIn;
  private final Path qmp;

  private Qemu(Path dir, String chardev) {
    this.qmp = dir.resolve("qmp.sock");
    try {
      process =
          new ProcessBuilder(command(dir, qmp, chardev))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("is qemu-system-x86 installed?", e);
    }
    qmpOut = process.inputReader(StandardCharsets.UTF_8);
    qmpIn = process.outputWriter(StandardCharsets.UTF_8);
    await("\"QMP\""); // from here on, all sockets listen
    command("qmp_capabilities");
  }

  private static List<String> command(Path dir, Path qmp, String chardev) throws IOException {
    return List.of(
        "qemu-system-x86_64",
        "-display",
        "none",
        "-nodefaults",
        "-m",
        "16",
        "-S",
        "-drive",
        "file=" + QemuGuest.bootSector(dir.resolve("guest.img")) + ",format=raw,if=floppy",
        "-boot",
        "a",
        "-chardev",
        "socket,id=c0,server=on,wait=off," + chardev,
        "-serial",
        "chardev:c0",
        "-qmp",
        "unix:" + qmp + ",server=on,wait=off",
        "-qmp",
        "stdio");
  }

  /** Its console on a websocket, at a port that it finds itself. */
  public static Qemu onWebSocket(Path dir) {
    return new Qemu(dir, "websocket=on,host=127.0.0.1,port=0");
  }

  /** Its console on TCP, at a port that it finds itself. */
  public static Qemu onTcp(Path dir) {
    return new Qemu(dir, "host=127.0.0.1,port=0");
  }

  public static Qemu onUnix(Path dir, Path socket) {
    return new Qemu(dir, "path=" + socket);
  }

  /** The port of its console, when that is one. */
  public int port() {
    var consoles = command("query-chardev");
    var port = PORT.matcher(consoles);
    if (!port.find()) {
      throw new AssertionError("no port in " + consoles);
    }
    return Integer.parseInt(port.group(1));
  }

  /** Lets the guest run. */
  public void boot() {
    command("cont");
  }

  /** The QMP socket that a gateway may use. */
  public Path qmp() {
    return qmp;
  }

  private String command(String name) {
    try {
      qmpIn.write("{\"execute\":\"" + name + "\"}\n");
      qmpIn.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return await("\"return\"");
  }

  private String await(String text) {
    try {
      String line;
      do {
        line = qmpOut.readLine();
        if (line == null) {
          throw new AssertionError("QEMU ended with status " + process.waitFor());
        }
      } while (!line.contains(text));
      return line;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("QEMU said nothing", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
