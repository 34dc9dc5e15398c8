package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Peer;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A real Debian (src/test/guest/debian.sh) in QEMU, whose only way to the world is its first serial
 * port: agetty, login and bash, for root (password {@code rig}) and dev ({@code rig2}, with sudo).
 * Its processor is emulated, so that it needs nothing of the machine; it has booted within 5 s, or
 * 20 s on a busy one. It is made once and stays in {@code target}, which takes root and a minute.
 */
public final class DebianGuest implements AutoCloseable {
  /** What it prints when nobody is signed in. */
  public static final String LOGIN = "web1 login: ";

  private static final Path FOLDER = Path.of("..", "target", "debian-guest").toAbsolutePath();

  private final Path socket;
  private final Process qemu;
  private final BufferedReader qmpOut;
  private final BufferedWriter qmpIn;

  private DebianGuest(Path socket, Process qemu) {
    this.socket = socket;
    this.qemu = qemu;
    qmpOut = qemu.inputReader(StandardCharsets.UTF_8);
    qmpIn = qemu.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts one and waits until it asks who is there. */
  public static DebianGuest booted(Path folder) {
    var guest = booting(folder);
    guest.awaitLogin();
    return guest;
  }

  /**
   * Starts one, which stands still until {@link #awaitLogin}.
   *
   * @param folder for its socket, one of its own
   */
  public static DebianGuest booting(Path folder) {
    make();
    var socket = folder.resolve("line.sock");
    var command =
        new ProcessBuilder(
            List.of(
                "qemu-system-x86_64",
                "-accel",
                "tcg",
                "-cpu",
                "max",
                "-m",
                "1024",
                "-S",
                "-display",
                "none",
                "-nodefaults",
                "-nic",
                "none",
                "-kernel",
                FOLDER.resolve("vmlinuz").toString(),
                "-initrd",
                FOLDER.resolve("initrd.gz").toString(),
                "-append",
                "console=ttyS0 quiet",
                "-chardev",
                "socket,id=c0,server=on,wait=off,path=" + socket,
                "-serial",
                "chardev:c0",
                "-qmp",
                "stdio"));
    var qemu = Ssh.start(command.redirectError(ProcessBuilder.Redirect.INHERIT));
    var guest = new DebianGuest(socket, qemu);
    guest.awaitQmp("\"QMP\""); // from here on, its sockets listen
    guest.execute("qmp_capabilities");
    return guest;
  }

  private static synchronized void make() {
    var script = Path.of("src", "test", "guest", "debian.sh").toString();
    var made = Ssh.start(new ProcessBuilder(script, FOLDER.toString()).inheritIO());
    if (made.onExit().join().exitValue() != 0) {
      throw new AssertionError(script + " failed; what it said is in the output of this class");
    }
  }

  /** Where to dial. One at a time can be connected. */
  public ConsoleAddress address() {
    return ConsoleAddress.unix(socket);
  }

  /**
   * Lets it run, connects, and waits for a login prompt that is printed from now on. Whoever else
   * is connected must have gone.
   */
  public void awaitLogin() {
    await("");
  }

  /** The same, with Enter pressed first, which makes a login prompt of long ago appear anew. */
  public void awaitLoginAfterEnter() {
    await("\r");
  }

  private void await(String typed) {
    try (var line = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      line.connect(UnixDomainSocketAddress.of(socket));
      execute("cont");
      line.write(ByteBuffer.wrap(typed.getBytes(StandardCharsets.UTF_8)));
      var printed = new StringBuilder();
      var piece = ByteBuffer.allocate(4096);
      while (printed.indexOf(LOGIN) < 0) {
        if (line.read(piece.clear()) < 0) {
          throw new AssertionError("QEMU hung up after " + printed);
        }
        printed.append(StandardCharsets.ISO_8859_1.decode(piece.flip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops its whole machine, as a host does that saves its memory. */
  public void freeze() {
    Peer.signal(qemu.toHandle(), "STOP");
  }

  /** Lets it go on. */
  public void thaw() {
    Peer.signal(qemu.toHandle(), "CONT");
  }

  private void execute(String command) {
    try {
      qmpIn.write("{\"execute\":\"" + command + "\"}\n");
      qmpIn.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitQmp("\"return\"");
  }

  private void awaitQmp(String text) {
    try {
      String line;
      do {
        line = qmpOut.readLine();
        if (line == null) {
          throw new AssertionError("QEMU ended with status " + qemu.onExit().join().exitValue());
        }
      } while (!line.contains(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    qemu.destroyForcibly();
    qemu.onExit().join();
  }
}
