package dev.consolegw.gateway.testing.farside;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A real QEMU with a guest of our own (src/test/qemu/guest.asm): it prints {@link #BANNER} when it
 * is booted, echoes in upper case, and prints {@code B!} on a break. Its processor stands still
 * until {@link #boot}, so that a test misses nothing.
 */
public final class Qemu implements AutoCloseable {
  public static final String BANNER = "console-gw test guest\r\n";

  private static final String REGISTERS =
      """
      {"execute": "human-monitor-command", "arguments": {"command-line": "info registers"}}
      """;

  private final Process process;
  private final BufferedReader qmpOut;
  private final BufferedWriter qmpIn;
  private final Path qmp;

  private Qemu(Path dir, String chardev) {
    this(dir, chardev, image());
  }

  private Qemu(Path dir, String chardev, byte[] image) {
    this.qmp = dir.resolve("qmp.sock");
    var command =
        List.of(
            "qemu-system-x86_64",
            "-display",
            "none",
            "-nodefaults",
            "-m",
            "16",
            "-S",
            "-drive",
            "file=" + file(dir, image) + ",format=raw,if=floppy",
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
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("is qemu-system-x86 installed?", e);
    }
    qmpOut = process.inputReader(StandardCharsets.UTF_8);
    qmpIn = process.outputWriter(StandardCharsets.UTF_8);
    await("\"QMP\""); // from here on, all sockets listen
    command("qmp_capabilities");
  }

  public static Qemu onWebSocket(Path dir, int port) {
    return new Qemu(dir, "websocket=on,host=127.0.0.1,port=" + port);
  }

  public static Qemu onTcp(Path dir, int port) {
    return new Qemu(dir, "host=127.0.0.1,port=" + port);
  }

  public static Qemu onUnix(Path dir, Path socket) {
    return new Qemu(dir, "path=" + socket);
  }

  /** Another guest than ours, a boot sector too. */
  public static Qemu onUnix(Path dir, Path socket, byte[] image) {
    return new Qemu(dir, "path=" + socket, image);
  }

  /** A port that was free a moment ago. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] image() {
    try (var hex = Qemu.class.getResourceAsStream("/qemu/guest.hex")) {
      var lines = new BufferedReader(new InputStreamReader(hex, StandardCharsets.US_ASCII)).lines();
      return HexFormat.of().parseHex(lines.collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Path dir, byte[] image) {
    try {
      return Files.write(dir.resolve("guest.img"), image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the guest's processor stands still, as one that polls never does. */
  public void awaitHalt() {
    String said;
    do {
      said = execute(REGISTERS);
    } while (!said.contains("HLT=1"));
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
    return execute("{\"execute\":\"" + name + "\"}\n");
  }

  private String execute(String json) {
    try {
      qmpIn.write(json);
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
