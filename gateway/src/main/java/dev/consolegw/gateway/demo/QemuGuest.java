package dev.consolegw.gateway.demo;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real QEMU whose serial port is a websocket, with a guest that fits into a boot sector ({@code
 * src/main/qemu/guest.asm}). QMP on a UNIX socket carries the break that the websocket cannot.
 */
public final class QemuGuest implements Closeable {
  private static final String PROGRAM = "qemu-system-x86_64";
  private static final long PATIENCE_SECONDS = 5;

  private final Process process;
  private final Path image;
  private final Path qmp;
  private final int port;

  private QemuGuest(Process process, Path image, Path qmp, int port) {
    this.process = process;
    this.image = image;
    this.qmp = qmp;
    this.port = port;
  }

  /**
   * Starts one, if QEMU is installed.
   *
   * @param directory for the boot sector and the QMP socket
   * @throws IOException when it is installed and does not start
   */
  public static Optional<QemuGuest> start(Path directory) throws IOException {
    if (!isInstalled()) {
      return Optional.empty();
    }
    var image = directory.resolve("qemu.img");
    try (var sector = QemuGuest.class.getResourceAsStream("guest.img")) {
      if (sector == null) {
        throw new IOException("the boot sector is missing from this build");
      }
      Files.write(image, sector.readAllBytes());
    }
    var qmp = directory.resolve("qemu.qmp");
    int port = freePort();
    var process = new ProcessBuilder(command(image, qmp, port)).inheritIO().start();
    return Optional.of(new QemuGuest(process, image, qmp, port));
  }

  private static List<String> command(Path image, Path qmp, int port) {
    return List.of(
        PROGRAM,
        "-display",
        "none",
        "-nodefaults",
        "-drive",
        "file=" + image + ",format=raw,if=floppy",
        "-boot",
        "a",
        "-chardev",
        "socket,id=c0,websocket=on,host=127.0.0.1,port=" + port + ",server=on,wait=off",
        "-serial",
        "chardev:c0",
        "-qmp",
        "unix:" + qmp + ",server=on,wait=off");
  }

  private static boolean isInstalled() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Its serial port. */
  public String address() {
    return "ws://127.0.0.1:" + port + "/";
  }

  /** Its QMP socket. */
  public String qmp() {
    return "unix:" + qmp;
  }

  /** Ends it; nothing of it stays. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(image);
    Files.deleteIfExists(qmp);
  }
}
